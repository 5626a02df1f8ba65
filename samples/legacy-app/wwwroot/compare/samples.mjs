/** How long the messages of the last 30 seconds took. */
export class Samples {
  static seconds = 30;

  /** In the order they came; `at` is when each was published. */
  all = [];

  add(at, now = Date.now()) {
    this.all.push({ at, took: Math.max(0, now - at) });
  }

  forget(now) {
    const start = now - Samples.seconds * 1000;
    const kept = this.all.findIndex(({ at }) => at >= start);
    if (kept > 0) this.all.splice(0, kept);
    else if (kept < 0) this.all = [];
  }

  clear() {
    this.all = [];
  }

  most() {
    return this.all.reduce((most, { took }) => Math.max(most, took), 0);
  }

  /** By nearest rank; null while there is nothing. */
  percentile(percent) {
    const sorted = this.all.map(({ took }) => took).sort((one, other) => one - other);
    return sorted.length ? sorted[Math.ceil(percent / 100 * sorted.length) - 1] : null;
  }
}
