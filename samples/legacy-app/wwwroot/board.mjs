// The moved page: the old page's look, and Bridge where the long poll was.
import { connect } from '/bridge/bridge.mjs';

const badge = document.getElementById('link');
const modes = document.getElementById('switch').elements.mode;
const names = { none: 'connecting', polling: 'long polling', websocket: 'websocket' };

const view = BoardView.create(document.getElementById('board'), { machine: document.getElementById('machine'), link: badge, write });
const bridge = connect('/bridge');

// The page's memory is empty after a reload, so it starts with everything the channel keeps.
bridge.subscribe('board', show, { since: 'oldest' });

function show(event, { position }) {
  if (event.restarted) view.clear('The old board was started again; showing the new one.');
  else view.show(event, `${names[bridge.transport]}  ${position}`);
}

function write(entry, done) {
  bridge.send('log', entry).then(() => done(null), error => done(error.message));
}

// ---- what is only there to be watched ----

function badgeFor(state, transport) {
  badge.dataset.transport = transport;
  if (state === 'offline') view.link('bad', 'not reachable, trying again');
  else view.link(transport === 'none' ? 'wait' : 'good', names[transport]);
}

bridge.on('state', state => {
  badgeFor(state, bridge.transport);
  view.note(`state: ${state}`);
});
bridge.on('transport', transport => {
  badgeFor(bridge.state, transport);
  view.note(`transport: ${names[transport]}`);
});
bridge.on('gap', ({ reason, lastPosition, position }) => {
  const words = `gap (${reason}): from ${lastPosition ?? 'the beginning'} to ${position}`;
  // Another life of the server: its board starts over, and so do we.
  if (reason === 'epoch') view.clear(words);
  else view.note(words);
});
bridge.on('error', ({ code, message }) => view.note(`error (${code}): ${message}`));

for (const mode of modes) {
  mode.addEventListener('change', () => {
    view.note(`asked for: ${mode.labels[0].textContent}`);
    bridge.use(mode.value);
  });
}

badgeFor(bridge.state, bridge.transport);
const facts = path => fetch(path).then(answer => answer.json());
facts('/api/machine').then(view.machine);
facts('/api/addresses').then(({ old }) => (document.getElementById('old').href = old));

// For tests and the console.
globalThis.board = { bridge, tally: view.tally };
