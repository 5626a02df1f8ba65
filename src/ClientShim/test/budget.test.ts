import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

const budget = 5000;

for (const file of ['bridge.mjs', 'bridge.js'])
  test(`${file} is at most ${budget} bytes, compressed`, t => {
    const size = gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length;
    t.diagnostic(`${file}: ${size} bytes`);
    assert.ok(size <= budget, `${size} bytes`);
  });
