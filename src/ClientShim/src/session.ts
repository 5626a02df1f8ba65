import type { Envelope } from './envelope';

const key = () => Math.random().toString(36).slice(2);

/** After a reload the stored numbers may be a little old; a number used twice would be worse than a hole. */
const leap = 1000;

export interface Saved {
  session: string;
  token: string;
  page: string;
  attempt: number;
  submit: number;
  positions: Record<string, string>;
}

export class Session {
  _id = '';
  _token = '';
  _page = key() + key();
  /** One counter for every poll and every open, never used twice: the server gives the lease to the highest. */
  _attempt = 0;
  _submit = 1;
  _hold = 25_000;
  /** Whether the server has yet to say that the stored session goes on. */
  _resuming = false;

  _adopt(e: Envelope) {
    this._id = e.session || this._id;
    this._token = e.token || this._token;
    this._attempt = Math.max(this._attempt, e.attempt);
    this._submit = Math.max(this._submit, e.submit);
    this._hold = e.hold || this._hold;
    this._resuming = false;
  }

  _restore(saved: Saved) {
    this._id = saved.session;
    this._token = saved.token;
    this._page = saved.page;
    this._attempt = saved.attempt;
    this._submit = saved.submit + leap;
    this._resuming = true;
    this._leap();
  }

  _leap() {
    this._attempt += leap;
  }

  _forget() {
    this._id = this._token = '';
    this._attempt = 0;
    this._submit = 1;
    this._resuming = false;
  }
}
