import { readdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('out-test', { recursive: true, force: true });
await build({
  entryPoints: readdirSync('test').filter(file => file.endsWith('.test.ts')).map(file => `test/${file}`),
  bundle: true,
  platform: 'node',
  format: 'esm',
  sourcemap: 'inline',
  external: ['../dist/*'],
  outdir: 'out-test',
  outExtension: { '.js': '.mjs' },
});
