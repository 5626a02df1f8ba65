import type { Gap, Message, Since, SubscribeOptions } from './bridge';
import type { Client } from './client';
import type { Envelope } from './envelope';
import { fault } from './fault';
import { decode } from './payload';

interface Handler {
  _handle: (data: any, message: Message<any>) => void;
  _onGap?: (gap: Gap) => void;
}

interface Subscription {
  _since?: Since;
  _handlers: Set<Handler>;
  /** The server has confirmed it. */
  _on: boolean;
  /** The last handler went; the server must confirm that before the channel may start anew. */
  _gone: boolean;
  /** The carrier that was told last; one command per channel is under way. */
  _via?: unknown;
}

export class Subscriptions {
  private _channels = new Map<string, Subscription>();

  constructor(private _client: Client) {}

  _add(channel: string, handle: Handler['_handle'], { since, onGap }: SubscribeOptions): () => void {
    const positions = this._client._positions;
    const subscription = this._channels.get(channel) || this._create(channel);
    const handler = { _handle: handle, _onGap: onGap };
    if (!subscription._handlers.size) {
      subscription._since = since;
      // State and cursor came together: the page's position is newer than a stored one.
      if (/-\d+$/.test(since as string)) positions._all[channel] = since as string;
    }
    subscription._handlers.add(handler);
    this._client._tell();
    return () => {
      if (!subscription._handlers.delete(handler) || subscription._handlers.size || this._channels.get(channel) != subscription) return;
      positions._forget(channel);
      if (!subscription._on && !subscription._via) return void this._channels.delete(channel);
      subscription._on = false;
      subscription._gone = true;
      this._client._tell();
    };
  }

  private _create(channel: string): Subscription {
    const subscription = { _handlers: new Set<Handler>(), _on: false, _gone: false };
    this._channels.set(channel, subscription);
    return subscription;
  }

  /** What the server doesn't know yet. Until it answers, every new carrier is told again: repeating is harmless. */
  _commands(via: unknown, opening?: boolean): Envelope[] {
    const commands: Envelope[] = [];
    this._channels.forEach((subscription, channel) => {
      const { _on, _gone, _since } = subscription;
      if (_on || subscription._via == via || (_gone && opening)) return;
      subscription._via = via;
      commands.push(_gone ? { type: 'unsubscribe', channel } : { type: 'subscribe', channel, since: this._client._positions._all[channel] || _since });
    });
    return commands;
  }

  /** Whether there is something this carrier wasn't told. */
  _wants(via: unknown) {
    return Array.from(this._channels.values()).some(({ _on, _via }) => !_on && _via != via);
  }

  _cursor() {
    const { _all, _fresh } = this._client._positions;
    const cursor: Record<string, string> = {};
    this._channels.forEach((_, channel) => (cursor[channel] = _all[channel]));
    _fresh.clear();
    return cursor;
  }

  _subscribed({ channel, position }: Envelope) {
    const positions = this._client._positions;
    const subscription = this._channels.get(channel);
    if (!subscription) return;
    subscription._via = undefined;
    if (subscription._gone) return this._client._tell();
    subscription._on = true;
    if (!positions._sameEpoch(channel, position)) this._gap({ type: 'gap', channel, position, reason: 'epoch' });
    else if (!positions._all[channel]) positions._set(channel, position);
  }

  _unsubscribed(channel: string) {
    const subscription = this._channels.get(channel);
    if (!subscription || !subscription._gone) return;
    subscription._gone = false;
    subscription._via = undefined;
    if (subscription._handlers.size) this._client._tell();
    else this._channels.delete(channel);
  }

  _refused({ channel, code, text }: Envelope) {
    const subscription = this._channels.get(channel);
    if (subscription && subscription._gone) return this._unsubscribed(channel);
    this._channels.delete(channel);
    this._client._emit('error', fault(code, text, channel));
  }

  _deliver(e: Envelope, late?: boolean) {
    const { channel, position } = e;
    let subscription = this._channels.get(channel);
    if (!subscription) {
      // The page before the reload had subscribed to it; this one hasn't.
      subscription = this._create(channel);
      subscription._gone = true;
      this._client._tell();
    }
    if (subscription._gone || (late && !subscription._on) || !this._client._positions._advance(channel, position)) return;
    const data = decode(e);
    subscription._handlers.forEach(handler => this._client._call(handler._handle, data, false, { channel, position, data }));
    this._client._moved();
  }

  _gap({ channel, position, reason }: Envelope) {
    const { _positions: positions } = this._client;
    const subscription = this._channels.get(channel);
    const gap: Gap = { channel, reason, position, lastPosition: positions._all[channel] };
    if (!subscription || subscription._gone || !positions._jump(channel, position, reason)) return;
    this._client._emit('gap', gap);
    subscription._handlers.forEach(handler => handler._onGap && this._client._call(handler._onGap, gap));
    this._client._moved();
  }

  _position({ channel, position }: Envelope) {
    if (this._channels.has(channel) && this._client._positions._advance(channel, position)) this._client._moved();
  }

  /** A new session knows nothing. */
  _forget() {
    this._channels.forEach((subscription, channel) => {
      subscription._on = subscription._gone = false;
      subscription._via = undefined;
      if (!subscription._handlers.size) this._channels.delete(channel);
    });
  }
}
