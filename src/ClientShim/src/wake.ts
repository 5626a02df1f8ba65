import type { Client } from './client';

declare const self: any;

/** The page, the worker, or Node. */
export const realm = typeof self == 'object' ? self : globalThis;

/** Timers sleep with the machine and nearly sleep in a hidden page: these events say when to look again. Returns the undo. */
export function watch(client: Client): () => void {
  const undo: (() => void)[] = [];
  const listen = (target: any, type: string, listener: (event: any) => void) => {
    if (!target || !target.addEventListener) return;
    target.addEventListener(type, listener);
    undo.push(() => target.removeEventListener(type, listener));
  };
  listen(realm, 'online', () => client._online());
  listen(realm, 'pagehide', () => client._sleep());
  listen(realm, 'pageshow', ({ persisted }) => persisted && client._rise());
  listen(realm.document, 'visibilitychange', () => realm.document.visibilityState == 'visible' && client._wake());
  return () => undo.forEach(step => step());
}
