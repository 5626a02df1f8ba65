import type { Client } from './client';
import type { Saved } from './session';

/** Keeps the session over a reload. A duplicated tab copies the storage, so the token is only used under the Web Lock of its session. */
export class Storage {
  private _release?: () => void;
  private _timer?: ReturnType<typeof setTimeout>;

  constructor(private _client: Client, private _key: string) {}

  private get _store() {
    return this._client._options.storage || sessionStorage;
  }

  _read(): Saved | undefined {
    try {
      return JSON.parse(this._store.getItem(this._key) as string) || undefined;
    } catch (_) {
      return undefined;
    }
  }

  _write() {
    const { _session, _positions } = this._client;
    clearTimeout(this._timer);
    this._timer = undefined;
    try {
      this._store.setItem(this._key, JSON.stringify({
        session: _session._id, token: _session._token, page: _session._page, attempt: _session._attempt, submit: _session._submit, positions: _positions._all,
      }));
    } catch (_) { /* Full or forbidden: a reload starts a new session. */ }
  }

  _writeSoon() {
    if (!this._timer) this._timer = setTimeout(() => this._write(), this._client._timing.save);
  }

  _remove() {
    clearTimeout(this._timer);
    this._unlock();
    try {
      this._store.removeItem(this._key);
    } catch (_) { /* Forbidden: then nothing was kept. */ }
  }

  /** Holds the lock of a session until `_unlock`; false when another page has it or nobody can tell. */
  _lock(session: string): Promise<boolean> {
    this._unlock();
    return new Promise(done => {
      const none = () => done(false);
      try {
        navigator.locks.request('bridge:' + session, { ifAvailable: true }, lock => {
          done(!!lock);
          return lock ? new Promise<void>(release => (this._release = release)) : undefined;
        }).catch(none);
      } catch (_) {
        none();
      }
    });
  }

  _unlock() {
    if (this._release) this._release();
  }
}
