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

it('polls at once, with every subscription of the first turn in the open', async page => {
  const connection = page.connect({ transport: 'polling' });
  page.listen(connection, { last: 3 });
  connection.subscribe('other', () => {});
  await page.clock.run(0);
  const [[open]] = page.polls();
  assert.equal(open.type, 'open');
  assert.deepEqual(open.subscribe.map(({ channel, since }: any) => [channel, since]), [['news', { last: 3 }], ['other', undefined]]);
  assert.equal(open.token, undefined);
  await page.clock.run(20);
  assert.deepEqual(page.events, ['polling', 'open']);
  assert.equal(connection.session, 's1');
});

it('sends the headers of the protocol, the page\'s own and the token', async page => {
  page.connect({ transport: 'polling', headers: () => ({ 'X-Own': 'yes' }), credentials: 'include' });
  await page.clock.run(30);
  const [first, second] = page.server.requests;
  assert.deepEqual(first.headers, { 'Content-Type': 'application/json', 'Bridge-Protocol': 'bridge.v1', 'X-Own': 'yes' });
  assert.equal(second.headers['Bridge-Session'], 't1');
  assert.equal(second.credentials, 'include');
});

it('counts one attempt for every poll, and asks from what it has handled', async page => {
  const connection = page.connect({ transport: 'polling' });
  page.listen(connection);
  await page.clock.run(100);
  page.publish(1, 2);
  await page.clock.run(100);
  const polls = page.polls().slice(1).map(([poll]) => poll);
  assert.deepEqual(polls.map(({ attempt }) => attempt), [2, 3, 4]);
  assert.deepEqual(polls.map(({ positions }) => positions.news), ['e1-0', 'e1-1', 'e1-2']);
  assert.deepEqual(page.got, ['1', '2']);
});

it('loses and doubles nothing when an answer is lost', async page => {
  const connection = page.connect({ transport: 'polling' });
  page.listen(connection);
  await page.clock.run(100);
  let lose = 3;
  page.server.fate = () => ({ lostBack: lose-- > 0 });
  page.publish(1, 2, 3);
  await page.clock.run(20_000);
  assert.deepEqual(page.got, ['1', '2', '3']);
});

it('decodes JSON, text and bytes', async page => {
  const connection = page.connect({ transport: 'polling' });
  const got: unknown[] = [];
  connection.subscribe('news', (data, message) => got.push(data, message));
  await page.clock.run(100);
  page.server.publish('news', { data: null });
  page.server.publish('news', { text: 'hi' });
  page.server.publish('news', { base64: 'AP8=' });
  await page.clock.run(100);
  assert.deepEqual(got, [
    null, { channel: 'news', position: 'e1-1', data: null },
    'hi', { channel: 'news', position: 'e1-2', data: 'hi' },
    new Uint8Array([0, 255]), { channel: 'news', position: 'e1-3', data: new Uint8Array([0, 255]) },
  ]);
});

it('is offline after the first failure, backs off with full jitter and asks without a wait until something works', async page => {
  const connection = page.connect({ transport: 'polling' });
  await page.clock.run(1000);
  page.server.down = true;
  page.server.forget();
  const from = page.server.requests.length;
  await page.clock.run(300_000);
  assert.deepEqual([connection.state, connection.transport], ['offline', 'none']);
  const tries = page.server.requests.length - from;
  assert.ok(tries > 10 && tries < 60, `${tries} tries in 5 minutes`);
  page.server.down = false;
  await page.clock.run(40_000);
  assert.equal(connection.state, 'open');
  assert.ok(page.polls().some(([poll]) => poll.wait === 0));
});

it('reads 5xx, 429 and pages of proxies as failures', async page => {
  const connection = page.connect({ transport: 'polling' });
  page.listen(connection);
  await page.clock.run(100);
  const bodies = ['<html>', '{"message":"foreign"}', 'null', '{"error":"rate_limited","text":"slow","advice":"resume"}', '[]'];
  page.server.fate = () => (bodies.length ? { status: [502, 503, 200, 429, 504][5 - bodies.length], body: bodies.shift() } : {});
  page.fire('online');
  page.publish(1);
  await page.clock.run(120_000);
  assert.equal(bodies.length, 0);
  assert.equal(connection.state, 'open');
  assert.deepEqual(page.got, ['1']);
});

it('asks for a shorter hold once a parked poll was cut', async page => {
  const connection = page.connect({ transport: 'polling' });
  await page.clock.run(100);
  page.server.fate = () => ({ there: 10, back: 10 });
  page.server.hold = 25_000;
  page.server.fate = () => ({ there: 20_000, lostThere: true });
  page.listen(connection);
  await page.clock.run(19_000);
  page.server.fate = () => ({});
  await page.clock.run(4000);
  const poll = page.polls().pop()!.pop()!;
  assert.ok(Math.abs(poll.wait - 0.6 * 20_005) < 10, `wait ${poll.wait}`);
  assert.ok(!page.events.includes('offline'));
});

it('gives up a poll 10 s after its hold', async page => {
  page.connect({ transport: 'polling' });
  await page.clock.run(1);
  page.server.fate = () => ({ there: 1_000_000 });
  await page.clock.run(34_000);
  assert.equal(page.polls().length, 2);
  await page.clock.run(3000);
  assert.equal(page.polls().length, 3);
});

it('does not spin when a poll is answered early with nothing', async page => {
  page.server.hold = 0;
  const connection = page.connect({ transport: 'polling' });
  await page.clock.run(20);
  page.server.fate = path => (path == '/poll' ? { status: 200, body: '[]' } : {});
  await page.clock.run(10_000);
  assert.ok(page.polls().length < 50, `${page.polls().length} polls`);
  assert.equal(connection.state, 'open');
});

it('subscribes while a poll is parked by a new poll with a higher attempt', async page => {
  const connection = page.connect({ transport: 'polling' });
  await page.clock.run(100);
  page.listen(connection);
  connection.subscribe('other', () => {});
  await page.clock.run(100);
  const bodies = page.polls();
  assert.deepEqual(bodies[2].map(({ type, channel }) => channel ?? type), ['news', 'other', 'poll']);
  assert.equal(bodies[2][2].attempt, 3);
  page.publish(1);
  await page.clock.run(100);
  assert.deepEqual(page.got, ['1']);
});

it('makes one subscription of two, and ends it with the last handler', async page => {
  const connection = page.connect({ transport: 'polling' });
  const undo = [page.listen(connection), page.listen(connection)];
  await page.clock.run(100);
  page.publish(1);
  await page.clock.run(100);
  undo[0]();
  undo[0]();
  page.publish(2);
  await page.clock.run(100);
  assert.deepEqual(page.got, ['1', '1', '2']);
  undo[1]();
  await page.clock.run(100);
  page.publish(3);
  await page.clock.run(100);
  assert.deepEqual(page.got, ['1', '1', '2']);
  assert.equal(page.polls()[0][0].subscribe.length, 1);
  assert.ok(page.polls().some(([{ type }]) => type == 'unsubscribe'));
  assert.equal(connection.position('news'), undefined);
});

it('starts a channel anew only after its end was confirmed', async page => {
  const connection = page.connect();
  const undo = page.listen(connection);
  await page.clock.run(1000);
  page.publish(1, 2);
  await page.clock.run(100);
  undo();
  page.listen(connection, 'oldest');
  await page.clock.run(100);
  assert.deepEqual(page.got, ['1', '2', '1', '2']);
  assert.deepEqual(page.socket().sent.filter(({ channel }) => channel).map(({ type }) => type), ['unsubscribe', 'subscribe']);
});

it('hands a message to none that subscribed or went within its handlers', async page => {
  const connection = page.connect({ transport: 'polling' });
  const got: string[] = [];
  const undo = connection.subscribe('news', () => {
    got.push('first');
    undo();
    undoSecond();
    connection.subscribe('news', () => got.push('third'));
  });
  const undoSecond = connection.subscribe('news', () => got.push('second'));
  await page.clock.run(1000);
  page.publish(1);
  await page.clock.run(1000);
  assert.deepEqual(got, ['first']);
});

it('tells the server that a subscription ended also when it was undone and made twice before it could', async page => {
  const connection = page.connect({ transport: 'polling' });
  const undo = page.listen(connection);
  await page.clock.run(1000);
  undo();
  page.listen(connection)();
  page.listen(connection);
  await page.clock.run(1000);
  const told = page.polls().flat().filter(({ channel }) => channel == 'news').map(({ type }) => type);
  assert.deepEqual(told, ['unsubscribe', 'subscribe']);
});

it('says nothing of a subscription that was undone in the same turn', async page => {
  const connection = page.connect({ transport: 'polling' });
  page.listen(connection)();
  await page.clock.run(100);
  assert.deepEqual(page.polls()[0][0].subscribe, []);
  assert.equal(page.polls().length, 2);
});

it('reports a refused channel and forgets it', async page => {
  page.server.forbidden.add('news');
  const connection = page.connect({ transport: 'polling' });
  page.listen(connection);
  await page.clock.run(1000);
  assert.ok(page.events.includes('error channel_forbidden news'));
  assert.equal(page.polls().length, 2);
});

it('tells a gap with what is needed to refetch, once, and goes on after it', async page => {
  const connection = page.connect();
  const gaps: unknown[] = [];
  page.publish(1);
  connection.subscribe('news', data => page.got.push(String(data)), { since: 'oldest', onGap: gap => gaps.push(gap) });
  await page.clock.run(1000);
  page.server.down = true;
  page.socket().die(1006, '');
  await page.clock.run(1000);
  page.publish(2, 3);
  page.server.evict('news');
  page.publish(4);
  page.server.down = false;
  await page.clock.run(60_000);
  assert.deepEqual(page.got, ['1', '4']);
  assert.deepEqual(gaps, [{ channel: 'news', reason: 'evicted', position: 'e1-3', lastPosition: 'e1-1' }]);
  assert.deepEqual(page.events.filter(event => event.startsWith('gap')), ['gap evicted e1-1 e1-3']);
});

it('takes another epoch only by a gap', async page => {
  const connection = page.connect({ transport: 'polling' });
  page.listen(connection);
  await page.clock.run(100);
  page.publish(1, 2);
  await page.clock.run(100);
  page.server.restart('e2');
  page.publish(3);
  await page.clock.run(60_000);
  assert.deepEqual(page.got, ['1', '2', '3']);
  assert.deepEqual(page.events.filter(event => event.startsWith('gap')), ['gap epoch e1-2 e2-0']);
  assert.equal(connection.position('news'), 'e2-1');
});

it('goes back when the server says that it is ahead', async page => {
  const connection = page.connect({ transport: 'polling' });
  page.listen(connection, 'e1-50');
  page.publish(1);
  await page.clock.run(100);
  page.publish(2);
  await page.clock.run(100);
  assert.deepEqual(page.got, ['2']);
  assert.ok(page.events.includes('gap ahead e1-50 e1-1'));
});

it('moves its cursor on when nothing was for this reader', async page => {
  const connection = page.connect({ transport: 'polling' });
  page.listen(connection);
  await page.clock.run(100);
  page.server.fate = () => ({ status: 200, body: '[{"type":"position","channel":"news","position":"e1-7"}]' });
  page.fire('online');
  connection.subscribe('other', () => {});
  await page.clock.run(15);
  assert.equal(connection.position('news'), 'e1-7');
});

it('opens a new session when its own is unknown and subscribes from where it stands', async page => {
  const connection = page.connect({ transport: 'polling' });
  page.listen(connection);
  await page.clock.run(100);
  page.publish(1);
  await page.clock.run(100);
  page.server.forget();
  page.publish(2);
  await page.clock.run(60_000);
  assert.deepEqual(page.got, ['1', '2']);
  assert.equal(connection.session, 's2');
  const again = page.polls().filter(([{ type }]) => type == 'open')[1][0];
  assert.equal(again.subscribe[0].since, 'e1-1');
});

it('does not reopen in a tight circle', async page => {
  page.connect({ transport: 'polling' });
  page.server.fate = (_, [{ type }]) => (type == 'poll' ? { status: 409, body: '{"error":"page_copy","advice":"reopen"}' } : {});
  await page.clock.run(120_000);
  assert.ok(page.polls().length < 60, `${page.polls().length} requests`);
});

it('ends on advice stop: closed, told once, and every send rejects', async page => {
  const connection = page.connect({ transport: 'polling' });
  page.server.fate = path => (path == '/poll' ? { status: 401, body: '{"error":"unauthorized","text":"Sign in first.","advice":"stop"}' } : {});
  const sent = connection.send('in', 1).catch(error => error.code);
  await page.clock.run(60_000);
  assert.deepEqual(page.events, ['closed', 'error unauthorized']);
  assert.equal(await sent, 'unauthorized');
  assert.equal(await connection.send('in', 2).catch(error => error.code), 'closed');
  assert.equal(page.polls().length, 1);
  assert.equal(page.clock.pending, 0);
});

it('goes on with a higher attempt when a poll is superseded by nobody it knows', async page => {
  const connection = page.connect({ transport: 'polling' });
  page.listen(connection);
  await page.clock.run(100);
  [...page.server.sessions.values()][0].attempt = 500;
  [...page.server.sessions.values()][0].carrier!.supersede();
  await page.clock.run(5000);
  page.publish(1);
  await page.clock.run(5000);
  assert.deepEqual(page.got, ['1']);
});

it('reports a handler that throws and counts its message as handled', async page => {
  const connection = page.connect({ transport: 'polling' });
  connection.subscribe('news', () => { throw new Error('mine'); });
  page.listen(connection);
  await page.clock.run(100);
  page.publish(1);
  await page.clock.run(100);
  assert.ok(page.events.includes('error handler_threw'));
  assert.deepEqual(page.got, ['1']);
  assert.equal(connection.position('news'), 'e1-1');
});

it('writes an error to the console when nobody listens', async page => {
  const { error } = console;
  const written: any[] = [];
  console.error = (value: unknown) => written.push(value);
  try {
    const { connect } = await import('../src/bridge');
    const connection = connect('http://host/bridge', { fetch: page.server.fetch, transport: 'polling' });
    connection.subscribe('news', () => { throw new Error('mine'); });
    await page.clock.run(100);
    page.publish(1);
    await page.clock.run(100);
    connection.close();
  } finally {
    console.error = error;
  }
  assert.equal(written[0].code, 'handler_threw');
  assert.equal(written[0].cause.message, 'mine');
});

it('delivers nothing after close, ends the session and leaves nothing behind', async page => {
  page.browser();
  const connection = page.connect();
  connection.subscribe('news', data => (page.got.push(String(data)), connection.close()), { since: 'oldest' });
  page.publish(1, 2, 3);
  await page.clock.run(1000);
  assert.deepEqual(page.got, ['1']);
  assert.equal(connection.state, 'closed');
  assert.equal(page.server.sessions.size, 0);
  assert.equal(page.listening(), 0);
  await page.clock.run(100_000);
  assert.equal(page.clock.pending, 0);
});

it('needs fetch, and says so', async page => {
  const { fetch } = globalThis;
  try {
    delete (globalThis as any).fetch;
    const { connect } = await import('../src/bridge');
    assert.throws(() => connect('http://host/bridge'), /needs fetch/);
  } finally {
    globalThis.fetch = fetch;
  }
  await page.clock.run(0);
});

it('polls for good where there is no WebSocket', async page => {
  const connection = page.connect({ WebSocket: undefined });
  page.listen(connection);
  await page.clock.run(60_000);
  assert.equal(connection.transport, 'polling');
});

it('takes a relative address from where the page is', async page => {
  page.browser({ location: { href: 'https://host/app/page.html' } });
  page.connect({}, '/bridge/');
  await page.clock.run(100);
  assert.equal(page.socket().url, 'wss://host/bridge/ws');
  assert.equal(page.socket().protocols, 'bridge.v1');
});
