import type { ConnectionEvents } from './bridge';
import { fault } from './fault';

type Listener = (value: any, more?: any) => void;

export interface Emitter {
  on<K extends keyof ConnectionEvents>(event: K, listener: (value: ConnectionEvents[K]) => void): () => void;
  _emit<K extends keyof ConnectionEvents>(event: K, value: ConnectionEvents[K]): void;
  /** Runs the page's code; what it throws is reported and disturbs nobody else. */
  _call(code: Listener, value: unknown, more?: unknown): void;
}

export function createEmitter(): Emitter {
  const events: Record<string, Set<Listener>> = {};
  const listeners = (event: string) => events[event] || (events[event] = new Set());

  const run = (code: Listener, report: (error: unknown) => void, value: unknown, more?: unknown) => {
    try {
      code(value, more);
    } catch (error) {
      report(error);
    }
  };

  const emit = (event: string, value: any) => {
    if (event == 'error' && !listeners(event).size) console.error(value);
    // A listener of `error` that throws must not be told so by calling it again.
    listeners(event).forEach(listener => run(listener, event == 'error' ? console.error : thrown, value));
  };
  const thrown = (error: unknown) => emit('error', Object.assign(fault('handler_threw', String(error)), { cause: error }));

  return {
    on(event, listener) {
      listeners(event).add(listener);
      return () => void listeners(event).delete(listener);
    },
    _emit: emit,
    _call: (code, value, more) => run(code, thrown, value, more),
  };
}
