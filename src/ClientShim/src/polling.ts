import type { Client } from './client';
import { post } from './post';
import { jitter } from './timing';

export class Polling {
  private _current?: AbortController;
  private _opening = false;
  private _timer?: ReturnType<typeof setTimeout>;
  private _fails = 0;
  /** A shorter hold, once something on the way has cut a poll. */
  _wait?: number;

  constructor(private _client: Client) {}

  /** What was asked before is late from here on; it is heard all the same when it was not aborted. */
  _stop(abort?: boolean) {
    clearTimeout(this._timer);
    if (abort && this._current) this._current.abort();
    this._current = undefined;
  }

  /** The page wants something that the parked poll didn't say. */
  _tell() {
    if (this._current && !this._opening && this._client._subscriptions._wants(this._current)) this._ask();
  }

  /** A pause ends early; a parked poll may sit on a line that died while the machine slept. */
  _wake() {
    if (!this._current || !this._opening) this._ask();
  }

  async _ask() {
    const client = this._client;
    const { _session: session, _socket: socket, _timing: timing } = client;
    // A poll now would take the lease from the socket that has it or is about to.
    if (client._asleep || client.state == 'closed' || socket._opening || socket._live) return;
    this._stop(true);
    const abort = (this._current = new AbortController());
    const began = Date.now();
    const wait = this._fails ? 0 : this._wait;
    const opening = (this._opening = !session._token || session._resuming);
    const request = opening
      ? [client._open(abort)]
      : client._subscriptions._commands(abort).concat({
          type: 'poll', page: session._page, attempt: ++session._attempt, positions: client._subscriptions._cursor(), wait,
        });
    const hold = opening ? 0 : wait === undefined ? session._hold : wait;
    const answer = await post(client, '/poll', JSON.stringify(request), hold + timing.grace, abort);
    const took = Date.now() - began;
    const late = this._current != abort;
    const closed = answer && client._receive(answer, late);
    // The page's handlers may have asked anew.
    if (late || this._current != abort) return;
    this._current = undefined;
    if (closed) {
      if (closed.code == 'superseded') {
        // By the socket that is opening; or by nobody we know, and our counter is too low.
        if (!socket._opening) session._leap();
        this._later();
      } else if (!client._obey(closed)) this._fail();
    } else if (answer) {
      // Answered early with nothing: a server or proxy that doesn't hold must not make us spin.
      const idle = !answer.length && took < hold / 2;
      this._fails = opening ? this._fails : 0;
      client._working('polling');
      if (idle) this._later();
      else this._ask();
    } else if (took > timing.cut && !opening && !this._fails) {
      this._wait = Math.min(session._hold, Math.max(timing.shortest, took * 0.6));
      socket._excuse();
      this._later();
    } else this._fail();
  }

  /** Asks after a pause. */
  _later() {
    const { pollFirst, pollMost } = this._client._timing;
    this._stop(true);
    this._timer = setTimeout(() => this._ask(), jitter(pollFirst, pollMost, this._fails));
  }

  /** At once the first time; a server that knows no session for long is not asked in a circle. */
  _reopen() {
    if (this._fails++) this._later();
    else this._ask();
  }

  private _fail() {
    this._client._socket._excuse();
    this._client._set('transport', 'none');
    this._client._set('state', 'offline');
    this._later();
    this._fails++;
  }
}
