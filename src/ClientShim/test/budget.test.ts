import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

const sizeOf = (file: string) => gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length;

const budgets = {
  'bridge.mjs': 5100,
  'bridge.js': 5100,
  // It holds the shim, too.
  'intercept.js': sizeOf('bridge.js') + 4000,
};

for (const [file, budget] of Object.entries(budgets))
  test(`${file} is at most ${budget} bytes, compressed`, t => {
    const size = sizeOf(file);
    t.diagnostic(`${file}: ${size} bytes`);
    assert.ok(size <= budget, `${size} bytes`);
  });
