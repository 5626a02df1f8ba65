import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Locks, Page, Tab } from './page';

const it = (name: string, body: (page: Page, tab: Tab, locks: Locks) => Promise<void>) =>
  test(name, async () => {
    const page = new Page();
    const locks = new Locks();
    page.browser({ navigator: { locks } });
    try {
      await body(page, new Tab(), locks);
    } finally {
      await page.leave();
    }
  });

/** The document goes; its connection never runs again. */
async function unload(page: Page) {
  page.fire('pagehide', { persisted: false });
  await page.clock.run(0);
}

it('goes on with its session after a reload, from where its handlers stood', async (page, tab, locks) => {
  page.listen(page.connect({ resume: true, storage: tab }));
  await page.clock.run(1000);
  page.publish(1);
  await page.clock.run(1000);
  await unload(page);
  page.publish(2);
  await page.clock.run(1000);
  assert.deepEqual([...locks.held.keys()], []);
  const connection = page.connect({ resume: true, storage: tab });
  page.listen(connection);
  await page.clock.run(1000);
  assert.deepEqual(page.got, ['1', '2']);
  assert.equal(connection.session, 's1');
  assert.deepEqual([...locks.held.keys()], ['bridge:s1']);
  const open = page.polls().filter(([{ type }]) => type == 'open')[1][0];
  assert.ok(open.attempt > 1000);
});

it('gives ids after the reload that the page before cannot have used', async (page, tab) => {
  const first = page.connect({ resume: true, storage: tab, transport: 'polling' });
  await page.clock.run(1000);
  page.server.fate = path => (path == '/send' ? { there: 3000 } : {});
  first.send('in', 'old').catch(() => {});
  await page.clock.run(10);
  await unload(page);
  page.server.fate = () => ({});
  const second = page.connect({ resume: true, storage: tab, transport: 'polling' });
  await page.clock.run(100);
  const sent = second.send('in', 'new');
  await page.clock.run(100);
  assert.equal((await sent).reply, 'new');
});

it('gives new ids even when the page before crashed before it could store them', async (page, tab, locks) => {
  const first = page.connect({ resume: true, storage: tab, transport: 'polling' });
  await page.clock.run(1000);
  const stored = tab.copy();
  page.server.fate = path => (path == '/send' ? { there: 300 } : {});
  first.send('in', 'old').catch(() => {});
  await page.clock.run(10);
  locks.held.clear();
  const second = page.connect({ resume: true, storage: stored, transport: 'polling' });
  await page.clock.run(100);
  const sent = second.send('in', 'new');
  await page.clock.run(1000);
  assert.equal((await sent).reply, 'new');
});

it('a duplicated tab opens its own session, from the same place', async (page, tab) => {
  const first = page.connect({ resume: true, storage: tab });
  page.listen(first);
  await page.clock.run(1000);
  page.publish(1);
  await page.clock.run(1000);
  const got: unknown[] = [];
  const second = page.connect({ resume: true, storage: tab.copy() });
  second.subscribe('news', data => got.push(data));
  page.publish(2);
  await page.clock.run(2000); // it has waited for the lock
  assert.deepEqual([page.got, got], [['1', '2'], [2]]);
  assert.notEqual(first.session, second.session);
});

it('without locks opens a new session from the stored place', async (page, tab) => {
  page.browser({ navigator: {} });
  page.listen(page.connect({ resume: 'mine', storage: tab }));
  await page.clock.run(1000);
  page.publish(1);
  await page.clock.run(1000);
  await unload(page);
  page.publish(2);
  const connection = page.connect({ resume: 'mine', storage: tab });
  page.listen(connection);
  await page.clock.run(1000);
  assert.deepEqual(page.got, ['1', '2']);
  assert.equal(connection.session, 's2');
});

it('reopens from the stored place when the stored session has expired', async (page, tab) => {
  page.listen(page.connect({ resume: true, storage: tab }));
  await page.clock.run(1000);
  page.publish(1);
  await page.clock.run(1000);
  await unload(page);
  page.server.forget();
  page.publish(2);
  page.listen(page.connect({ resume: true, storage: tab }));
  await page.clock.run(1000);
  assert.deepEqual(page.got, ['1', '2']);
});

it('a position that came with the page\'s state is newer than a stored one', async (page, tab) => {
  page.listen(page.connect({ resume: true, storage: tab }));
  await page.clock.run(1000);
  page.publish(1);
  await page.clock.run(1000);
  await unload(page);
  page.publish(2, 3);
  page.listen(page.connect({ resume: true, storage: tab }), 'e1-2');
  await page.clock.run(1000);
  assert.deepEqual(page.got, ['1', '3']);
});

it('ends the subscriptions that the page after the reload doesn\'t have', async (page, tab) => {
  page.listen(page.connect({ resume: true, storage: tab }));
  await page.clock.run(1000);
  await unload(page);
  page.connect({ resume: true, storage: tab });
  await page.clock.run(1000);
  page.publish(1);
  await page.clock.run(1000);
  assert.deepEqual([...page.server.sessions.values()][0].subscriptions.size, 0);
  assert.deepEqual(page.got, []);
});

it('writes at most once in 250 ms', async (page, tab) => {
  let writes = 0;
  const storage = { ...tab, setItem: (key: string, value: string) => (writes++, tab.setItem(key, value)) };
  page.listen(page.connect({ resume: true, storage }));
  await page.clock.run(1000);
  writes = 0;
  for (let i = 0; i < 100; i++) page.publish(i), await page.clock.run(10);
  assert.ok(writes <= 5, `${writes} writes in a second`);
});

it('works without a storage that can be used', async page => {
  const broken = () => { throw new Error('denied'); };
  const connection = page.connect({ resume: true, storage: { getItem: broken, setItem: broken, removeItem: broken } });
  page.listen(connection);
  await page.clock.run(1000);
  page.publish(1);
  await page.clock.run(1000);
  assert.deepEqual(page.got, ['1']);
  connection.close();
});

it('forgets everything on close', async (page, tab, locks) => {
  const connection = page.connect({ resume: true, storage: tab });
  page.listen(connection);
  await page.clock.run(1000);
  page.publish(1);
  await page.clock.run(10);
  connection.close();
  await page.clock.run(1000);
  assert.deepEqual(tab.all(), []);
  assert.equal(locks.held.size, 0);
});

it('says its last acknowledgement on pagehide by a request that outlives the page, and closes the socket', async page => {
  page.listen(page.connect());
  await page.clock.run(1000);
  page.publish(1);
  await page.clock.run(5);
  page.fire('pagehide', { persisted: true });
  const { envelopes, keepalive } = page.sends()[0];
  assert.deepEqual(envelopes, [{ type: 'ack', positions: { news: 'e1-1' } }]);
  assert.equal(keepalive, true);
  await page.clock.run(60_000);
  assert.equal(page.server.sockets.size, 0);
  assert.equal(page.polls().length, 2, 'a hidden page asks nothing');
});

it('goes on when the page comes back from the back/forward cache', async (page, tab) => {
  const connection = page.connect({ resume: true, storage: tab });
  page.listen(connection);
  await page.clock.run(1000);
  page.fire('pagehide', { persisted: true });
  await page.clock.run(10_000);
  page.publish(1);
  page.fire('pageshow', { persisted: true });
  await page.clock.run(100);
  assert.deepEqual(page.got, ['1']);
  assert.equal(connection.session, 's1');
});

it('leaves its session to another page of the tab that went on with it meanwhile', async (page, tab) => {
  const first = page.connect({ resume: true, storage: tab });
  page.listen(first);
  await page.clock.run(1000);
  page.fire('pagehide', { persisted: true });
  const second = page.connect({ resume: true, storage: tab });
  await page.clock.run(1000);
  page.publish(1);
  page.fire('pageshow', { persisted: true });
  await page.clock.run(1000);
  assert.deepEqual(page.got, ['1']);
  assert.notEqual(first.session, second.session);
});

it('keeps the lock of its session apart from others also when it leaves before the session is open again', async (page, tab, locks) => {
  page.connect({ resume: true, storage: tab });
  await page.clock.run(1000);
  await unload(page);
  page.server.fate = () => ({ back: 5000 });
  page.connect({ resume: true, storage: tab });
  await page.clock.run(100);
  await unload(page);
  page.connect({ resume: true, storage: tab });
  await page.clock.run(100);
  assert.deepEqual([...locks.held.keys()], ['bridge:s1']);
});

it('waits for no lock when what was kept is no session', async (page, tab) => {
  page.server.down = true;
  page.connect({ resume: true, storage: tab });
  await page.clock.run(100);
  page.fire('pagehide', { persisted: true });
  page.fire('pageshow', { persisted: true });
  let asked = 0;
  page.connect({ resume: true, storage: tab.copy(), fetch: (url, init) => (asked++, page.server.fetch(url, init)) });
  await page.clock.run(100);
  assert.equal(asked, 1);
});

it('opens no other session while it waits for the lock of the one it had', async (page, tab, locks) => {
  page.connect({ resume: true, storage: tab });
  await page.clock.run(1000);
  await unload(page);
  let free = () => {};
  locks.request('bridge:s1', new AbortController(), () => new Promise<void>(done => (free = done)));
  const connection = page.connect({ resume: true, storage: tab });
  page.fire('online');
  await page.clock.run(500);
  assert.equal(connection.session, '');
  free();
  await page.clock.run(500);
  assert.equal(connection.session, 's1');
});

it('counts on from other numbers when the page before died at once', async (page, tab, locks) => {
  page.connect({ resume: true, storage: tab });
  await page.clock.run(1000);
  await unload(page);
  const options = { resume: true, storage: tab, transport: 'polling' as const };
  for (let life = 0; life < 2; life++) {
    page.connect(options);
    await page.clock.run(10);
    locks.held.clear();
  }
  const attempts = page.polls().flat().filter(({ type, token }) => type == 'open' && token).map(({ attempt }) => attempt);
  assert.equal(attempts.length, 2);
  assert.ok(attempts[1] >= attempts[0] + 1000);
});

it('subscribes again when it comes back: a copy of its tab may have had the session meanwhile', async (page, tab) => {
  const connection = page.connect({ resume: true, storage: tab, transport: 'polling' });
  page.listen(connection);
  await page.clock.run(1000);
  page.fire('pagehide', { persisted: true });
  await page.clock.run(10);
  const copy = page.connect({ resume: true, storage: tab.copy(), transport: 'polling' });
  copy.subscribe('news', () => {})();
  await page.clock.run(100);
  page.publish(1);
  await page.clock.run(1000);
  copy.close = () => {};
  page.fire('pageshow', { persisted: true });
  await page.clock.run(30_000);
  assert.deepEqual(page.got, ['1']);
});

it('has its own session when it comes back and a copy of its tab still uses the one it had', async (page, tab) => {
  const first = page.connect({ resume: true, storage: tab, transport: 'polling' });
  page.listen(first);
  await page.clock.run(1000);
  page.fire('pagehide', { persisted: true });
  await page.clock.run(10);
  // A page of its own: this one's events are not its events.
  const listeners = (page as any).listeners;
  (page as any).listeners = {};
  const copy = page.connect({ resume: true, storage: tab.copy(), transport: 'polling' });
  await page.clock.run(1000);
  assert.equal(copy.session, 's1');
  (page as any).listeners = listeners;
  page.fire('pageshow', { persisted: true });
  page.publish(1);
  await page.clock.run(30_000);
  assert.notEqual(first.session, copy.session);
  assert.deepEqual(page.got, ['1']);
});

it('keeps what the page before stored when it leaves while it still waits for the lock', async (page, tab, locks) => {
  page.listen(page.connect({ resume: true, storage: tab }));
  await page.clock.run(1000);
  await unload(page);
  const [kept] = tab.all();
  locks.request('bridge:s1', new AbortController(), () => new Promise<void>(() => {}));
  page.connect({ resume: true, storage: tab });
  await page.clock.run(10);
  await unload(page);
  assert.deepEqual(tab.all(), [kept]);
});
