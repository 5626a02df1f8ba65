interface Timer { at: number; order: number; run: () => void }

const turn = setImmediate;

/** Virtual time: replaces timers, the clock and randomness of the process while a test runs. */
export class Clock {
  now = 1_700_000_000_000;
  private order = 0;
  private timers = new Map<number, Timer>();
  private real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout, now: Date.now, random: Math.random };

  constructor(public seed = 1) {
    globalThis.setTimeout = ((run: () => void, ms = 0) => {
      this.timers.set(++this.order, { at: this.now + Math.max(0, ms), order: this.order, run });
      return this.order;
    }) as any;
    globalThis.clearTimeout = ((id: number) => void this.timers.delete(id)) as any;
    Date.now = () => this.now;
    Math.random = () => this.random();
  }

  restore() {
    globalThis.setTimeout = this.real.setTimeout;
    globalThis.clearTimeout = this.real.clearTimeout;
    Date.now = this.real.now;
    Math.random = this.real.random;
  }

  /** mulberry32 */
  random() {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  get pending() {
    return this.timers.size;
  }

  /** Lets everything that is due in the next `ms` happen, in order. */
  async run(ms: number) {
    const end = this.now + ms;
    await this.settle();
    for (;;) {
      let next: [number, Timer] | undefined;
      for (const entry of this.timers) if (!next || entry[1].at < next[1].at) next = entry;
      if (!next || next[1].at > end) break;
      this.timers.delete(next[0]);
      this.now = Math.max(this.now, next[1].at);
      next[1].run();
      await this.settle();
    }
    this.now = Math.max(this.now, end);
  }

  /** The machine sleeps: time goes by and no timer runs. */
  sleep(ms: number) {
    this.now += ms;
  }

  settle() {
    return new Promise<void>(resolve => turn(resolve));
  }
}
