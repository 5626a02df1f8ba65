import { type ConnectOptions, type Connection, connect } from '../src/bridge';
import { Clock } from './clock';
import { FakeServer, type FakeSocket } from './server';

/** A page with one connection on a fake server, on virtual time; writes down what it sees. */
export class Page {
  clock = new Clock();
  server = new FakeServer();
  got: string[] = [];
  events: string[] = [];
  private listeners: Record<string, Set<(event: any) => void>> = {};
  private globals: string[] = [];
  private connections: Connection[] = [];

  connect(options: ConnectOptions = {}, url = 'http://host/bridge') {
    const connection = connect(url, { fetch: this.server.fetch, WebSocket: this.server.WebSocket, ...options });
    this.connections.push(connection);
    connection.on('transport', transport => this.events.push(transport));
    connection.on('state', state => this.events.push(state));
    connection.on('gap', gap => this.events.push(`gap ${gap.reason} ${gap.lastPosition} ${gap.position}`));
    connection.on('error', error => this.events.push(`error ${error.code}${error.channel ? ' ' + error.channel : ''}`));
    return connection;
  }

  /** Subscribes to `news` and writes down its messages. */
  listen(connection: Connection, since?: any) {
    return connection.subscribe('news', data => this.got.push(JSON.stringify(data)), { since });
  }

  publish(...data: unknown[]) {
    return data.map(one => this.server.publish('news', { data: one }));
  }

  polls() {
    return this.server.requests.filter(({ path }) => path == '/poll').map(({ envelopes }) => envelopes);
  }

  sends() {
    return this.server.requests.filter(({ path }) => path == '/send');
  }

  socket(): FakeSocket {
    return [...this.server.sockets].pop()!;
  }

  /** Makes the realm look like a browser's page. */
  browser(globals: Record<string, unknown> = {}) {
    const target = {
      addEventListener: (type: string, listener: any) => (this.listeners[type] ??= new Set()).add(listener),
      removeEventListener: (type: string, listener: any) => this.listeners[type]?.delete(listener),
    };
    Object.entries({ ...target, document: { ...target, visibilityState: 'visible' }, ...globals }).forEach(([name, value]) => {
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
      this.globals.push(name);
    });
  }

  fire(type: string, event: object = {}) {
    [...(this.listeners[type] ?? [])].forEach(listener => listener(event));
  }

  listening() {
    return Object.values(this.listeners).reduce((sum, set) => sum + set.size, 0);
  }

  async leave() {
    this.server.down = false;
    for (const connection of this.connections) connection.close();
    await this.clock.run(200_000);
    this.clock.restore();
    for (const name of this.globals) delete (globalThis as any)[name];
  }
}

/** A tab's sessionStorage; a duplicated tab gets a copy. */
export class Tab {
  constructor(private items = new Map<string, string>()) {}
  getItem = (key: string) => this.items.get(key) ?? null;
  setItem = (key: string, value: string) => void this.items.set(key, value);
  removeItem = (key: string) => void this.items.delete(key);
  copy = () => new Tab(new Map(this.items));
  all = () => [...this.items.values()].map(text => JSON.parse(text));
}

/** navigator.locks of one browser. */
export class Locks {
  held = new Map<string, Promise<unknown>>();
  request = async (name: string, { signal }: { signal: AbortSignal }, held: (lock: object) => unknown) => {
    const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    aborted.catch(() => {});
    while (this.held.has(name)) await Promise.race([this.held.get(name), aborted]);
    const mine = Promise.resolve(held({}));
    this.held.set(name, mine);
    try {
      return await mine;
    } finally {
      this.held.delete(name);
    }
  };
}
