import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const tsc = 'node_modules/.bin/tsc';
const check = (file: string) =>
  spawnSync(tsc, ['--noEmit', '--ignoreConfig', '--strict', '--target', 'es2017', '--lib', 'es2017,dom', '--module', 'esnext', '--moduleResolution', 'bundler', '--types', '', file], { encoding: 'utf8' });

test('the declarations let right code pass', () => {
  execFileSync(tsc);
  const { stdout, status } = check('test/types.ts');
  assert.equal(status, 0, stdout);
});

test('the declarations stop every wrong line', () => {
  const { stdout } = check('test/errors.ts');
  const wrong = [...new Set([...stdout.matchAll(/errors\.ts\((\d+),/g)].map(([, line]) => +line))];
  const lines = readFileSync('test/errors.ts', 'utf8').trimEnd().split('\n').length;
  assert.deepEqual(wrong, Array.from({ length: lines - 3 }, (_, i) => i + 4));
});

test('the declarations stand alone', () => {
  assert.doesNotMatch(readFileSync('dist/types/bridge.d.ts', 'utf8'), /import/);
});
