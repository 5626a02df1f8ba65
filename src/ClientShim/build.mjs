import { build } from 'esbuild';

const shared = {
  entryPoints: ['src/bridge.ts'],
  bundle: true,
  minify: true,
  target: 'es2017',
  legalComments: 'none',
  mangleProps: /^_[a-zA-Z]/,
};

await build({ ...shared, format: 'esm', outfile: 'dist/bridge.mjs' });
await build({ ...shared, format: 'iife', globalName: 'Bridge', outfile: 'dist/bridge.js' });
