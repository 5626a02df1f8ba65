import { readSync, writeSync } from 'node:fs';

const chunk = Buffer.alloc(1 << 16);
let rest = Buffer.alloc(0);

/** The next line; blocks until it is there, so that nothing else can happen in between. Nothing once the other side is gone. */
export function readLine() {
  for (;;) {
    const end = rest.indexOf(10);
    if (end >= 0) {
      const line = rest.toString('utf8', 0, end);
      rest = rest.subarray(end + 1);
      return line;
    }
    const count = readSync(0, chunk, 0, chunk.length, null);
    if (count == 0) return undefined;
    rest = Buffer.concat([rest, chunk.subarray(0, count)]);
  }
}

export function writeLine(text) {
  const line = Buffer.from(text + '\n');
  for (let at = 0; at < line.length; ) at += writeSync(1, line, at);
}
