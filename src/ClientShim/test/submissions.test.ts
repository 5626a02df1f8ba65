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

const codes = (sends: Promise<unknown>[]) => Promise.all(sends.map(send => send.then(() => 'ok', error => error.code)));

it('carries what waits in one request at a time while polling', async page => {
  const connection = page.connect({ transport: 'polling' });
  const sends = [1, 2, 3].map(n => connection.send('in', n));
  await page.clock.run(12);
  sends.push(connection.send('in', 4));
  await page.clock.run(100);
  assert.deepEqual(page.sends().map(({ envelopes }) => envelopes.map(({ id }) => id)), [[1, 2, 3], [4]]);
  assert.deepEqual(await sends[1], { position: undefined, reply: 2 });
  assert.deepEqual(page.server.handled, [1, 2, 3, 4]);
});

it('hands on a reply of bytes as bytes', async page => {
  const connection = page.connect({ transport: 'polling' });
  const sent = connection.send('in', new Uint8Array([0, 255]));
  await page.clock.run(100);
  assert.deepEqual((await sent).reply, new Uint8Array([0, 255]));
});

it('sends frames at once on a socket', async page => {
  const connection = page.connect();
  await page.clock.run(1000);
  const sent = connection.send('in', { n: 1 });
  await page.clock.run(20);
  assert.deepEqual((await sent).reply, { n: 1 });
  assert.equal(page.sends().length, 0);
});

it('sends again after a lost answer and runs once', async page => {
  const connection = page.connect({ transport: 'polling' });
  let lose = 3;
  page.server.fate = path => ({ lostBack: path == '/send' && lose-- > 0 });
  const sent = codes([connection.send('in', 1)]);
  await page.clock.run(60_000);
  assert.deepEqual(await sent, ['ok']);
  assert.deepEqual(page.server.handled, [1]);
  assert.deepEqual(new Set(page.sends().map(({ envelopes }) => envelopes[0].id)), new Set([1]));
});

it('sends what has no outcome again on the next transport, in order', async page => {
  const connection = page.connect();
  await page.clock.run(1000);
  page.socket().fate.hole = true;
  const sends = codes([1, 2, 3].map(n => connection.send('in', n)));
  await page.clock.run(10);
  connection.use('polling');
  await page.clock.run(100);
  assert.deepEqual(await sends, ['ok', 'ok', 'ok']);
  assert.deepEqual(page.server.handled, [1, 2, 3]);
});

it('sends what has no outcome again on the next socket', async page => {
  const connection = page.connect();
  await page.clock.run(6000);
  const [first] = page.server.sockets;
  first.fate.hole = true;
  const sends = codes([connection.send('in', 1)]);
  await page.clock.run(10);
  page.server.fate = path => (path == '/send' ? { there: 1_000_000 } : {});
  first.die(1006, '');
  await page.clock.run(3000);
  assert.deepEqual(await sends, ['ok']);
});

it('has no more under way than the server keeps outcomes of', async page => {
  const connection = page.connect();
  await page.clock.run(1000);
  page.server.handler = () => 5;
  const sends = codes([...Array(200).keys()].map(n => connection.send('in', n)));
  await page.clock.run(5);
  assert.equal(page.socket().sent.filter(({ type }) => type == 'submit').length, 64);
  await page.clock.run(5000);
  assert.deepEqual(new Set(await sends), new Set(['ok']));
});

it('bounds the body of a request', async page => {
  const connection = page.connect({ transport: 'polling' });
  const sends = codes([...Array(10).keys()].map(() => connection.send('in', 'x'.repeat(25_000))));
  await page.clock.run(1000);
  assert.deepEqual(page.sends().map(({ envelopes }) => envelopes.length), [2, 2, 2, 2, 2]);
  await sends;
});

it('rejects what the queue has no room for', async page => {
  page.server.down = true;
  const connection = page.connect({ queue: 2 });
  const sends = codes([1, 2, 3].map(n => connection.send('in', n)));
  await page.clock.run(1000);
  page.server.down = false;
  await page.clock.run(60_000);
  assert.deepEqual(await sends, ['ok', 'ok', 'queue_full']);
});

it('sends the bytes of the moment it was called', async page => {
  const connection = page.connect({ transport: 'polling' });
  const data = { n: 1 };
  connection.send('in', data);
  connection.send('in', new Uint8Array([0, 255]));
  connection.send('in', undefined);
  data.n = 2;
  await page.clock.run(100);
  assert.deepEqual(page.server.handled, [{ n: 1 }, 'AP8=', 'AP8='].slice(0, 2).concat([undefined as any]).map(x => x), 'snapshot');
});

it('rejects what cannot be written as JSON', async page => {
  const connection = page.connect();
  const circle: any = {};
  circle.self = circle;
  await assert.rejects(connection.send('in', circle), TypeError);
  await page.clock.run(0);
});

for (const transport of ['polling', 'auto'] as const)
  for (const code of ['submission_pending', 'store_full', 'store_unavailable'])
    it(`tries again a little later on ${code} (${transport})`, async page => {
      const connection = page.connect({ transport });
      await page.clock.run(1000);
      let refuse = 3;
      page.server.handler = () => (refuse-- > 0 ? { type: 'refused', code } : 0);
      const sends = codes([connection.send('in', 1)]);
      await page.clock.run(60_000);
      assert.deepEqual(await sends, ['ok']);
      assert.deepEqual(page.server.handled, [1]);
    });

it('rejects with the code of a refusal', async page => {
  const connection = page.connect({ transport: 'polling' });
  page.server.handler = () => ({ type: 'refused', code: 'handler_failed', text: 'It broke.' });
  const error = connection.send('in', 1).catch(error => error);
  await page.clock.run(100);
  assert.equal((await error).code, 'handler_failed');
  assert.equal((await error).message, 'It broke.');
});

it('after a lost session sends what was never sent and rejects what may have run', async page => {
  const connection = page.connect({ transport: 'polling' });
  await page.clock.run(100);
  page.server.handler = () => 10_000;
  const first = codes([connection.send('in', 1)]);
  await page.clock.run(20);
  const second = codes([connection.send('in', 2)]);
  page.server.handler = () => 0;
  page.server.forget();
  await page.clock.run(60_000);
  assert.deepEqual([await first, await second], [['submission_unknown'], ['ok']]);
  assert.equal(page.sends().pop()!.envelopes[0].id, 1, 'the new session counts anew');
});

it('rejects what waits when it is closed', async page => {
  const connection = page.connect();
  const sends = codes([connection.send('in', 1)]);
  connection.close();
  assert.deepEqual(await sends, ['closed']);
  await page.clock.run(0);
});
