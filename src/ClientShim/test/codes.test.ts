import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { adviceOf } from '../src/codes';

test('the close codes are those of docs/protocol.md', () => {
  const table = readFileSync('../../docs/protocol.md', 'utf8').split('<!-- table:close -->')[1].split('\n\n')[0];
  const rows = [...table.matchAll(/^\| `\w+` \| (\d+) \| \d+ \| (\w+) \|/gm)];
  assert.ok(rows.length > 10);
  for (const [, code, advice] of rows) assert.equal(adviceOf(+code), advice, code);
  assert.equal(adviceOf(1006), 'resume');
});
