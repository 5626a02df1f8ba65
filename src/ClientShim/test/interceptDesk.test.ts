import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from '../src/intercept/answer';
import { createDesk, type Poll, type Purpose } from '../src/intercept/desk';
import type { Plan } from '../src/intercept/plan';
import { read } from '../src/intercept/reading';
import { Clock } from './clock';
import { plan, shape } from './interceptPlan';
import { FakeServer } from './server';

/** A page whose polls the desk takes; writes down what each got, and what went to the network. */
class Tab {
  clock = new Clock();
  server = new FakeServer();
  got: string[] = [];
  sent: string[] = [];
  /** What the server says to a request for a place; undefined: an ordinary answer. */
  place: (query: string) => object | undefined = () => ({ channel: 'chat:5', position: this.server.head('chat:5'), ticket: 'k1' });
  desk;

  constructor(private plan: Plan) {
    this.desk = createDesk(plan, false, { transport: 'websocket', fetch: this.server.fetch as any, WebSocket: this.server.WebSocket });
  }

  poll(query: string, name = query): Poll {
    const ask = read(this.plan.shapes[0], { _method: 'GET', _url: new URL('http://host/poll' + query), _headers: [], _body: '' })!;
    const poll: Poll = Object.assign(ask, {
      _send: async (purpose: Purpose) => {
        this.sent.push(`${purpose} ${name}`);
        const place = purpose == 'place' && this.place(query);
        if (!place) return new Promise<never>(() => {});
        return JSON.stringify(place);
      },
      _give: ({ _status, _body }: Answer) => void this.got.push(`${name} ${_status} ${_body}`),
    });
    const purpose = this.desk._take(poll);
    if (purpose) this.sent.push(`${purpose} ${name}`);
    return poll;
  }

  publish(text: string, checkpoint?: string) {
    this.server.publish('chat:5', { checkpoint, data: JSON.parse(text) });
  }

  run = (ms: number) => this.clock.run(ms);

  /** Held at `?last=1`, on a live socket. */
  async begin() {
    this.poll('?last=1&wait=20');
    await this.run(1000);
    assert.deepEqual([this.sent.splice(0), this.got], [['place ?last=1&wait=20'], []]);
  }
}

const it = (name: string, body: (tab: Tab) => Promise<void>, other: Partial<Plan> = {}) =>
  test(name, async () => {
    const tab = new Tab(plan(other));
    try {
      await body(tab);
    } finally {
      tab.clock.restore();
    }
  });

it('a page that is told no place never connects', async tab => {
  tab.place = () => undefined;
  tab.poll('?last=1');
  await tab.run(30_000);
  assert.deepEqual([tab.sent, tab.server.requests], [['place ?last=1'], []]);
});

it('a poll is held at its place until an upstream answer comes, and the next ones need no network', async tab => {
  await tab.begin();
  tab.publish('{"n":1}');
  await tab.run(100);
  assert.deepEqual(tab.got, [], 'half an answer');
  tab.publish('{"n":2}', '3');
  await tab.run(100);
  tab.poll('?last=3', 'second');
  await tab.run(1000);
  tab.publish('{"n":3}', '4');
  await tab.run(100);
  assert.deepEqual(tab.got, ['?last=1&wait=20 200 {"items":[{"n":1},{"n":2}],"last":3}', 'second 200 {"items":[{"n":3}],"last":4}']);
  assert.deepEqual(tab.sent, []);
});

it('the ticket is shown to the channel', async tab => {
  await tab.begin();
  const told = tab.server.requests.flatMap(({ envelopes }) => envelopes).flatMap(e => (e.type == 'open' ? e.subscribe : [e])).filter(e => e.channel == 'chat:5');
  assert.deepEqual(told[0], { type: 'subscribe', channel: 'chat:5', since: 'e1-0', ticket: 'k1' });
});

it('the wait counts from the page\'s send and ends with the empty answer', async tab => {
  await tab.begin();
  await tab.run(18_900);
  assert.deepEqual(tab.got, []);
  await tab.run(200);
  assert.deepEqual(tab.got, ['?last=1&wait=20 200 {"items":[],"last":1}']);
});

it('polls with different cursors of one question are each answered on their own', async tab => {
  await tab.begin();
  tab.publish('2', '2');
  await tab.run(100);
  tab.poll('?last=2', 'a');
  tab.publish('3', '3');
  await tab.run(100);
  tab.poll('?last=1', 'b');
  tab.poll('?last=2&limit=1', 'c');
  tab.poll('?last=3', 'd');
  tab.publish('4', '4');
  await tab.run(100);
  assert.deepEqual(tab.got.slice(1), ['a 200 {"items":[3],"last":3}', 'b 200 {"items":[2,3],"last":3}', 'c 200 {"items":[3],"last":3}', 'd 200 {"items":[4],"last":4}']);
  assert.deepEqual(tab.sent, []);
});

it('a cursor that is not held goes to the network, and so does a first answer longer than the limit', async tab => {
  await tab.begin();
  tab.publish('2');
  tab.publish('3', '3');
  await tab.run(100);
  tab.place = () => undefined;
  tab.poll('?last=7', 'unknown');
  tab.poll('', 'none');
  tab.poll('?last=1&limit=1', 'long');
  await tab.run(100);
  assert.deepEqual(tab.sent, ['place unknown', 'place none', 'pass long']);
});

it('a place further back in the same channel is served as well', async tab => {
  tab.publish('2', '2');
  tab.publish('3', '3');
  tab.place = query => ({ channel: 'chat:5', position: 'e1-' + (+query.slice(-1) - 1), ticket: null });
  tab.poll('?last=3', 'new');
  await tab.run(1000);
  tab.poll('?last=2', 'old');
  await tab.run(2000);
  tab.publish('4', '4');
  await tab.run(100);
  assert.deepEqual(tab.got, ['old 200 {"items":[3],"last":3}', 'new 200 {"items":[4],"last":4}']);
});

it('a page that has become another user gets nothing of the old one', async tab => {
  await tab.begin();
  tab.publish('2', '2');
  await tab.run(100);
  tab.place = () => ({ channel: 'chat:6', position: 'e1-0' });
  tab.poll('?last=0', 'first');
  await tab.run(1000);
  tab.poll('?last=1', 'known to the old one');
  await tab.run(100);
  assert.deepEqual(tab.sent.splice(0), ['place first', 'place known to the old one']);
  assert.equal(tab.got.length, 1);
});

it('push that does not come up in time lets the poll go', async tab => {
  tab.server.fate = path => (path == '/ws' ? { refuse: true } : {});
  tab.poll('?last=1', 'a');
  await tab.run(4900);
  assert.deepEqual(tab.sent, ['place a']);
  await tab.run(200);
  tab.poll('?last=1', 'b');
  assert.deepEqual(tab.sent, ['place a', 'pass a', 'pass b']);
});

it('a short break of push loses nothing and is not seen; after a long one the stream goes on', async tab => {
  await tab.begin();
  tab.server.down = true;
  tab.server.fate = path => (path == '/ws' ? { refuse: true } : {});
  tab.server.forget();
  await tab.run(3000);
  assert.deepEqual(tab.sent, []);
  await tab.run(3000);
  assert.deepEqual(tab.sent.splice(0), ['pass ?last=1&wait=20']);
  tab.publish('2', '2');
  tab.poll('?last=2', 'while away');
  assert.deepEqual(tab.sent.splice(0), ['pass while away']);
  tab.server.down = false;
  tab.server.fate = () => ({});
  await tab.run(200_000);
  tab.publish('3', '3');
  await tab.run(100);
  tab.poll('?last=2', 'back');
  await tab.run(100);
  assert.deepEqual([tab.got, tab.sent], [['back 200 {"items":[3],"last":3}'], []]);
});

it('a refused subscription lets the poll go', async tab => {
  tab.server.forbidden.add('chat:5');
  tab.poll('?last=1', 'a');
  await tab.run(1000);
  assert.deepEqual(tab.sent, ['place a', 'pass a']);
});

it('nothing is held by a page that cannot hear when to stop', async tab => {
  tab.server.forbidden.add('~stages');
  tab.poll('?last=1', 'a');
  await tab.run(6000);
  tab.poll('?last=1', 'b');
  assert.deepEqual(tab.sent, ['place a', 'pass a', 'pass b']);
});

it('a gap ends the stream: the next poll asks for a place again', async tab => {
  await tab.begin();
  tab.server.restart('e2');
  await tab.run(10_000);
  assert.deepEqual(tab.sent.splice(0), ['place ?last=1&wait=20']);
  tab.publish('2', '2');
  await tab.run(100);
  assert.deepEqual(tab.got, ['?last=1&wait=20 200 {"items":[2],"last":2}']);
});

it('a changed stage sends held polls back to ask for a place, each at a moment of its own', async tab => {
  await tab.begin();
  tab.place = () => undefined;
  tab.server.publish('~stages', { data: { shape: 'other' } });
  await tab.run(2000);
  assert.deepEqual(tab.sent, []);
  tab.server.publish('~stages', { data: { shape: null } });
  await tab.run(1100);
  tab.poll('?last=1', 'next');
  assert.deepEqual(tab.sent, ['place ?last=1&wait=20', 'place next']);
});

it('now and then a poll goes to the network though its answer is here', async tab => {
  await tab.begin();
  for (let n = 2; n < 40; n++) {
    tab.publish(`${n}`, `${n}`);
    await tab.run(5000);
    tab.poll(`?last=${n}`, 'p');
  }
  const audits = tab.sent.filter(sent => sent == 'audit p').length;
  assert.ok(audits >= 2 && audits <= 4, `${audits} audits in 190 s`);
  assert.equal(tab.sent.length, audits);
}, { audit: 60_000 });

it('an interval poll is answered at once, with nothing if need be', async tab => {
  tab.poll('?last=1', 'a');
  await tab.run(1000);
  assert.deepEqual(tab.got.splice(0), ['a 200 {"items":[],"last":1}'], 'as soon as push is there');
  tab.poll('?last=1', 'b');
  assert.deepEqual(tab.got.splice(0), ['b 200 {"items":[],"last":1}']);
  tab.publish('2', '2');
  await tab.run(100);
  tab.poll('?last=1', 'c');
  assert.deepEqual([tab.got, tab.sent], [['c 200 {"items":[2],"last":2}'], ['place a']]);
}, { shapes: [shape({ hold: 0 })] });

it('a backend that never says that nothing came holds for ever', async tab => {
  await tab.begin();
  await tab.run(100_000);
  assert.deepEqual(tab.got, []);
  tab.publish('2', '2');
  await tab.run(100);
  assert.equal(tab.got.length, 1);
}, { shapes: [shape({ empty: null })] });

it('of a state only the newest counts, whatever the page had', async tab => {
  tab.poll('?wait=20', 'a');
  await tab.run(1000);
  assert.deepEqual(tab.got, []);
  tab.publish('1', 'v1');
  await tab.run(100);
  tab.publish('2', 'v2');
  tab.publish('3', 'v3');
  await tab.run(100);
  tab.poll('', 'b');
  tab.poll('?last=v3', 'c');
  assert.deepEqual(tab.got, ['a 200 {"items":[1],"last":v1}', 'b 200 {"items":[3],"last":v3}', 'c 200 {"items":[3],"last":v3}']);
  assert.deepEqual(tab.sent, ['place a']);
}, { shapes: [shape({ latest: true, empty: null })] });

it('a state that has not come in time is asked for', async tab => {
  tab.poll('', 'a');
  await tab.run(5100);
  tab.poll('', 'b');
  await tab.run(5100);
  assert.deepEqual(tab.sent, ['place a', 'pass a', 'place b', 'pass b']);
}, { shapes: [shape({ latest: true, empty: null })] });

it('a state that the page has is not new to it', async tab => {
  tab.poll('?last=v0', 'a');
  await tab.run(1000);
  tab.publish('1', 'v1');
  await tab.run(100);
  tab.poll('?last=v1&wait=3', 'b');
  await tab.run(2900);
  assert.deepEqual(tab.got, ['a 200 {"items":[1],"last":v1}']);
  await tab.run(200);
  assert.equal(tab.got[1], 'b 304 ');
}, { shapes: [shape({ latest: true, empty: { status: 304, headers: [], body: [''] } })] });

it('bytes end the stream', async tab => {
  await tab.begin();
  tab.server.publish('chat:5', { base64: 'aGk=' });
  await tab.run(100);
  assert.deepEqual(tab.sent, ['pass ?last=1&wait=20']);
});

it('a poll that the page has given up is answered by nobody', async tab => {
  await tab.begin();
  const poll = tab.poll('?last=1', 'b');
  poll._over = true;
  tab.publish('2', '2');
  await tab.run(100);
  assert.deepEqual(tab.got.length, 1);
});

it('a question that nobody asks any more is left', async tab => {
  await tab.begin();
  tab.publish('2', '2');
  await tab.run(301_000);
  tab.publish('3', '3');
  await tab.run(1000);
  assert.deepEqual([...[...tab.server.sessions.values()][0].subscriptions.keys()], ['~stages']);
});

it('a place that cannot be read is none', async tab => {
  for (const place of [{}, { channel: 'x', position: 'e1' }, { channel: 'x', position: 7 }]) {
    tab.place = () => place;
    tab.poll('?last=1', 'a');
    await tab.run(10);
  }
  assert.deepEqual(tab.sent, Array(3).fill(['place a', 'pass a']).flat());
});

test('the tab has a name of eight signs', async () => {
  const tab = new Tab(plan());
  tab.clock.restore();
  assert.match(tab.desk._header('audit'), /^audit; tab=[0-9a-z]{8}$/);
  assert.match(createDesk(plan(), true, {})._header('place'), /^place; tab=[0-9a-z]{8}; late$/);
});
