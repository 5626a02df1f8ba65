import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createContext, runInContext } from 'node:vm';

test('the classic script defines the global Bridge and nothing else', () => {
  const page: Record<string, any> = {};
  page.self = page;
  runInContext(readFileSync('dist/bridge.js', 'utf8'), createContext(page));
  assert.equal(typeof page.Bridge.connect, 'function');
  assert.deepEqual(Object.keys(page), ['self', 'Bridge']);
});

test('the module runs where there is neither a page nor a WebSocket', async () => {
  const module = await import('../dist/bridge.mjs' as string);
  assert.deepEqual(Object.keys(module), ['connect']);
});
