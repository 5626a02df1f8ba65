import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { connect as Connect } from '../src/bridge';
import { connect } from '../src/bridge';
import { Clock } from './clock';
import { FakeServer, type Fate } from './server';

/** One life of a page on a bad network: both directions must come through whole, once and in order. */
async function live(seed: number, connect: typeof Connect) {
  const clock = new Clock(seed);
  const server = new FakeServer();
  const chance = (p: number) => clock.random() < p;
  const ms = (most: number) => Math.floor(clock.random() * most);
  let trouble = true;
  server.fate = (path): Fate => {
    const fate: Fate = { there: ms(40), back: ms(40) };
    if (!trouble) return fate;
    if (path == '/ws') {
      if (chance(0.1)) fate.refuse = true;
      else if (chance(0.1)) fate.hang = true;
      else if (chance(0.1)) fate.hole = true;
      else if (chance(0.5)) Object.assign(fate, { cutAfter: ms(30), silent: chance(0.3) });
      return fate;
    }
    if (chance(0.08)) fate.lostThere = true;
    else if (chance(0.1)) fate.lostBack = true;
    else if (chance(0.05)) fate.status = 502;
    else if (chance(0.1)) fate.twice = true;
    if (chance(0.1)) fate.there = ms(3000);
    if (chance(0.1)) fate.back = ms(3000);
    return fate;
  };
  server.handler = () => (chance(0.3) ? ms(400) : 0);
  const got: Record<string, number[]> = { a: [], b: [] };
  const published: Record<string, number[]> = { a: [], b: [] };
  const gaps: unknown[] = [];
  const outcomes: Record<number, string> = {};
  const connection = connect('http://host/bridge', { fetch: server.fetch, WebSocket: server.WebSocket, queue: 10_000, timing: { socketFirst: 200, socketMost: 5000 } });
  try {
    connection.on('gap', gap => gaps.push(gap));
    connection.on('error', error => assert.fail(error));
    for (const channel of ['a', 'b']) connection.subscribe<number>(channel, data => got[channel].push(data), { since: 'oldest' });
    let submitted = 0;
    let forgot = false;
    for (let step = 0; step < 120; step++) {
      const channel = chance(0.5) ? 'a' : 'b';
      if (chance(0.6)) for (let i = ms(6); i >= 0; i--) {
        published[channel].push(published[channel].length);
        server.publish(channel, { data: published[channel].length - 1 });
      }
      if (chance(0.4)) for (let i = ms(chance(0.05) ? 200 : 4); i >= 0; i--) {
        const n = submitted++;
        connection.send('in', n).then(() => (outcomes[n] = 'ok'), error => (outcomes[n] = error.code));
      }
      if (chance(0.06)) connection.use((['auto', 'polling', 'websocket'] as const)[ms(3)]);
      if (chance(0.01)) (server.forget(), (forgot = true));
      if (chance(0.02)) (server.down = true, await clock.run(ms(4000)), (server.down = false));
      await clock.run(ms(chance(0.1) ? 5000 : 300));
    }
    trouble = false;
    connection.use('auto');
    await clock.run(180_000);
    assert.deepEqual(got, published);
    assert.deepEqual(gaps, []);
    assert.equal(connection.transport, 'websocket');
    assert.equal(connection.state, 'open');
    const handled = server.handled as number[];
    assert.equal(new Set(handled).size, handled.length, 'once');
    // A forgotten session may still be running what it took while the next one has begun.
    if (!forgot) assert.deepEqual(handled, [...handled].sort((x, y) => x - y), 'in order');
    for (let n = 0; n < submitted; n++) {
      assert.ok(outcomes[n] == 'ok' || (forgot && outcomes[n] == 'submission_unknown'), `${n}: ${outcomes[n]}`);
      if (outcomes[n] == 'ok') assert.ok(handled.includes(n), `${n} was accepted and lost`);
    }
  } catch (error) {
    throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
  } finally {
    connection.close();
    await clock.run(100_000);
    clock.restore();
  }
}

const first = +(process.env.SEED ?? 1);
const count = +(process.env.SEEDS ?? (process.env.SEED ? 1 : 240));

test(`messages and submissions come through whole, once and in order on a bad network (${count} seeds)`, async () => {
  for (let seed = first; seed < first + count; seed++) await live(seed, connect);
});

test('so they do with the minified script', async () => {
  const built: { connect: typeof Connect } = await import('../dist/bridge.mjs' as string);
  for (let seed = 10_001; seed < 10_031; seed++) await live(seed, built.connect);
});
