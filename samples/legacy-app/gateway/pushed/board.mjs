// The old page's look and the old backend, which knows nothing of this: the gateway polls it once for everybody, and pushes.
import { connect } from '/bridge/bridge.mjs';

const badge = document.getElementById('link');
const names = { none: 'connecting', polling: 'long polling', websocket: 'websocket' };
const view = BoardView.create(document.getElementById('board'), { machine: document.getElementById('machine'), link: badge, write });
const bridge = connect('/bridge');
let last = 0;

bridge.subscribe('board', event => {
  if (event.id < last) view.clear('The board was started again; showing the new one.');
  last = event.id;
  view.show(event);
}, { since: 'oldest' });

bridge.on('transport', transport => {
  badge.dataset.transport = transport;
  view.link(transport === 'none' ? 'wait' : 'good', names[transport]);
});
bridge.on('gap', ({ reason }) => {
  if (reason !== 'epoch') return;
  last = 0;
  view.clear('The gateway was started again; showing all once more.');
});

// Writes go where they always went.
async function write(entry, done) {
  const answer = await fetch('/api/log', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(entry) }).catch(() => null);
  done(answer?.ok ? null : (await answer?.json().catch(() => null))?.error ?? 'Not written: the board is not reachable.');
}

view.link('wait', names.none);
fetch('/api/machine').then(answer => answer.json()).then(view.machine);

globalThis.board = { bridge, tally: view.tally }; // for tests and the console
