/** The page's requests. Head and body come one after the other, and either may fail. */
export class Fetching {
  #calls = new Map();
  #last = 0;
  #page;
  #Promise;

  constructor(page, Promise) {
    this.#page = page;
    this.#Promise = Promise;
  }

  on = {
    head: (id, status) => this.#calls.get(id)?.head(status),
    body: (id, text) => this.#end(id)?.body(text),
    failed: id => this.#end(id)?.fail(new TypeError('Failed to fetch')),
  };

  fetch = (url, { method, headers, body, signal, keepalive }) =>
    new this.#Promise((resolve, reject) => {
      signal.throwIfAborted();
      const id = ++this.#last;
      this.#calls.set(id, this.#callOf(resolve, reject));
      signal.addEventListener('abort', () => {
        const call = this.#end(id);
        if (!call) return;
        this.#page.tell('abort', id);
        call.fail(signal.reason);
      });
      this.#page.tell('fetch', id, method, url, headers, body, !!keepalive);
    });

  #callOf(resolve, reject) {
    let done, broken;
    const text = new this.#Promise((yes, no) => ([done, broken] = [yes, no]));
    // A body that breaks before anybody reads it is nobody's fault.
    text.catch(() => {});
    return {
      head: status => resolve({ status, text: () => text }),
      body: done,
      fail: error => (reject(error), broken(error)),
    };
  }

  #end(id) {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    return call;
  }
}
