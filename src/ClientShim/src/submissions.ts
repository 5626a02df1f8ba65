import type { BridgeError, Reply } from './bridge';
import type { Client } from './client';
import type { Envelope } from './envelope';
import { fault } from './fault';
import { encode } from './payload';
import { post } from './post';
import { jitter } from './timing';

/** The server keeps so many outcomes; one more under way, and a lost answer could not be asked for again. */
const outcomesKept = 64;
const bodyLength = 60_000;

interface Submission {
  /** Given when first sent; from then on another session can't know its outcome. */
  _id: number;
  _rest: string;
  /** The socket it was sent on. */
  _via?: unknown;
  _resolve: (reply: Reply) => void;
  _reject: (error: BridgeError) => void;
}

export class Submissions {
  private _queue: Submission[] = [];
  private _sending = false;
  private _fails = 0;
  private _pause?: ReturnType<typeof setTimeout>;

  constructor(private _client: Client) {}

  _add(channel: string, data: unknown): Promise<Reply> {
    return new Promise((_resolve, _reject) => {
      const { state, _options } = this._client;
      if (state == 'closed') throw fault('closed');
      if (this._queue.length >= (_options.queue || 1000)) throw fault('queue_full');
      // Serialised now: the page may change the object before the network is back.
      this._queue.push({ _id: 0, _rest: JSON.stringify(Object.assign({ channel }, encode(data))).slice(1), _resolve, _reject });
      this._client._tell();
    });
  }

  private _frame(submission: Submission) {
    submission._id = submission._id || this._client._session._submit++;
    return `{"type":"submit","id":${submission._id},${submission._rest}`;
  }

  /** Sends what waits, in order, on what carries. */
  _flush() {
    const { _session, _socket } = this._client;
    if (this._pause || !_session._token || _session._resuming) return;
    if (!_socket._live) return void this._post();
    for (const submission of this._queue.slice(0, outcomesKept)) {
      if (submission._via == _socket._ws) continue;
      submission._via = _socket._ws;
      _socket._write(this._frame(submission));
    }
  }

  private async _post() {
    const client = this._client;
    const { _session } = client;
    const token = _session._token;
    if (this._sending || !this._queue.length || client._asleep) return;
    const frames: string[] = [];
    let length = 0;
    for (const submission of this._queue.slice(0, outcomesKept)) {
      length += submission._rest.length;
      if (frames.length && length > bodyLength) break;
      frames.push(this._frame(submission));
    }
    this._sending = true;
    const answer = await post(client, '/send', `[${frames}]`, _session._hold + client._timing.grace);
    this._sending = false;
    // The ids of another session mean other submissions.
    if (token == _session._token) {
      const waiting = this._queue.length;
      const closed = answer && client._receive(answer);
      if ((!closed || !client._obey(closed)) && this._queue.length == waiting && !client._socket._live) this._retry();
    }
    this._flush();
  }

  _settle(e: Envelope) {
    const submission = this._queue.find(({ _id }) => _id == e.id);
    if (!submission) return;
    if (e.code == 'submission_pending' || e.code == 'store_full') return this._retry();
    this._fails = 0;
    this._queue.splice(this._queue.indexOf(submission), 1);
    if (e.type == 'refused') submission._reject(fault(e.code, e.text, e.channel));
    else submission._resolve({ position: e.position, reply: e.reply });
    this._client._tell();
  }

  /** Nothing overtakes what has to wait. */
  private _retry() {
    const { pollFirst, pollMost } = this._client._timing;
    if (!this._pause) this._pause = setTimeout(() => this._again(), jitter(pollFirst, pollMost, this._fails++));
  }

  _again() {
    clearTimeout(this._pause);
    this._pause = undefined;
    for (const submission of this._queue) submission._via = undefined;
    this._flush();
  }

  /** A new session starts to count anew; what was sent may or may not have run. */
  _forget() {
    const sent = this._queue.filter(({ _id }) => _id);
    this._queue = this._queue.filter(({ _id }) => !_id);
    for (const { _reject } of sent) _reject(fault('submission_unknown'));
  }

  _close(error: BridgeError) {
    clearTimeout(this._pause);
    for (const { _reject } of this._queue.splice(0)) _reject(error);
  }
}
