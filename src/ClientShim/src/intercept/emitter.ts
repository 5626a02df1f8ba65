import type { Emitter } from '../emitter';

/** In the place of the shim's: the desk alone listens, to each event once. */
export function createEmitter(): Emitter {
  const events: Record<string, (value: any) => void> = {};
  const call = (code?: (value: any, more?: any) => void, value?: unknown, more?: unknown) => {
    try {
      if (code) code(value, more);
    } catch (error) {
      console.error(error);
    }
  };
  return {
    on: (event, listener) => (events[event] = listener as any),
    _emit: (event, value) => call(events[event], value),
    _call: call,
  };
}
