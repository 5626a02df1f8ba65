import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Page } from './page';

const it = (name: string, body: (page: Page) => Promise<void>) =>
  test(name, async () => {
    const page = new Page();
    try {
      await body(page);
    } finally {
      await page.leave();
    }
  });

it('moves to a WebSocket after a round trip larger than one packet', async page => {
  const connection = page.connect();
  page.listen(connection);
  await page.clock.run(1000);
  assert.deepEqual(page.events, ['polling', 'open', 'websocket']);
  const [probe, open] = page.socket().sent;
  assert.equal(probe.type, 'probe');
  assert.ok(probe.pad.length >= 1500 && probe.pad.length <= 2048);
  assert.deepEqual([open.token, open.attempt, open.positions], ['t1', 3, { news: 'e1-0' }]);
  page.publish(1);
  await page.clock.run(100);
  assert.deepEqual(page.got, ['1']);
  assert.equal(page.polls().length, 2, 'no poll beside a live socket, and the superseded one is not asked again');
});

it('hears messages by polling while the upgrade hangs', async page => {
  page.server.fate = path => (path == '/ws' ? { hang: true } : {});
  const connection = page.connect();
  page.listen(connection, 'oldest');
  page.publish(1);
  await page.clock.run(100);
  assert.deepEqual(page.got, ['1']);
  await page.clock.run(20_000);
  assert.equal(connection.transport, 'polling');
});

it('does not trust a socket that swallows the probe', async page => {
  page.server.fate = path => (path == '/ws' ? { hole: true } : {});
  const connection = page.connect();
  page.listen(connection, 'oldest');
  await page.clock.run(10_000);
  page.publish(1);
  await page.clock.run(100);
  assert.deepEqual(page.got, ['1']);
  assert.deepEqual(page.events, ['polling', 'open']);
});

it('goes back to polling within the probe time when the socket dies between probe and opened', async page => {
  page.server.fate = path => (path == '/ws' ? { cutAfter: 1, silent: true } : {});
  const connection = page.connect();
  page.listen(connection);
  await page.clock.run(100);
  page.publish(1);
  await page.clock.run(1600);
  assert.deepEqual(page.got, ['1']);
  assert.equal(connection.transport, 'polling');
});

it('grows the pause between attempts where WebSockets are blocked', async page => {
  let tries = 0;
  page.server.fate = path => (path == '/ws' ? (tries++, { refuse: true }) : {});
  page.connect();
  await page.clock.run(3_600_000);
  assert.ok(tries > 10 && tries < 80, `${tries} attempts in an hour`);
});

it('counts a socket that died soon after the takeover as a failure', async page => {
  let tries = 0;
  const connection = page.connect();
  page.listen(connection, 'oldest');
  page.server.fate = path => (path == '/ws' ? (tries++, { cutAfter: 2 }) : {});
  for (let i = 0; i < 600; i++) page.publish(i), await page.clock.run(1000);
  await page.clock.run(5000);
  assert.ok(tries < 30, `${tries} attempts in ten minutes`);
  assert.deepEqual(page.got, [...Array(600).keys()].map(String));
});

it('does not blame the WebSocket for a restart of the server', async page => {
  const connection = page.connect();
  await page.clock.run(1000);
  for (let i = 0; i < 12; i++) {
    page.socket().end('restarting', 'resume');
    await page.clock.run(1200);
  }
  assert.equal(connection.transport, 'websocket');
});

it('comes again at once, and back to the socket, when its credentials ran out', async page => {
  const connection = page.connect();
  page.listen(connection);
  await page.clock.run(60_000);
  page.socket().end('renew', 'resume');
  page.publish(1);
  await page.clock.run(1200);
  assert.deepEqual(page.got, ['1']);
  assert.equal(connection.transport, 'websocket');
  assert.equal(connection.session, 's1');
});

it('does not blame the WebSocket when polls fail as well', async page => {
  const connection = page.connect();
  await page.clock.run(1000);
  for (let i = 0; i < 12; i++) {
    assert.equal(connection.transport, 'websocket', `after ${i} failures`);
    page.server.down = true;
    page.socket().die(1006, '');
    await page.clock.run(1500);
    page.server.down = false;
    for (let wait = 0; wait < 150 && (connection.transport as string) != 'websocket'; wait++) await page.clock.run(100);
  }
});

it('leaves a silent socket after 25 s without waiting for its close event', async page => {
  const connection = page.connect();
  page.listen(connection);
  await page.clock.run(1000);
  page.socket().fate.hole = true;
  page.publish(1);
  await page.clock.run(25_100);
  assert.deepEqual(page.got, ['1']);
  assert.equal(page.events[3], 'polling');
  assert.ok(connection.transport != 'none');
});

it('is kept by the pings of the server and answers them at once', async page => {
  const connection = page.connect();
  await page.clock.run(200_000);
  assert.equal(connection.transport, 'websocket');
  assert.ok(page.socket().sent.filter(({ type }) => type == 'pong').length > 10);
  assert.equal(page.server.sockets.size, 1);
});

it('asks for a sign of life after a sleep and leaves a dead socket after 2 s', async page => {
  const connection = page.connect();
  page.listen(connection);
  await page.clock.run(1000);
  const socket = page.socket();
  page.clock.sleep(3_600_000);
  await page.clock.run(100);
  assert.ok(socket.sent.some(({ type }) => type == 'ping'));
  await page.clock.run(3000);
  assert.equal(connection.transport, 'websocket', 'it answered');
  socket.fate.hole = true;
  page.clock.sleep(3_600_000);
  await page.clock.run(2100);
  assert.deepEqual(page.events.slice(3, 4), ['polling']);
});

for (const [type, event] of [['online', {}], ['visibilitychange', {}], ['pageshow', { persisted: true }]] as const)
  it(`wakes at once on ${type}`, async page => {
    page.browser();
    const connection = page.connect();
    page.listen(connection);
    await page.clock.run(1000);
    page.server.down = true;
    page.socket().die(1006, '');
    await page.clock.run(120_000);
    page.server.down = false;
    page.publish(1);
    page.fire(type, event);
    await page.clock.run(100);
    assert.deepEqual(page.got, ['1']);
    assert.equal(connection.transport, 'websocket');
  });

it('acknowledges every 64 messages within the handler, and 100 ms after the first of the rest', async page => {
  const connection = page.connect();
  page.listen(connection);
  await page.clock.run(1000);
  const acks = () => page.socket().sent.filter(({ type }) => type == 'ack').map(({ positions }) => positions.news);
  page.publish(...Array(150).keys());
  await page.clock.run(6);
  assert.deepEqual(acks(), ['e1-64', 'e1-128']);
  await page.clock.run(99);
  assert.deepEqual(acks(), ['e1-64', 'e1-128', 'e1-150']);
  await page.clock.run(5000);
  assert.equal(acks().length, 3);
});

it('acknowledges within the handler when the timer of a hidden page is late', async page => {
  const connection = page.connect();
  page.listen(connection);
  await page.clock.run(1000);
  const socket = page.socket();
  page.publish(1);
  await page.clock.run(5);
  page.clock.sleep(150);
  socket.onmessage({ data: '{"type":"message","channel":"news","position":"e1-2","data":2}' });
  assert.deepEqual(socket.sent.pop(), { type: 'ack', positions: { news: 'e1-2' } });
});

it('drops what comes on both', async page => {
  const connection = page.connect();
  page.listen(connection);
  page.server.fate = path => (path == '/poll' ? { back: 300 } : {});
  await page.clock.run(320);
  // The poll is parked and the socket is on its way: the answer leaves now and arrives after the takeover.
  page.publish(1);
  await page.clock.run(30);
  page.publish(2);
  await page.clock.run(1000);
  assert.deepEqual(page.got, ['1', '2']);
  assert.equal(connection.transport, 'websocket');
});

it('does not take a late answer to a poll for what follows in a channel that began anew on the socket', async page => {
  const connection = page.connect();
  page.publish(1);
  const leave = page.listen(connection);
  page.server.fate = path => (path == '/poll' && page.polls().length == 2
    ? { back: 3000, status: 200, body: '[{"type":"message","channel":"news","position":"e1-3","data":3}]' }
    : {});
  await page.clock.run(1000);
  assert.equal(connection.transport, 'websocket');
  leave();
  await page.clock.run(100);
  page.listen(connection, 'e1-0');
  await page.clock.run(5000);
  page.publish(2, 3);
  await page.clock.run(100);
  assert.deepEqual(page.got, ['1', '2', '3']);
});

it('of a late answer to a poll takes nothing: the socket brings it all', async page => {
  const connection = page.connect();
  page.listen(connection);
  page.server.fate = path => (path == '/poll' && page.polls().length == 2
    ? { back: 500, status: 200, body: '[{"type":"gap","channel":"news","reason":"evicted","position":"e1-5"},{"type":"message","channel":"news","position":"e1-6","data":6}]' }
    : {});
  await page.clock.run(1000);
  assert.equal(connection.transport, 'websocket');
  assert.deepEqual(page.got, []);
  page.publish(1);
  await page.clock.run(100);
  assert.deepEqual(page.got, ['1']);
});

it('tells a gap once that both transports tell', async page => {
  page.listen(page.connect());
  await page.clock.run(1000);
  const frame = { data: '{"type":"gap","channel":"news","reason":"ahead","position":"e1-3"}' };
  page.socket().onmessage(frame);
  page.socket().onmessage(frame);
  assert.equal(page.events.filter(event => event.startsWith('gap')).length, 1);
});

it('a subscription that is confirmed twice does not lead back to an epoch that was left', async page => {
  const connection = page.connect();
  page.listen(connection);
  page.publish(1);
  await page.clock.run(1000);
  page.publish(2);
  await page.clock.run(10);
  page.socket().onmessage({ data: '[{"type":"subscribed","channel":"news","position":"e0-7"},{"type":"gap","channel":"news","reason":"epoch","position":"e1-1"},{"type":"message","channel":"news","position":"e1-2","data":2}]' });
  assert.deepEqual(page.got, ['2']);
  assert.deepEqual(page.events.filter(event => event.startsWith('gap')), []);
  assert.equal(connection.position('news'), 'e1-2');
});

it('asks for nothing by polling while the socket is opening', async page => {
  page.server.fate = path => (path == '/ws' ? { back: 200 } : {});
  const connection = page.connect();
  page.listen(connection);
  await page.clock.run(222);
  assert.ok(page.socket().sent.some(({ type }) => type == 'open'));
  page.publish(1);
  await page.clock.run(1000);
  assert.deepEqual(page.got, ['1']);
  assert.deepEqual(page.events, ['polling', 'open', 'websocket']);
  assert.equal(connection.transport, 'websocket');
});

it('subscribes and unsubscribes by frames', async page => {
  const connection = page.connect();
  await page.clock.run(1000);
  const undo = page.listen(connection);
  await page.clock.run(100);
  page.publish(1);
  await page.clock.run(100);
  undo();
  await page.clock.run(100);
  page.publish(2);
  await page.clock.run(100);
  assert.deepEqual(page.got, ['1']);
  assert.equal(page.polls().length, 2);
});

it('reopens when the socket says that the session is unknown', async page => {
  const connection = page.connect();
  page.listen(connection);
  await page.clock.run(1000);
  page.publish(1);
  await page.clock.run(100);
  page.server.forget();
  page.publish(2);
  await page.clock.run(1000);
  assert.deepEqual(page.got, ['1', '2']);
  assert.equal(connection.session, 's2');
});

it('knows the advice of a close code without an envelope', async page => {
  const connection = page.connect();
  await page.clock.run(1000);
  page.socket().die(4499, 'revoked');
  assert.equal(connection.state, 'closed');
  assert.equal(page.events.pop(), 'error revoked');
});

it('goes on by polling when its socket is superseded', async page => {
  const connection = page.connect();
  page.listen(connection);
  await page.clock.run(1000);
  page.socket().end('superseded', 'stop');
  await page.clock.run(100);
  page.publish(1);
  await page.clock.run(100);
  assert.deepEqual(page.got, ['1']);
  assert.ok(connection.state == 'open');
});

it('switches to polling and back while running', async page => {
  const connection = page.connect();
  page.listen(connection);
  await page.clock.run(1000);
  connection.use('polling');
  assert.equal(connection.transport, 'polling');
  page.publish(1);
  await page.clock.run(60_000);
  assert.equal(connection.transport, 'polling');
  connection.use('websocket');
  page.publish(2);
  await page.clock.run(1000);
  assert.equal(connection.transport, 'websocket');
  page.publish(3);
  await page.clock.run(100);
  assert.deepEqual(page.got, ['1', '2', '3']);
});

it('carries messages by polling while a wanted WebSocket cannot be had, and keeps trying', async page => {
  let tries = 0;
  page.server.fate = path => (path == '/ws' ? (tries++, { refuse: true }) : {});
  const connection = page.connect({ transport: 'websocket' });
  page.listen(connection);
  await page.clock.run(600_000);
  page.publish(1);
  await page.clock.run(100);
  assert.deepEqual(page.got, ['1']);
  assert.ok(tries > 20, `${tries} attempts`);
  page.server.fate = () => ({});
  await page.clock.run(31_000);
  assert.equal(connection.transport, 'websocket');
});

it('never tries a socket in polling mode', async page => {
  page.connect({ transport: 'polling' });
  await page.clock.run(60_000);
  assert.equal(page.server.sockets.size, 0);
});

it('polls on when the WebSocket constructor throws', async page => {
  const connection = page.connect({ WebSocket: class { constructor() { throw new Error('blocked by policy'); } } as any });
  page.listen(connection);
  await page.clock.run(1000);
  page.publish(1);
  await page.clock.run(100);
  assert.deepEqual(page.got, ['1']);
});

it('brings the ticket of a channel with every subscribe of it, on each carrier', async page => {
  const connection = page.connect();
  connection.subscribe('news', () => {}, { since: 'e1-0', ticket: 'k1' });
  await page.clock.run(1000);
  page.server.forget();
  await page.clock.run(5000);
  connection.subscribe('other', () => {});
  await page.clock.run(1000);
  const told = [...page.server.requests.flatMap(({ envelopes }) => envelopes), ...page.socket().sent].flatMap(e => (e.type == 'open' ? e.subscribe : e.type == 'subscribe' ? [e] : []));
  assert.ok(told.length > 2);
  for (const { channel, ticket } of told) assert.equal(ticket, channel == 'news' ? 'k1' : undefined);
});

it('shows a ticket with a handshake when its requests have headers, a new one each time', async page => {
  page.server.guarded = true;
  const connection = page.connect({ headers: () => ({ Authorization: 'Bearer x' }) });
  page.listen(connection);
  await page.clock.run(10_000);
  assert.equal(connection.transport, 'websocket');
  page.socket().die(1006, '');
  await page.clock.run(10_000);
  assert.equal(connection.transport, 'websocket');
  assert.equal(page.server.tickets.size, 0, 'none is left over');
  assert.equal(page.server.requests.filter(({ path }) => path == '/ticket').length, 2);
});

it('opens a socket without a ticket when its headers are no credentials', async page => {
  const connection = page.connect({ headers: { 'X-Tenant': 'a' } });
  await page.clock.run(1000);
  assert.equal(connection.transport, 'websocket');
  assert.equal(page.socket().protocols, 'bridge.v1');
});

it('polls on while no ticket is to be had, and tries again', async page => {
  let asked = 0;
  page.server.guarded = true;
  page.server.fate = path => (path == '/ticket' && asked++ < 2 ? { status: 502 } : {});
  const connection = page.connect({ headers: { Authorization: 'Bearer x' } });
  page.listen(connection);
  await page.clock.run(400);
  page.publish(1);
  await page.clock.run(100);
  assert.deepEqual(page.got, ['1']);
  await page.clock.run(30_000);
  assert.equal(connection.transport, 'websocket');
  assert.equal(asked, 3);
});

it('opens no socket with a ticket that comes after the page has turned to polling', async page => {
  page.server.fate = path => (path == '/ticket' ? { back: 3000 } : {});
  const connection = page.connect({ headers: { Authorization: 'Bearer x' } });
  await page.clock.run(1000);
  connection.use('polling');
  await page.clock.run(10_000);
  assert.equal(page.server.sockets.size, 0);
  connection.use('auto');
  await page.clock.run(10_000);
  assert.equal(connection.transport, 'websocket');
});
