import type { BridgeError, Connection, ConnectionState, ConnectOptions, Transport, TransportMode } from './bridge';
import { createEmitter, type Emitter } from './emitter';
import type { Envelope } from './envelope';
import { fault } from './fault';
import { createPolling, type Polling } from './polling';
import { createPositions, type Positions } from './positions';
import { post } from './post';
import { adopt, createSession, forget, restore, type Session } from './session';
import { createSocket, type Socket } from './socket';
import { createStorage } from './storage';
import { createSubmissions, type Submissions } from './submissions';
import { createSubscriptions, type Subscriptions } from './subscriptions';
import { createTimer } from './timer';
import { timing, type Timing } from './timing';
import { listen, realm } from './wake';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** One session and what carries it: what its parts know of each other. */
export interface Client extends Mutable<Connection>, Emitter {
  _options: ConnectOptions;
  _url: string;
  _mode: TransportMode;
  _WebSocket: ConnectOptions['WebSocket'];
  _timing: Timing;
  /** Between `pagehide` and `pageshow`: anything under way would keep the page out of the back/forward cache. */
  _asleep: boolean;
  _session: Session;
  _positions: Positions;
  _subscriptions: Subscriptions;
  _submissions: Submissions;
  _polling: Polling;
  _socket: Socket;
  _fetch: NonNullable<ConnectOptions['fetch']>;
  /** The only `open` there is: of a new session, a resumed one, or of the other transport. */
  _open(via: unknown): Envelope;
  /** Takes in what a carrier brought; answers with the `closed` that ended it. */
  _receive(envelopes: Envelope[]): Envelope | undefined;
  /** Follows an advice that ends this session; false when the session goes on. */
  _obey(closed: Envelope): boolean;
  _working(transport: 'polling' | 'websocket'): void;
  /** The socket is gone: polls carry on, from what the handlers have handled. */
  _fallBack(): void;
  _show(transport: Transport, state: ConnectionState): void;
  /** Tells the server, after this turn, what the page has asked for. */
  _tell(): void;
  /** A position has moved. */
  _moved(): void;
}

export function createClient(url: string, options: ConnectOptions): Connection {
  const { fetch, resume } = options;
  if (!fetch && !realm.fetch) throw new Error('Bridge needs fetch');
  const session = createSession();
  const positions = createPositions();
  const times: Timing = Object.assign({}, timing, options.timing);
  const ticker = createTimer();

  const set = <K extends 'state' | 'transport'>(name: K, value: Client[K]) => {
    if (client.state == 'closed' || client[name] == value) return;
    client[name] = value;
    client._emit(name, value as any);
  };

  const show: Client['_show'] = (transport, state) => {
    set('transport', transport);
    set('state', state);
  };

  const reopen = () => {
    client._socket._detach();
    forget(session);
    client._subscriptions._forget();
    client._submissions._forget();
    client.session = '';
    show('none', 'connecting');
    client._polling._reopen();
  };

  const end = (error: BridgeError) => {
    show('none', 'closed');
    ticker();
    client._polling._stop(true);
    client._socket._detach();
    client._submissions._close(error);
    unlisten();
    if (storage) storage._remove();
  };

  /** Said while leaving, by a request that outlives the page. */
  const last = (e: Envelope) => {
    if (session.token) post(client, '/send', JSON.stringify([e]), times.grace, undefined, true);
  };

  const tick = () => {
    const rest = Math.min(times.tick, client._socket._patience());
    const due = Date.now() + rest;
    if (client.state != 'closed') ticker(() => {
      if (Date.now() - due > times.tick) return wake();
      if (client._socket._patience() <= 0) client._socket._drop(1);
      tick();
    }, rest);
  };

  /** How often the page was hidden or shown. */
  let turns = 0;

  const wake = () => {
    if (kept == session) {
      if (client._socket._live) client._socket._ping();
      else client._polling._wake();
      client._socket._consider(true);
      client._submissions._again();
    }
    tick();
  };

  const own: Partial<Client> = {
    session: '',
    state: 'connecting',
    transport: 'none',
    _options: options,
    _url: new URL(url, realm.location && realm.location.href).href.replace(/\/$/, ''),
    _mode: options.transport || 'auto',
    _fetch: fetch || ((url, init) => realm.fetch(url, init)),
    _WebSocket: options.WebSocket || realm.WebSocket,
    _timing: times,
    _asleep: false,
    _session: session,
    _positions: positions,

    subscribe: (channel, handler, options = {}) => client._subscriptions._add(channel, handler, options),
    send: (channel, data) => client._submissions._add(channel, data),
    position: channel => positions._all[channel],
    use(mode) {
      client._mode = mode;
      client._socket._forgive();
      if (mode != 'polling') client._socket._consider(true);
      else if (client._socket._detach()) client._fallBack();
    },
    close() {
      if (client.state == 'closed') return;
      last({ type: 'close' });
      end(fault('closed'));
    },

    _open(via) {
      const { token, page } = session;
      return {
        type: 'open', page,
        token,
        attempt: token && ++session.attempt,
        positions: client._subscriptions._cursor(),
        subscribe: client._subscriptions._commands(via, true),
      };
    },
    _receive(envelopes) {
      for (const e of envelopes) {
        const { type } = e;
        if (client.state == 'closed') break;
        if (type == 'closed') return e;
        if (type == 'opened') {
          adopt(session, e);
          client.session = e.session;
          if (storage && e.token) storage._lock(e.session);
          // At once: a page that dies before it has written would be followed by one that counts on from the same numbers.
          if (storage) storage._write();
        } else if (e.id) client._submissions._settle(e);
        else if (e.channel) client._subscriptions._receive(e);
      }
      return undefined;
    },
    _obey({ code, text, advice }) {
      if (code == 'superseded') return false;
      if (advice == 'stop') {
        const error = fault(code || 'closed', text);
        end(error);
        client._emit('error', error);
      } else if (advice == 'reopen') reopen();
      else return false;
      return true;
    },
    _working(transport) {
      show(transport, 'open');
      client._socket._consider();
      client._tell();
    },
    _fallBack() {
      set('transport', 'polling');
      client._polling._ask();
      client._submissions._flush();
    },
    _show: show,
    _tell() {
      Promise.resolve().then(() => {
        const { _socket: socket } = client;
        if (client.state == 'closed') return;
        if (socket._live) client._subscriptions._commands(socket._ws).forEach(socket._send);
        else if (!socket._opening) client._polling._tell();
        client._submissions._flush();
      });
    },
    _moved() {
      client._socket._moved();
      if (storage) storage._writeSoon();
    },
  };
  const client = Object.assign(createEmitter(), own) as Client;
  client._subscriptions = createSubscriptions(client);
  client._submissions = createSubmissions(client);
  client._polling = createPolling(client);
  client._socket = createSocket(client);
  const storage = resume && createStorage(client, resume === true ? 'bridge:' + client._url : resume);
  const saved = storage && storage._read();
  /** What a reload goes on with: the stored session until it is settled with which one this page begins. One opened before that would lose its place to it. */
  let kept = saved ? saved.session : session;

  const unlisten = listen({
    visibilitychange: () => realm.document.visibilityState == 'visible' && wake(),
    online() {
      // Another network: what the last one did to us says nothing.
      client._polling._forgive();
      client._socket._forgive();
      wake();
    },
    pagehide() {
      if (storage) storage._write(kept);
      last({ type: 'ack', positions: positions._news() });
      client._asleep = true;
      turns++;
      client._polling._stop(true);
      client._socket._detach();
      if (storage) storage._unlock();
    },
    async pageshow({ persisted }) {
      if (!persisted) return;
      const saved = storage && storage._read();
      const turn = ++turns;
      // A copy of this tab may be going on with the session. Where there are no locks, no copy goes on with anything.
      const mine = !storage || !session.id || !navigator.locks || (await storage._lock(session.id));
      // Hidden again meanwhile.
      if (turn != turns) return;
      client._asleep = false;
      if (kept != session) return;
      // Another page of this tab has gone on with the session; its numbers are no longer ours.
      if (!mine || (saved && saved.session.attempt != session.attempt)) return reopen();
      // A copy may have given the session back: it may have ended what it didn't want.
      client._subscriptions._doubt();
      wake();
    },
  });

  const start = async () => {
    if (saved) positions._all = saved.positions;
    // Whatever the page subscribes to in this turn goes with the first request.
    if (storage && kept.id && (await storage._lock(kept.id))) restore(session, kept);
    await undefined;
    kept = session;
    client._polling._ask();
  };
  start();
  tick();
  return client;
}
