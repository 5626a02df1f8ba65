import type { Envelope } from '../src/envelope';

/** What happens to one request or one socket on its way. */
export interface Fate {
  /** Milliseconds there and back. */
  there?: number;
  back?: number;
  /** The server never sees it. */
  lostThere?: boolean;
  /** The server has handled it, the client gets a network error. */
  lostBack?: boolean;
  /** The answer of a proxy. */
  status?: number;
  body?: string;
  /** The proxy replays the request. */
  twice?: boolean;
  /** Sockets: refuse, hang before the upgrade, swallow everything after it, or cut after some frames to the client. */
  refuse?: boolean;
  hang?: boolean;
  hole?: boolean;
  cutAfter?: number;
  /** Sockets: the cut is silent. */
  silent?: boolean;
}

interface Log { epoch: string; first: number; messages: Envelope[]; }
interface Carrier { attempt: number; news(): void; supersede(): void; }

class Session {
  id: string;
  token: string;
  page = '';
  attempt = 0;
  carrier?: Carrier;
  subscriptions = new Map<string, string>();
  acked: Record<string, string> = {};
  next = 1;
  outcomes = new Map<number, Envelope>();
  running = new Set<number>();
  tail: Promise<unknown> = Promise.resolve();

  constructor(number: number) {
    this.id = 's' + number;
    this.token = 't' + number;
  }
}

const epoch = (position: string) => position.slice(0, position.lastIndexOf('-'));
const offset = (position: string) => +position.slice(position.lastIndexOf('-') + 1);
const wait = (ms: number) => new Promise<void>(done => setTimeout(done, ms));
const superseded = { type: 'closed', code: 'superseded', text: 'newer', advice: 'stop' };
const closeCodes: Record<string, number> = { closed: 1000, superseded: 4409, session_unknown: 4404, page_copy: 4405, unauthorized: 4401, restarting: 1012, renew: 4406 };

/** docs/protocol.md in memory, on virtual time. */
export class FakeServer {
  logs = new Map<string, Log>();
  sessions = new Map<string, Session>();
  sockets = new Set<FakeSocket>();
  handled: unknown[] = [];
  requests: { path: string; headers: Record<string, string>; envelopes: Envelope[]; keepalive?: boolean; at: number; credentials?: string }[] = [];
  hold = 25_000;
  pings = true;
  down = false;
  fate: (path: string, envelopes: Envelope[]) => Fate = () => ({});
  handler: (data: unknown) => number | Envelope = () => 0;
  keptOutcomes = 64;
  forbidden = new Set<string>();
  /** Not used yet. Whoever has none is not let in, where `guarded`. */
  tickets = new Set<string>();
  guarded = false;
  private count = 0;

  log(channel: string): Log {
    if (!this.logs.has(channel)) this.logs.set(channel, { epoch: 'e1', first: 1, messages: [] });
    return this.logs.get(channel)!;
  }

  head(channel: string) {
    const { epoch, first, messages } = this.log(channel);
    return `${epoch}-${first + messages.length - 1}`;
  }

  publish(channel: string, payload: object) {
    const log = this.log(channel);
    const position = `${log.epoch}-${log.first + log.messages.length}`;
    log.messages.push({ type: 'message', channel, position, ...payload });
    for (const session of this.sessions.values()) session.carrier?.news();
    return position;
  }

  evict(channel: string) {
    const log = this.log(channel);
    log.first += log.messages.length;
    log.messages = [];
  }

  /** The memory of the process is gone. */
  restart(name: string) {
    for (const log of this.logs.values()) Object.assign(log, { epoch: name, first: 1, messages: [] });
    this.forget();
  }

  forget() {
    for (const session of this.sessions.values()) session.carrier?.supersede();
    this.sessions.clear();
    for (const socket of this.sockets) socket.end('session_unknown', 'reopen');
  }

  /** Messages after the session's cursor, and the gaps on the way. */
  batch(cursor: Map<string, string>): Envelope[] {
    const batch: Envelope[] = [];
    for (const [channel, position] of cursor) {
      const log = this.log(channel);
      const head = log.first + log.messages.length - 1;
      let after = offset(position);
      const reason = epoch(position) != log.epoch ? 'epoch' : after > head ? 'ahead' : after < log.first - 1 ? 'evicted' : '';
      if (reason) {
        after = reason == 'ahead' ? head : log.first - 1;
        batch.push({ type: 'gap', channel, reason, position: `${log.epoch}-${after}` });
      }
      const messages = log.messages.slice(after - log.first + 1);
      batch.push(...messages);
      cursor.set(channel, `${log.epoch}-${after + messages.length}`);
    }
    return batch;
  }

  private open(e: Envelope): Session | Envelope {
    let session = e.token ? this.sessions.get(e.token) : undefined;
    if (e.token && !session) return { type: 'closed', code: 'session_unknown', text: 'gone', advice: 'reopen' };
    const known = !!session;
    if (!session) {
      session = new Session(++this.count);
      session.page = e.page;
      this.sessions.set(session.token, session);
    }
    if (session.page != e.page) return { type: 'closed', code: 'page_copy', text: 'copy', advice: 'reopen' };
    const attempt = e.attempt ?? session.attempt + 1;
    if (attempt <= session.attempt) return superseded;
    this.lease(session, attempt);
    Object.assign(session.acked, e.positions);
    return Object.assign(session, { opened: {
      type: 'opened', session: session.id, token: known ? undefined : session.token, attempt, submit: session.next, resumed: known, hold: this.hold, ping: 15_000,
    } });
  }

  private lease(session: Session, attempt: number, carrier?: Carrier) {
    session.attempt = attempt;
    const old = session.carrier;
    session.carrier = carrier;
    old?.supersede();
  }

  private subscribe(session: Session, e: Envelope): Envelope {
    if (this.forbidden.has(e.channel)) return { type: 'refused', channel: e.channel, code: 'channel_forbidden', text: 'no' };
    const log = this.log(e.channel);
    const since = e.since ?? 'now';
    const place = typeof since == 'object' ? `${log.epoch}-${Math.max(log.first - 1, offset(this.head(e.channel)) - since.last)}`
      : since == 'oldest' ? `${log.epoch}-${log.first - 1}` : since == 'now' ? this.head(e.channel) : since;
    if (!session.subscriptions.has(e.channel) || /-\d+$/.test(since)) session.subscriptions.set(e.channel, place);
    return { type: 'subscribed', channel: e.channel, position: session.subscriptions.get(e.channel)! };
  }

  /** `subscribe`, `unsubscribe`, `ack`, `close`: the same on every carrier. */
  private common(session: Session, e: Envelope): Envelope | undefined {
    if (e.type == 'subscribe') return this.subscribe(session, e);
    if (e.type == 'unsubscribe') return session.subscriptions.delete(e.channel), { type: 'unsubscribed', channel: e.channel };
    if (e.type == 'ack') return Object.assign(session.acked, e.positions), undefined;
    if (e.type == 'close') return this.sessions.delete(session.token), { type: 'closed', code: 'closed', text: 'bye', advice: 'stop' };
    throw new Error('unknown type ' + e.type);
  }

  submit(session: Session, e: Envelope): Promise<Envelope> | Envelope {
    const done = session.outcomes.get(e.id);
    if (done) return done;
    if (session.running.has(e.id)) return { type: 'refused', id: e.id, code: 'submission_pending', text: 'running' };
    if (e.id < session.next) return { type: 'refused', id: e.id, code: 'submission_unknown', text: 'forgotten' };
    session.next = e.id + 1;
    session.running.add(e.id);
    const run = async () => {
      const answer = this.handler(e.data ?? e.base64);
      if (typeof answer == 'object') {
        session.running.delete(e.id);
        session.next = Math.min(session.next, e.id);
        return { id: e.id, ...answer };
      }
      if (answer) await wait(answer);
      this.handled.push(e.data ?? e.base64);
      const outcome = { type: 'accepted', id: e.id, ...(e.base64 === undefined ? { reply: e.data } : { base64: e.base64 }) };
      session.running.delete(e.id);
      session.outcomes.set(e.id, outcome);
      for (const id of session.outcomes.keys()) if (session.outcomes.size > this.keptOutcomes) session.outcomes.delete(id);
      return outcome;
    };
    const outcome = session.tail.then(run);
    session.tail = outcome;
    return outcome;
  }

  fetch = (url: string, init: any): Promise<any> => {
    const path = url.slice(url.lastIndexOf('/'));
    const envelopes: Envelope[] = JSON.parse(init.body || '[]');
    this.requests.push({ path, headers: init.headers, envelopes, keepalive: init.keepalive, at: Date.now(), credentials: init.credentials });
    const { there = 5, back = 5, lostThere, lostBack, status, body, twice } = this.fate(path, envelopes);
    return new Promise((resolve, reject) => {
      const fail = () => reject(new TypeError('network'));
      if (init.signal?.aborted) return fail();
      init.signal?.addEventListener('abort', fail);
      setTimeout(async () => {
        if (this.down || lostThere) return setTimeout(fail, back);
        if (status) return setTimeout(() => resolve({ status, text: async () => body ?? '<html>' }), back);
        const answer = path == '/ticket' ? this.ticket(init.headers.Authorization) : this.answer(path, init.headers['Bridge-Session'], envelopes);
        if (twice) this.answer(path, init.headers['Bridge-Session'], envelopes);
        const [code, text] = await answer;
        setTimeout(() => (lostBack || this.down ? fail() : resolve({ status: code, text: async () => '   ' + text })), back);
      }, there);
    });
  };

  private ticket(credentials?: string): [number, string] {
    if (!credentials) return [401, JSON.stringify({ error: 'unauthorized', text: 'who?', advice: 'stop' })];
    const ticket = 'k' + ++this.count;
    this.tickets.add(ticket);
    return [200, JSON.stringify([{ type: 'ticket', ticket, expires: 10_000 }])];
  }

  private async answer(path: string, token: string | undefined, envelopes: Envelope[]): Promise<[number, string]> {
    const answers: (Envelope | Promise<Envelope>)[] = [];
    let session = token ? this.sessions.get(token) : undefined;
    const error = (status: number, code: string, advice: string): [number, string] => [status, JSON.stringify({ error: code, text: code, advice })];
    if (token && !session) return error(404, 'session_unknown', 'reopen');
    for (const e of envelopes) {
      if (e.type == 'open') {
        const opened = this.open(e);
        if (!(opened instanceof Session)) return opened.code == 'superseded' ? [200, JSON.stringify([opened])] : error(opened.code == 'page_copy' ? 409 : 404, opened.code, 'reopen');
        session = opened;
        answers.push((opened as any).opened, ...(e.subscribe ?? []).map((s: Envelope) => this.subscribe(opened, s)));
      } else if (!session) return error(404, 'session_unknown', 'reopen');
      else if (e.type == 'submit') answers.push(this.submit(session, e));
      else if (e.type == 'poll') {
        if (e.page != session.page) return error(409, 'page_copy', 'reopen');
        if (e.attempt < session.attempt) return [200, JSON.stringify([superseded])];
        answers.push(...(await this.park(session, e, answers.length > 0)));
      } else {
        // A body that ends in an old poll changes nothing: a newer one has spoken since.
        const poll = envelopes.find(({ type }) => type == 'poll');
        if (poll && poll.attempt < session.attempt) continue;
        const answer = this.common(session, e);
        if (answer) answers.push(answer);
      }
    }
    return [200, JSON.stringify(await Promise.all(answers))];
  }

  private park(session: Session, e: Envelope, pressing: boolean): Promise<Envelope[]> {
    Object.assign(session.acked, e.positions);
    const cursor = new Map([...session.subscriptions].map(([channel, place]) => [channel, e.positions?.[channel] ?? session.acked[channel] ?? place]));
    return new Promise(resolve => {
      let timer: any;
      const finish = (batch: Envelope[]) => {
        clearTimeout(timer);
        if (session.carrier == carrier) session.carrier = undefined;
        resolve(batch);
      };
      const news = () => {
        const batch = this.batch(cursor);
        if (batch.length) finish(batch);
      };
      const carrier = { attempt: e.attempt, news, supersede: () => finish([superseded]) };
      this.lease(session, e.attempt, carrier);
      const hold = Math.min(e.wait ?? this.hold, this.hold);
      if (hold && !pressing) timer = setTimeout(() => finish([]), hold);
      news();
      if (session.carrier == carrier && (!hold || pressing)) finish([]);
    });
  }

  /** What a frame of a client means; the socket says where the answers go. */
  frame(socket: FakeSocket, e: Envelope) {
    if (e.type == 'probe') return socket.push({ type: 'probed', pad: e.pad });
    if (e.type == 'ping') return socket.push({ type: 'pong' });
    if (e.type == 'pong') return;
    if (e.type == 'open') {
      const session = this.open(e);
      if (!(session instanceof Session)) return socket.end(session.code, session.advice);
      socket.push((session as any).opened);
      for (const s of e.subscribe ?? []) socket.push(this.subscribe(session, s));
      socket.session = session;
      for (const [channel, place] of session.subscriptions) socket.cursor.set(channel, e.positions?.[channel] ?? session.acked[channel] ?? place);
      session.carrier = {
        attempt: session.attempt,
        news: () => { const batch = this.batch(socket.cursor); if (batch.length) socket.push(batch); },
        supersede: () => socket.end('superseded', 'stop'),
      };
      return session.carrier.news();
    }
    const session = socket.session!;
    if (e.type == 'submit') return void Promise.resolve(this.submit(session, e)).then(outcome => socket.push(outcome));
    const answer = this.common(session, e);
    if (answer) socket.push(answer);
    if (e.type == 'subscribe' && answer?.type == 'subscribed') {
      socket.cursor.set(e.channel, answer.position);
      session.carrier?.news();
    }
    if (e.type == 'unsubscribe') socket.cursor.delete(e.channel);
  }

  get WebSocket() {
    const server = this;
    return class extends FakeSocket {
      constructor(url: string, protocol: string) {
        super(server, url, protocol);
      }
    } as any;
  }
}

export class FakeSocket {
  readyState = 0;
  onopen: any = null;
  onmessage: any = null;
  onerror: any = null;
  onclose: any = null;
  session?: Session;
  cursor = new Map<string, string>();
  sent: Envelope[] = [];
  fate: Fate;
  /** The server's end still believes in it. */
  alive = true;
  born = Date.now();
  private frames = 0;

  constructor(private server: FakeServer, readonly url: string, readonly protocols: string | string[]) {
    this.fate = server.fate('/ws', []);
    server.sockets.add(this);
    if (this.fate.hang) return;
    setTimeout(() => {
      if (this.fate.refuse || server.down || (server.guarded && !server.tickets.delete(String(protocols[1]).slice('bridge.ticket.'.length)))) return this.die(1006, '');
      this.readyState = 1;
      this.onopen?.({});
      this.beat();
    }, this.fate.there ?? 5);
  }

  private beat() {
    setTimeout(() => {
      if (!this.alive || this.readyState != 1) return;
      if (this.server.pings) this.push({ type: 'ping' });
      this.beat();
    }, 15_000);
  }

  send(data: string) {
    const envelopes: Envelope[] = [].concat(JSON.parse(data));
    this.sent.push(...envelopes);
    if (this.fate.hole) return;
    setTimeout(() => {
      if (this.alive) for (const e of envelopes) this.server.frame(this, e);
    }, this.fate.there ?? 5);
  }

  push(frame: Envelope | Envelope[]) {
    if (!this.alive || this.fate.hole) return;
    if (this.fate.cutAfter !== undefined && this.frames++ >= this.fate.cutAfter) {
      this.alive = false;
      if (!this.fate.silent) setTimeout(() => this.die(1006, ''), 5);
      return;
    }
    const text = JSON.stringify(frame);
    setTimeout(() => this.readyState == 1 && this.onmessage?.({ data: text }), this.fate.back ?? 5);
  }

  end(code: string, advice: string, close = closeCodes[code]) {
    if (!this.alive) return;
    this.push({ type: 'closed', code, text: code, advice });
    this.alive = false;
    setTimeout(() => this.die(close, code), this.fate.back ?? 5);
  }

  die(code: number, reason: string) {
    this.alive = false;
    this.server.sockets.delete(this);
    if (this.readyState == 3) return;
    this.readyState = 3;
    if (code == 1006) this.onerror?.({});
    this.onclose?.({ code, reason });
  }

  close() {
    this.readyState = 3;
    // The server learns of it later; the client's `close` event of a black hole comes after a minute.
    setTimeout(() => {
      if (this.session?.carrier && this.alive) this.alive = false;
      this.server.sockets.delete(this);
      this.onclose?.({ code: 1006, reason: '' });
    }, this.fate.hole || this.fate.silent ? 60_000 : 5);
  }
}
