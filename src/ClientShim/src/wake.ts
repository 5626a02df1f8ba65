declare const self: any;

/** The page, the worker, or Node. */
export const realm = typeof self == 'object' ? self : globalThis;

/** Timers sleep with the machine and nearly sleep in a hidden page; these events say when to look again. Returns the undo. */
export function listen(listeners: Record<string, (event: any) => void>): () => void {
  const each = (method: string) => realm[method] && Object.keys(listeners).forEach(type => realm[method](type, listeners[type]));
  each('addEventListener');
  return () => each('removeEventListener');
}
