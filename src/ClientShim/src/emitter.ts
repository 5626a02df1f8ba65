import type { ConnectionEvents } from './bridge';
import { fault } from './fault';

type Listener = (value: any) => void;

export class Emitter {
  private _listeners: Record<string, Set<Listener>> = {};

  on<K extends keyof ConnectionEvents>(event: K, listener: (value: ConnectionEvents[K]) => void): () => void {
    const listeners = this._listeners[event] || (this._listeners[event] = new Set());
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  _emit<K extends keyof ConnectionEvents>(event: K, value: ConnectionEvents[K]) {
    const listeners = this._listeners[event] || [];
    listeners.forEach(listener => this._call(listener, value, event == 'error'));
    if (event == 'error' && !(listeners as Set<Listener>).size) console.error(value);
  }

  /** Runs the page's code; whatever it throws is reported and disturbs nobody else. */
  _call(code: (...values: any[]) => void, value: unknown, last?: boolean, more?: unknown) {
    try {
      code(value, more);
    } catch (error) {
      // A listener of `error` that throws must not be told so by calling it again.
      if (last) console.error(error);
      else this._emit('error', Object.assign(fault('handler_threw', String(error)), { cause: error }));
    }
  }
}
