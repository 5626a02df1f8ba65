// mutation-sample.mjs SEED SHARE CORE…: names pieces of src/Bridge outside the core, chosen by the seed, as Stryker's globs with a range of characters.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const room = 'src/Bridge/';
const piece = 600; // characters: two or three methods; what lies across an edge is left out
const [seed, share, ...core] = process.argv.slice(2);
let state = Number(seed) >>> 0;

/** Mulberry32: the next number from 0 to 1. */
function next() {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
}

const files = execFileSync('git', ['ls-files', room], { encoding: 'utf8' }).split('\n')
  .filter(file => file.endsWith('.cs')).map(file => file.slice(room.length))
  .filter(file => !core.includes(file.slice(0, -3)));
for (const file of files) {
  const { length } = readFileSync(room + file, 'utf8');
  for (let from = 0; from < length; from += piece) {
    if (next() < Number(share)) {
      console.log(`**/${file}{${from}..${Math.min(from + piece, length)}}`);
    }
  }
}
