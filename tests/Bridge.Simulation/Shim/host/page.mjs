import { createContext, runInContext } from 'node:vm';
import { Application } from './application.mjs';
import { Events } from './events.mjs';
import { Fetching } from './fetching.mjs';
import { Locks } from './locks.mjs';
import { randomOf } from './random.mjs';
import { Sockets } from './sockets.mjs';
import { Storage } from './storage.mjs';
import { Timers } from './timers.mjs';

const epoch = 1_700_000_000_000;

/** One page: a realm of its own, in which nothing is real but the language and the script. */
export class Page {
  /** What the page did since it was last asked. */
  effects = [];
  /** Its process is gone in the middle of what it did: the rest of this turn leads to nothing. */
  dead = false;

  constructor(script, now, { seed, stored, options, subscriptions }) {
    this.now = now;
    this.timers = new Timers(this);
    this.events = new Events(this);
    this.storage = new Storage(this, stored);
    const globals = createContext({
      setTimeout: (run, ms) => this.timers.set(run, ms),
      clearTimeout: id => this.timers.clear(id),
      sessionStorage: this.storage,
      location: { href: 'http://host/page' },
      console: { error: error => this.tell('console', String(error)) },
      URL, AbortController, atob, btoa,
      ...this.events.globals,
    });
    const own = runInContext('({ Math, Date, Promise })', globals);
    own.Math.random = randomOf(seed);
    own.Date.now = () => epoch + this.now;
    this.fetching = new Fetching(this, own.Promise);
    this.sockets = new Sockets(this);
    this.locks = new Locks(this, own.Promise);
    Object.assign(globals, { self: globals, fetch: this.fetching.fetch, WebSocket: this.sockets.WebSocket, navigator: { locks: this.locks } });
    script.runInContext(globals);
    this.guard(() => (this.application = new Application(this, globals.Bridge, options, subscriptions)));
  }

  tell(...effect) {
    if (!this.dead) this.effects.push(effect);
  }

  die() {
    this.tell('died');
    this.dead = true;
  }

  threw(error) {
    this.tell('threw', String(error.stack ?? error));
  }

  happen(now, what, more) {
    this.now = now;
    const part = [this.timers, this.events, this.storage, this.fetching, this.sockets, this.locks, this.application].find(part => what in part.on);
    if (!part) throw new Error(`Nobody knows what ${what} is`);
    this.guard(() => part.on[what](...more));
  }

  report() {
    this.application.look();
    const report = [this.dead ? -1 : this.timers.next, ...this.effects];
    this.effects = [];
    return report;
  }

  guard(run) {
    try {
      run();
    } catch (error) {
      this.threw(error);
    }
  }
}
