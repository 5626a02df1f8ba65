import type { Client } from './client';
import { parse } from './frame';
import type { Session } from './session';

export interface Saved {
  session: Session;
  positions: Record<string, string>;
}

/** Keeps the session over a reload. A duplicated tab copies the storage, so the token is only used under the Web Lock of its session. */
export interface Storage {
  _read(): Saved | null | undefined;
  _write(session?: Session): void;
  _writeSoon(): void;
  _remove(): void;
  /** Holds the lock of a session until `_unlock`; false when another page has it or nobody can tell. */
  _lock(session: string): Promise<boolean>;
  _unlock(): void;
}

export function createStorage(client: Client, key: string): Storage {
  let release = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Full, forbidden, or not JSON: then a reload starts a new session. */
  const attempt = <T>(use: (storage: Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>) => T) => {
    try {
      return use(client._options.storage || sessionStorage);
    } catch (_) {}
    return undefined;
  };

  const rest = () => {
    clearTimeout(timer);
    timer = undefined;
  };

  const write = (session = client._session) => {
    rest();
    attempt(storage => storage.setItem(key, JSON.stringify({ session, positions: client._positions._all })));
  };

  return {
    _read: () => attempt(storage => parse(storage.getItem(key) as string)),
    _write: write,
    _writeSoon() {
      timer = timer || setTimeout(write, client._timing.save);
    },
    _remove() {
      rest();
      release();
      attempt(storage => storage.removeItem(key));
    },
    _lock(session) {
      release();
      return new Promise<boolean>(done => {
        // Rejects, or throws, where there are no locks. The page that was reloaded may let go a little late; another page's lock is not waited for for ever.
        const late = new AbortController();
        setTimeout(() => late.abort(), client._timing.lock);
        const held = () => new Promise<void>(free => {
          release = free;
          done(true);
        });
        navigator.locks.request('bridge:' + session, { signal: late.signal }, held).catch(() => done(false));
      }).catch(() => false);
    },
    _unlock: () => release(),
  };
}
