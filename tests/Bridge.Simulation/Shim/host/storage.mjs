/** The tab's sessionStorage: what it holds outlives the page, so every write is told. */
export class Storage {
  #items;
  #full = false;
  #page;

  constructor(page, items) {
    this.#page = page;
    this.on.items(items);
  }

  on = {
    full: full => void (this.#full = full),
    /** Another page of the tab has written. */
    items: items => void (this.#items = new Map(Object.entries(items))),
  };

  getItem(key) {
    return this.#items.get(key) ?? null;
  }

  setItem(key, value) {
    if (this.#full) throw new Error('QuotaExceededError');
    this.#write(key, String(value));
  }

  removeItem(key) {
    this.#write(key, null);
  }

  #write(key, value) {
    // A renderer that has died writes nothing more.
    if (this.#page.dead) return;
    if (value === null) this.#items.delete(key);
    else this.#items.set(key, value);
    this.#page.tell('stored', key, value);
  }
}
