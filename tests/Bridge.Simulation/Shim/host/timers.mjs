/** The timers of a page, in the order of their time, then of their making. */
export class Timers {
  #timers = new Map();
  #last = 0;
  #page;

  constructor(page) {
    this.#page = page;
  }

  /** One timer is a turn of its own, as in a browser. */
  on = {
    timer: () => {
      const [id, { due, run }] = this.#first();
      if (due > this.#page.now) return;
      this.#timers.delete(id);
      run();
    },
  };

  get next() {
    return this.#timers.size ? this.#first()[1].due : -1;
  }

  set(run, ms = 0) {
    // A browser takes a 32-bit number: Infinity is now. A wait that began within this millisecond takes it to its end, or time would stand still.
    this.#timers.set(++this.#last, { due: this.#page.now + Math.max(1, ms | 0), run });
    return this.#last;
  }

  clear(id) {
    this.#timers.delete(id);
  }

  #first() {
    let first = [0, { due: Infinity }];
    for (const timer of this.#timers) if (timer[1].due < first[1].due) first = timer;
    return first;
  }
}
