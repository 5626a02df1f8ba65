import type { BridgeError, Connection, ConnectionState, ConnectOptions, Message, Reply, SubscribeOptions, Transport, TransportMode } from './bridge';
import { Emitter } from './emitter';
import type { Envelope } from './envelope';
import { fault } from './fault';
import { Polling } from './polling';
import { Positions } from './positions';
import { post } from './post';
import { Session } from './session';
import { Socket } from './socket';
import { Storage } from './storage';
import { Submissions } from './submissions';
import { Subscriptions } from './subscriptions';
import { timing } from './timing';
import { realm, watch } from './wake';

/** One session and what carries it. */
export class Client extends Emitter implements Connection {
  state: ConnectionState = 'connecting';
  transport: Transport = 'none';

  _url: string;
  _mode: TransportMode;
  _fetch: NonNullable<ConnectOptions['fetch']>;
  _WebSocket: ConnectOptions['WebSocket'];
  _timing: typeof timing;
  /** Between `pagehide` and `pageshow`: anything under way would keep the page out of the back/forward cache. */
  _asleep = false;
  _positions = new Positions();
  _session = new Session();
  _subscriptions = new Subscriptions(this);
  _submissions = new Submissions(this);
  _polling = new Polling(this);
  _socket = new Socket(this);
  private _storage?: Storage;
  private _unwatch: () => void;
  private _ticker?: ReturnType<typeof setTimeout>;
  private _telling = false;

  constructor(url: string, readonly _options: ConnectOptions) {
    super();
    const { fetch, resume } = _options;
    if (!fetch && !realm.fetch) throw new Error('Bridge needs fetch; pass one as options.fetch.');
    this._url = new URL(url, realm.location && realm.location.href).href.replace(/\/$/, '');
    this._mode = _options.transport || 'auto';
    this._fetch = fetch || ((url, init) => realm.fetch(url, init));
    this._WebSocket = _options.WebSocket || realm.WebSocket;
    this._timing = Object.assign({}, timing, _options.timing);
    if (resume) this._storage = new Storage(this, resume === true ? 'bridge:' + this._url : resume);
    this._unwatch = watch(this);
    this._start();
    this._tick();
  }

  get session() {
    return this._session._id;
  }

  subscribe<T>(channel: string, handler: (data: T, message: Message<T>) => void, options: SubscribeOptions = {}): () => void {
    return this._subscriptions._add(channel, handler, options);
  }

  send(channel: string, data: unknown): Promise<Reply> {
    return this._submissions._add(channel, data);
  }

  position(channel: string): string | undefined {
    return this._positions._all[channel];
  }

  use(mode: TransportMode) {
    this._mode = mode;
    this._socket._forgive();
    if (mode != 'polling') return this._socket._consider(true);
    const leased = this._socket._live || this._socket._opening;
    this._socket._detach();
    if (leased) this._fallBack();
  }

  close() {
    if (this.state == 'closed') return;
    this._last({ type: 'close' });
    this._end(fault('closed'));
  }

  private async _start() {
    const saved = this._storage && this._storage._read();
    if (saved) this._positions._all = saved.positions;
    // Whatever the page subscribes to in this turn goes with the first request.
    if (saved && this._storage && (await this._storage._lock(saved.session))) this._session._restore(saved);
    await undefined;
    this._polling._ask();
  }

  /** The only `open` there is: of a new session, a resumed one, or of the other transport. */
  _open(via: unknown): Envelope {
    const { _token, _page, _attempt } = this._session;
    return {
      type: 'open',
      token: _token || undefined,
      page: _page,
      attempt: _token ? (this._session._attempt = _attempt + 1) : undefined,
      positions: this._subscriptions._cursor(),
      subscribe: this._subscriptions._commands(via, true),
    };
  }

  /** Takes in what a carrier brought; answers with the `closed` that ended it. Of a late answer only messages count, up to a gap. */
  _receive(envelopes: Envelope[], late?: boolean): Envelope | undefined {
    for (const e of envelopes) {
      if (this.state == 'closed') break;
      if (late && e.type != 'message') {
        if (e.type == 'gap') break;
        continue;
      }
      switch (e.type) {
        case 'message': this._subscriptions._deliver(e, late); break;
        case 'gap': this._subscriptions._gap(e); break;
        case 'position': this._subscriptions._position(e); break;
        case 'subscribed': this._subscriptions._subscribed(e); break;
        case 'unsubscribed': this._subscriptions._unsubscribed(e.channel); break;
        case 'accepted': this._submissions._settle(e); break;
        case 'refused': e.id ? this._submissions._settle(e) : this._subscriptions._refused(e); break;
        case 'opened': this._opened(e); break;
        case 'closed': return e;
      }
    }
    return undefined;
  }

  private _opened(e: Envelope) {
    this._session._adopt(e);
    if (!this._storage) return;
    if (e.token) this._storage._lock(e.session);
    this._storage._write();
  }

  /** Follows an advice that ends this session; false when the session goes on. */
  _obey({ code, text, advice }: Envelope): boolean {
    if (code == 'superseded') return false;
    if (advice == 'stop') {
      const error = fault(code || 'closed', text);
      this._end(error);
      this._emit('error', error);
    } else if (advice == 'reopen') this._reopen();
    else return false;
    return true;
  }

  private _reopen() {
    this._socket._detach();
    this._session._forget();
    this._subscriptions._forget();
    this._submissions._forget();
    this._set('transport', 'none');
    this._set('state', 'connecting');
    this._polling._reopen();
  }

  _working(transport: Transport) {
    this._set('transport', transport);
    this._set('state', 'open');
    this._socket._consider();
    this._tell();
  }

  /** The socket is gone: the polls carry on, from what the handlers have handled. */
  _fallBack() {
    this._set('transport', 'polling');
    this._polling._ask();
    this._submissions._flush();
  }

  _set<K extends 'state' | 'transport'>(name: K, value: this[K]) {
    if (this.state == 'closed' || this[name] == value) return;
    this[name] = value;
    this._emit(name, value as any);
  }

  /** Tells the server what the page has asked for in this turn. */
  _tell() {
    if (this._telling) return;
    this._telling = true;
    Promise.resolve().then(() => {
      this._telling = false;
      const { _ws, _live, _opening } = this._socket;
      const via = _live ? _ws : undefined;
      if (this.state == 'closed') return;
      if (via) this._subscriptions._commands(via).forEach(command => this._socket._send(command));
      else if (!_opening) this._polling._tell();
      this._submissions._flush();
    });
  }

  _moved() {
    this._socket._moved();
    if (this._storage) this._storage._writeSoon();
  }

  private _tick() {
    const { tick } = this._timing;
    const rest = Math.min(tick, this._socket._patience());
    const due = Date.now() + rest;
    clearTimeout(this._ticker);
    if (this.state != 'closed') this._ticker = setTimeout(() => {
      if (Date.now() - due > tick) return this._wake();
      if (this._socket._patience() <= 0) this._socket._drop(1);
      this._tick();
    }, rest);
  }

  _wake() {
    if (this._socket._live) this._socket._ping();
    else if (!this._socket._opening) this._polling._wake();
    this._socket._consider(true);
    this._submissions._again();
    this._tick();
  }

  _online() {
    // Another network: what the last one did to us says nothing.
    this._polling._wait = undefined;
    this._socket._forgive();
    this._wake();
  }

  _sleep() {
    if (this._storage) this._storage._write();
    if (this._positions._fresh.size) this._last({ type: 'ack', positions: this._positions._news() });
    this._asleep = true;
    this._polling._stop(true);
    this._socket._detach();
    if (this._storage) this._storage._unlock();
  }

  _rise() {
    this._asleep = false;
    const saved = this._storage && this._storage._read();
    // Another page of this tab has gone on with the session; its numbers are no longer ours.
    if (saved && saved.attempt != this._session._attempt) return this._reopen();
    if (saved && this._storage) this._storage._lock(saved.session);
    this._wake();
  }

  /** Said while leaving, by a request that outlives the page. */
  private _last(e: Envelope) {
    if (this._session._token) post(this, '/send', JSON.stringify([e]), this._timing.grace, undefined, true);
  }

  private _end(error: BridgeError) {
    this._set('transport', 'none');
    this._set('state', 'closed');
    clearTimeout(this._ticker);
    this._polling._stop(true);
    this._socket._detach();
    this._submissions._close(error);
    this._unwatch();
    if (this._storage) this._storage._remove();
  }
}
