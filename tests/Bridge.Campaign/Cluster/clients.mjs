// clients.mjs BRIDGE CHANNELS COUNT EVERY: so many clients by the shim, half of them polling, each on two of the channels; one of them moves to the other transport every so many ms.
// Says READY and an address. There: /state tells what each source came to and what was wrong; /mark has every client note when it hears something newer; /back tells how long that took.
import { createServer } from 'node:http';
import { connect } from '../../../src/ClientShim/dist/bridge.mjs';

const [bridge, names, count, every] = process.argv.slice(2);
const channels = names.split(',');
const faults = [];
let received = 0;
let switches = 0;
let sessions = 0;

const clients = Array.from({ length: Number(count) }, (_, n) => {
  const client = { n, mode: n % 2 ? 'polling' : 'websocket', marked: Infinity, back: 0, lasts: {}, positions: {} };
  const fault = (kind, text) => faults.push({ kind, text: `client ${n} (${client.mode}): ${text}` });
  const connection = (client.connection = connect(bridge, { transport: client.mode, fetch, WebSocket }));
  let session = '';
  connection.on('state', () => connection.session != session && (session = connection.session) && sessions++);
  connection.on('gap', gap => fault('gap', JSON.stringify(gap)));
  connection.on('error', error => fault('error', `${error.code} ${error.message}`));

  const hear = ({ s: source, n: number, t: sent }, { channel, position }) => {
    received++;
    const [epoch, offset] = position.split('-');
    const before = client.positions[channel];
    if (before && (before.epoch != epoch || Number(offset) != before.offset + 1)) fault('untold', `${channel}: ${position} after ${before.epoch}-${before.offset}`);
    client.positions[channel] = { epoch, offset: Number(offset) };
    const last = client.lasts[source] ?? 0;
    if (number > last + 1) fault('lost', `${source}: ${number} after ${last}`);
    if (number <= last) fault('doubled or reordered', `${source}: ${number} after ${last}`);
    client.lasts[source] = number;
    if (sent >= client.marked) {
      client.back = Date.now() - client.marked;
      client.marked = Infinity;
    }
  };

  for (const channel of [channels[n % channels.length], channels[(n + 1) % channels.length]]) connection.subscribe(channel, hear, { since: 'oldest' });
  return client;
});

setInterval(() => {
  const client = clients[Math.floor(Math.random() * clients.length)];
  client.mode = client.mode == 'polling' ? 'websocket' : 'polling';
  client.connection.use(client.mode);
  switches++;
}, Number(every));

const state = () => {
  const lasts = {};
  const readers = {};
  for (const client of clients) for (const [source, last] of Object.entries(client.lasts)) {
    lasts[source] = Math.min(lasts[source] ?? Infinity, last);
    readers[source] = (readers[source] ?? 0) + 1;
  }
  const polling = clients.filter(({ connection }) => connection.transport == 'polling').length;
  return { received, switches, sessions, polling, open: clients.filter(({ connection }) => connection.state == 'open').length, lasts, readers, found: faults.length, faults: faults.slice(0, 20) };
};

const pages = {
  '/state': state,
  '/mark': () => clients.forEach(client => { client.marked = Date.now(); }),
  '/back': () => ({ waiting: clients.filter(({ marked }) => marked < Infinity).length, times: clients.map(({ back }) => back) }),
};

const server = createServer(({ url }, answer) => answer.end(JSON.stringify(pages[url]?.() ?? {})));
server.keepAliveTimeout = 0; // who asks seldom must not find a connection that is just closing
server.listen(0, '127.0.0.1', () => console.log(`READY http://127.0.0.1:${server.address().port}`));
