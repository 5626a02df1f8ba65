import type { Gap, Message, SubscribeOptions } from './bridge';
import type { Client } from './client';
import type { Envelope } from './envelope';
import { fault } from './fault';
import { decode } from './payload';
import { isBefore } from './positions';

type Handle = (data: any, message: Message<any>) => void;

interface Handler {
  _handle: Handle;
  _options: SubscribeOptions;
}

interface Subscription {
  /** Of the first handler: where it starts, and its ticket, which every `subscribe` repeats. */
  _options?: SubscribeOptions;
  _handlers: Set<Handler>;
  /** The server has confirmed it. */
  _on?: boolean;
  /** The last handler went; the server must confirm that before the channel may start anew. */
  _gone?: unknown;
  /** The carrier that was told; one command of a channel is under way. */
  _via?: unknown;
}

export interface Subscriptions {
  _add(channel: string, handle: Handle, options: SubscribeOptions): () => void;
  /** What the server doesn't know yet. Until it answers, every new carrier is told again: repeating is harmless. */
  _commands(via: unknown, opening?: boolean): Envelope[];
  _cursor(): Record<string, string>;
  _receive(e: Envelope): void;
  /** The server may know less than it confirmed: it is told again. */
  _doubt(): void;
  /** A new session knows nothing. */
  _forget(): void;
}

export function createSubscriptions(client: Client): Subscriptions {
  const { _positions: positions } = client;
  const channels = new Map<string, Subscription>();

  const unsubscribed = (channel: string, subscription: Subscription) => {
    subscription._gone = false;
    if (subscription._handlers.size) client._tell();
    else channels.delete(channel);
  };

  const gap = ({ channel, position, reason }: Envelope, { _handlers }: Subscription) => {
    const lastPosition = positions._all[channel];
    // It was told on the other transport before.
    if (lastPosition == position || (reason != 'ahead' && lastPosition && isBefore(position, lastPosition))) return;
    positions._set(channel, position);
    const gap: Gap = { channel, reason, position, lastPosition };
    client._emit('gap', gap);
    _handlers.forEach(({ _options: { onGap } }) => onGap && client._call(onGap, gap));
    client._moved();
  };

  return {
    _add(channel, _handle, _options) {
      const { since } = _options;
      const subscription: Subscription = channels.get(channel) || { _handlers: new Set() };
      const { _handlers } = subscription;
      const handler = { _handle, _options };
      channels.set(channel, subscription);
      if (!_handlers.size) {
        subscription._options = _options;
        // State and cursor came together: the page's position is newer than a stored one.
        if (/-\d+$/.test(since as string)) positions._all[channel] = since as string;
      }
      _handlers.add(handler);
      client._tell();
      return () => {
        if (!_handlers.delete(handler) || _handlers.size || channels.get(channel) != subscription) return;
        positions._forget(channel);
        subscription._gone = subscription._gone || subscription._on || subscription._via;
        subscription._on = false;
        if (subscription._gone) client._tell();
        else channels.delete(channel);
      };
    },

    _commands(via, opening) {
      const commands: Envelope[] = [];
      channels.forEach((subscription, channel) => {
        const { _on, _gone, _options } = subscription;
        if (_on || subscription._via == via || (_gone && opening)) return;
        subscription._via = via;
        commands.push(_gone ? { type: 'unsubscribe', channel } : { type: 'subscribe', channel, since: positions._all[channel] || _options!.since, ticket: _options!.ticket });
      });
      return commands;
    },

    _cursor() {
      const cursor: Record<string, string> = {};
      channels.forEach((_, channel) => (cursor[channel] = positions._all[channel]));
      positions._news();
      return cursor;
    },

    _receive(e) {
      const { type, channel, position, code, text } = e;
      let subscription = channels.get(channel);
      if (type == 'message') {
        // The page before the reload had subscribed to it; this one hasn't.
        if (!subscription) {
          channels.set(channel, { _handlers: new Set(), _gone: true });
          return client._tell();
        }
        if (subscription._gone || !positions._advance(channel, position)) return;
        const data = decode(e);
        // One that a handler adds has subscribed behind this message; one that it removes hears nothing more.
        [...subscription._handlers].forEach(handler => subscription!._handlers.has(handler) && client._call(handler._handle, data, { channel, position, data }));
        return client._moved();
      }
      if (type == 'refused' && !(subscription && subscription._gone)) {
        channels.delete(channel);
        return client._emit('error', fault(code, text, channel));
      }
      if (!subscription) return;
      if (type == 'gap') subscription._gone || gap(e, subscription);
      else if (type == 'position') subscription._gone || (positions._advance(channel, position) && client._moved());
      else {
        subscription._via = undefined;
        if (type != 'subscribed') unsubscribed(channel, subscription);
        else if (subscription._gone) client._tell();
        else {
          subscription._on = true;
          // Otherwise it repeats what the page said, and the page may have gone on since: what is lost is told by a gap.
          if (!positions._all[channel]) positions._set(channel, position);
        }
      }
    },

    _doubt() {
      channels.forEach(subscription => (subscription._on = subscription._via = undefined));
    },

    _forget() {
      channels.forEach((subscription, channel) => {
        subscription._on = subscription._gone = subscription._via = undefined;
        if (!subscription._handlers.size) channels.delete(channel);
      });
    },
  };
}
