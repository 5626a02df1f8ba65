/** navigator.locks; who has which is settled outside, between the pages of a browser. */
export class Locks {
  #asked = new Map();
  #last = 0;
  #page;
  #Promise;

  constructor(page, Promise) {
    this.#page = page;
    this.#Promise = Promise;
  }

  on = {
    granted: id => {
      const asked = this.#asked.get(id);
      // Given up meanwhile, which the browser has not heard of yet.
      if (!asked) return;
      this.#asked.delete(id);
      asked();
    },
  };

  request(name, { signal }, held) {
    const id = ++this.#last;
    const free = () => this.#page.tell('unlock', id);
    return new this.#Promise((resolve, reject) => {
      signal.throwIfAborted();
      this.#asked.set(id, () => resolve(this.#Promise.resolve(held({})).finally(free)));
      signal.addEventListener('abort', () => {
        if (!this.#asked.delete(id)) return;
        free();
        reject(signal.reason);
      });
      this.#page.tell('lock', id, name);
    });
  }
}
