/** What the browser tells a page of its life. */
export class Events {
  #listeners = {};
  #document = { visibilityState: 'visible' };
  #page;

  constructor(page) {
    this.#page = page;
  }

  on = {
    event: (type, event) => {
      if (type == 'visibilitychange') this.#document.visibilityState = event.state;
      for (const listener of [...(this.#listeners[type] ?? [])]) this.#page.guard(() => listener({ type, ...event }));
    },
  };

  get globals() {
    return {
      document: this.#document,
      addEventListener: (type, listener) => (this.#listeners[type] ??= new Set()).add(listener),
      removeEventListener: (type, listener) => this.#listeners[type]?.delete(listener),
    };
  }
}
