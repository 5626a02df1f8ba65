import { build } from 'esbuild';
import { own } from './intercept.mjs';

const shared = {
  bundle: true,
  minify: true,
  target: 'es2017',
  legalComments: 'none',
  // Only what the shim keeps to itself carries an underscore.
  mangleProps: /^_[a-zA-Z]/,
};

await build({ ...shared, entryPoints: ['src/bridge.ts'], format: 'esm', outfile: 'dist/bridge.mjs' });
await build({ ...shared, entryPoints: ['src/global.ts'], format: 'iife', outfile: 'dist/bridge.js' });
await build({ ...shared, entryPoints: ['src/intercept.ts'], format: 'iife', outfile: 'dist/intercept.js', plugins: [own] });
