/** The page's own code: it subscribes, submits, and tells all it is told. Every 13th message makes its handler throw, which must disturb nobody. */
export class Application {
  #page;
  #connection;
  #channels = new Map();
  #session = '';
  /** Happens within the next handler. */
  #within;
  /** The next handler does not come to its end. */
  #doomed = false;

  constructor(page, { connect }, options, subscriptions) {
    this.#page = page;
    this.#connection = connect('http://host/bridge', options);
    this.#connection.on('state', state => page.tell('state', state));
    this.#connection.on('transport', transport => page.tell('transport', transport));
    this.#connection.on('error', ({ code, channel, message }) => page.tell('error', code, channel ?? '', message));
    this.#connection.on('gap', ({ channel, reason, position }) => {
      this.#greet();
      this.#at(channel, position);
      page.tell('gap', channel, reason, position);
    });
    for (const [channel, since] of subscriptions) this.#subscribe(channel, since);
  }

  on = {
    subscribe: (channel, since) => {
      if (this.#channels.has(channel)) return;
      this.#page.tell('wanted', channel, since);
      this.#subscribe(channel, since);
    },
    unsubscribe: channel => {
      this.#channels.get(channel)?.undo();
      this.#channels.delete(channel);
      this.#page.tell('unsubscribed', channel);
    },
    resubscribe: (channel, since) => {
      this.on.unsubscribe(channel);
      this.on.subscribe(channel, since);
    },
    submit: (channel, item) =>
      this.#connection.send(channel, { p: item }).then(
        ({ position, reply }) => this.#page.tell('settled', item, '', position ?? '', reply?.p ?? -1),
        ({ code }) => this.#page.tell('settled', item, code ?? 'no code'),
      ),
    use: mode => this.#connection.use(mode),
    close: () => this.#connection.close(),
    within: (what, ...more) => void (this.#within = () => (this.#page.tell('within', what, ...more), this.on[what](...more))),
    doom: () => void (this.#doomed = true),
  };

  /** What has changed without an event: the session, and cursors that moved on without a message. */
  look() {
    if (this.#page.dead) return;
    this.#greet();
    for (const [channel, known] of this.#channels) {
      const at = this.#connection.position(channel);
      if (at === known.at) continue;
      known.at = at;
      this.#page.tell('at', channel, at ?? '');
    }
  }

  #subscribe(channel, since) {
    const undo = this.#connection.subscribe(channel, (data, message) => this.#handle(data, message), {
      since,
      onGap: ({ position }) => this.#page.tell('ongap', channel, position),
    });
    this.#channels.set(channel, { undo, at: undefined });
  }

  #handle(data, { channel, position }) {
    this.#greet();
    this.#at(channel, position);
    if (this.#doomed) this.#page.die();
    this.#page.tell('handled', channel, position, data.p);
    const within = this.#within;
    this.#within = undefined;
    within?.();
    if (data.p % 13 == 0) throw new Error(`the handler of ${data.p}`);
  }

  #at(channel, position) {
    const known = this.#channels.get(channel);
    if (known) known.at = position;
  }

  #greet() {
    const { session } = this.#connection;
    if (session === this.#session) return;
    this.#session = session;
    this.#page.tell('session', session);
  }
}
