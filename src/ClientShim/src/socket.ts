import type { Client } from './client';
import { advices } from './codes';
import type { Envelope } from './envelope';
import { jitter } from './timing';

const ackEvery = 64;

/** Larger than one packet: there are middleboxes that let the handshake pass and swallow what follows. */
const pad = 'x'.repeat(1500);

export class Socket {
  _ws?: WebSocket;
  /** `open` was sent on it; the lease may be here or there. */
  _opening = false;
  /** It has the lease. */
  _live = false;
  private _timer?: ReturnType<typeof setTimeout>;
  private _ackTimer?: ReturnType<typeof setTimeout>;
  private _fails = 0;
  private _blamed = 0;
  private _notBefore = 0;
  private _born = 0;
  private _heard = 0;
  private _unacked = 0;
  private _unackedSince = 0;

  constructor(private _client: Client) {}

  /** Tries a socket when it is wanted and due, beside the polls. */
  _consider(now?: boolean) {
    const client = this._client;
    if (now) this._notBefore = 0;
    if (this._ws || !client._WebSocket || client._mode == 'polling' || client.state != 'open' || client._asleep) return;
    clearTimeout(this._timer);
    const rest = this._notBefore - Date.now();
    if (rest > 0) this._timer = setTimeout(() => this._consider(), rest);
    else this._connect(client._WebSocket);
  }

  private _connect(WebSocket: new (url: string, protocol: string) => WebSocket) {
    const { handshake, probe } = this._client._timing;
    this._expect(handshake);
    try {
      const ws = (this._ws = new WebSocket(this._client._url.replace(/^http/, 'ws') + '/ws', 'bridge.v1'));
      ws.onopen = () => {
        this._expect(probe);
        this._send({ type: 'probe', pad });
      };
      ws.onmessage = ({ data }) => this._hear(data);
      ws.onerror = () => this._drop(1);
      ws.onclose = ({ code, reason }) => this._closed({ type: 'closed', code: code == 1012 ? 'restarting' : reason, advice: advices[code] });
    } catch (_) {
      this._drop(1);
    }
  }

  private _expect(ms: number) {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this._drop(1), ms);
  }

  private _hear(data: string) {
    const ws = this._ws;
    this._heard = Date.now();
    const envelopes: Envelope[] = [].concat(JSON.parse(data));
    for (const { type } of envelopes) {
      if (type == 'ping') this._send({ type: 'pong' });
      if (type == 'probed') this._open();
      if (type == 'opened') this._takeOver();
    }
    const closed = this._client._receive(envelopes);
    // The page's handlers may have moved elsewhere.
    if (closed && this._ws == ws) this._closed(closed);
  }

  private _open() {
    const client = this._client;
    this._opening = true;
    this._expect(client._timing.probe);
    this._send(client._open(this._ws));
  }

  private _takeOver() {
    clearTimeout(this._timer);
    this._opening = false;
    this._live = true;
    this._born = Date.now();
    this._client._polling._stop();
    this._client._working('websocket');
  }

  private _closed(e: Envelope) {
    if (!this._client._obey(e)) this._drop(e.code == 'restarting' ? 0 : 1);
  }

  /** Leaves it without waiting for `onclose`: a black hole answers `close()` after a minute. */
  _detach() {
    const ws = this._ws;
    clearTimeout(this._timer);
    clearTimeout(this._ackTimer);
    this._ws = undefined;
    this._opening = this._live = false;
    this._unacked = 0;
    if (!ws) return;
    ws.onopen = ws.onmessage = ws.onerror = ws.onclose = () => {};
    ws.close();
  }

  /** Goes on by polling at once; another socket is tried later. */
  _drop(blame: number) {
    const { socketFirst, socketMost, pollMost, proven } = this._client._timing;
    const leased = this._live || this._opening;
    const good = this._live && Date.now() - this._born >= proven;
    this._detach();
    this._blamed = good ? 0 : blame;
    this._fails = good ? 0 : this._fails + blame;
    this._notBefore = Date.now() + jitter(socketFirst, this._client._mode == 'auto' ? socketMost : pollMost, this._fails);
    if (leased) this._client._fallBack();
    this._consider();
  }

  /** When polls fail as well it was the server or the network: sockets are not blocked here. */
  _excuse() {
    this._fails -= this._blamed;
    this._blamed = 0;
  }

  _forgive() {
    this._fails = this._blamed = 0;
  }

  /** How long silence may still last. */
  _patience() {
    return this._live ? this._heard + this._client._timing.silence - Date.now() : Infinity;
  }

  /** After a sleep the silence so far says nothing: any byte within `pong`, or it is over. */
  _ping() {
    const { silence, pong } = this._client._timing;
    this._heard = Date.now() - silence + pong;
    this._send({ type: 'ping' });
  }

  /** Acknowledges from within the message handler when it can: the timers of a hidden page run once a minute. */
  _moved() {
    const { ack } = this._client._timing;
    const now = Date.now();
    if (!this._live) return;
    if (!this._unacked++) {
      this._unackedSince = now;
      this._ackTimer = setTimeout(() => this._ack(), ack);
    }
    if (this._unacked >= ackEvery || now - this._unackedSince >= ack) this._ack();
  }

  private _ack() {
    clearTimeout(this._ackTimer);
    this._unacked = 0;
    this._send({ type: 'ack', positions: this._client._positions._news() });
  }

  _send(e: Envelope) {
    this._write(JSON.stringify(e));
  }

  _write(frame: string) {
    // A socket that is closing throws or swallows; what was lost with it is sent again elsewhere.
    if (this._ws && this._ws.readyState == 1) this._ws.send(frame);
  }
}
