import { createClient } from './client';

/** What carries the messages at this moment. */
export type Transport = 'none' | 'polling' | 'websocket';

/** Which transport the page wants; `auto` polls at once and moves to a WebSocket that has proved itself. */
export type TransportMode = 'auto' | 'websocket' | 'polling';

export type ConnectionState = 'connecting' | 'open' | 'offline' | 'closed';

/** Where a subscription starts: now (default), at the oldest kept message, `n` messages back, or after a position such as `k3f9x2ab-124`. */
export type Since = 'now' | 'oldest' | { last: number } | (string & {});

export interface Message<T = unknown> {
  channel: string;
  position: string;
  /** Parsed JSON, a string, or a `Uint8Array`, as it was published. */
  data: T;
}

/** Messages were lost to this reader: refetch what lies between the two positions. */
export interface Gap {
  channel: string;
  reason: 'expired' | 'evicted' | 'epoch' | 'ahead';
  /** The next messages follow after this position. */
  position: string;
  /** The last position handled before the gap. */
  lastPosition?: string;
}

export interface BridgeError extends Error {
  /** A code of the protocol, or `closed`, `queue_full`, `handler_threw`. */
  code: string;
  channel?: string;
}

export interface Reply {
  /** Where the submission was published. */
  position?: string;
  /** What the application's handler answered. */
  reply?: unknown;
}

export interface SubscribeOptions {
  /** Only the first subscription of a channel decides where it starts. */
  since?: Since;
  /** One the server gave for a channel that is not open to everybody. Only the first subscription of a channel brings it. */
  ticket?: string;
  onGap?: (gap: Gap) => void;
}

export interface ConnectionEvents {
  transport: Transport;
  state: ConnectionState;
  gap: Gap;
  error: BridgeError;
}

export interface Connection {
  readonly state: ConnectionState;
  readonly transport: Transport;
  /** The public id of the session; safe to log; empty before it is open. */
  readonly session: string;
  /** Hands every message of the channel, in order and once, to the handler. Returns its undo. */
  subscribe<T = unknown>(channel: string, handler: (data: T, message: Message<T>) => void, options?: SubscribeOptions): () => void;
  /** Hands a payload (JSON, or bytes) to the application; settles with the outcome of its one run, however often it had to be sent. */
  send(channel: string, data: unknown): Promise<Reply>;
  on<K extends keyof ConnectionEvents>(event: K, listener: (value: ConnectionEvents[K]) => void): () => void;
  /** The last position handled. */
  position(channel: string): string | undefined;
  /** Moves to another transport while running; nothing is lost and nothing comes twice. */
  use(mode: TransportMode): void;
  /** Ends the session for good. */
  close(): void;
}

export interface ConnectOptions {
  transport?: TransportMode;
  /** Go on with the session after a reload; a string is the storage key. */
  resume?: boolean | string;
  /** Where `resume` keeps the session; default `sessionStorage`. */
  storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  WebSocket?: new (url: string, protocols: string | string[]) => WebSocket;
  /** Headers of every POST. A WebSocket can carry none: with these the shim buys a ticket for each handshake. */
  headers?: Record<string, string> | (() => Record<string, string>);
  credentials?: RequestCredentials;
  /** How many sends may wait for their outcome; beyond, `send` rejects with `queue_full`. Default 1000. */
  queue?: number;
  /** Other waits, in milliseconds; for tests. */
  timing?: Record<string, number>;
}

/** Connects to the bridge at `url`, such as `/bridge` or `https://host/bridge`. */
export function connect(url: string, options: ConnectOptions = {}): Connection {
  return createClient(url, options);
}
