import { Script } from 'node:vm';
import { Page } from './page.mjs';
import { readLine, writeLine } from './pipe.mjs';

// Pages that run the real script while everything around them is made up. A line is one thing that happens to one page: [page, now, what, ...more];
// the answer, once nothing of the page is left to run at this instant, is the time of its next timer (-1: none) and what the page did: [next, [what, ...more], ...].

const pages = new Map();
let script;
let page;

function happen([number, now, what, ...more]) {
  page = pages.get(number);
  if (what == 'script') script = new Script(more[0], { filename: 'bridge.js' });
  else if (what == 'world') pages.clear();
  else if (what == 'circle') for (;;);
  else if (what == 'leave') pages.delete(number);
  else if (what == 'load') pages.set(number, (page = new Page(script, now, ...more)));
  else if (page) page.happen(now, what, more);
  else throw new Error(`There is no page ${number} that ${what} could happen to`);
}

function turn() {
  const line = readLine();
  if (line === undefined) process.exit(0);
  happen(JSON.parse(line));
  // Between two turns of the event loop all microtasks run, and nothing else has anything to wait for.
  setImmediate(answer);
}

function answer() {
  writeLine(JSON.stringify(page ? page.report() : [-1]));
  turn();
}

process.on('unhandledRejection', error => page.threw(error));
turn();
