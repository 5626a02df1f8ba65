/** The tab's sessionStorage: what it holds outlives the page, so every write is told. */
export function storageOf(page, stored) {
  const items = new Map(Object.entries(stored));
  const write = (key, value) => {
    // A renderer that has died writes nothing more.
    if (page.dead) return;
    if (value === null) items.delete(key);
    else items.set(key, value);
    page.tell('stored', key, value);
  };
  return {
    getItem: key => items.get(key) ?? null,
    setItem(key, value) {
      if (page.storageFull) throw new Error('QuotaExceededError');
      write(key, String(value));
    },
    removeItem: key => write(key, null),
  };
}
