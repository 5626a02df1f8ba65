/** Every wait of the shim, in milliseconds. */
export const timing = {
  ack: 100,
  save: 250,
  /** For the lock of a stored session, which the page before this one may still have. */
  lock: 1000,
  /** The first pause after a failure; it doubles up to `pollMost` or `socketMost`. */
  pause: 500,
  pollMost: 30_000,
  socketMost: 300_000,
  /** For the echo of a probe and for the answer to `open`: polling pauses for the latter. */
  probe: 1500,
  /** For any byte after a sleep. A poll that dies later than this was cut by something on the way. */
  pong: 2000,
  /** How often the clock is looked at; a look this much too late means that the machine slept. */
  tick: 5000,
  /** The shortest hold to ask for; the shortest life of a socket that was worth moving to. */
  least: 5000,
  /** For an upgrade, which may hang for minutes; and how much longer than its hold a request may take. */
  grace: 10_000,
  silence: 25_000,
};

export type Timing = typeof timing;

/** Full jitter: a thousand pages that lost one server don't come back together. */
export const jitter = ({ pause }: Timing, most: number, fails: number) => Math.random() * Math.min(most, pause * 2 ** fails);
