import { readdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';
import { own } from './intercept.mjs';

rmSync('out-test', { recursive: true, force: true });
const tests = readdirSync('test').filter(file => file.endsWith('.test.ts')).map(file => `test/${file}`);
const isOfIntercept = file => file.startsWith('test/intercept');
const run = (entryPoints, plugins) => build({
  entryPoints,
  plugins,
  bundle: true,
  platform: 'node',
  format: 'esm',
  sourcemap: 'inline',
  external: ['../dist/*'],
  outdir: 'out-test',
  outExtension: { '.js': '.mjs' },
});
await run(tests.filter(file => !isOfIntercept(file)), []);
await run(tests.filter(isOfIntercept), [own]);
