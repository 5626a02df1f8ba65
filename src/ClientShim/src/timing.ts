/** Every wait of the shim, in milliseconds. */
export const timing = {
  ack: 100,
  save: 250,
  pollFirst: 1000,
  pollMost: 30_000,
  socketFirst: 1000,
  socketMost: 300_000,
  /** An upgrade may hang for minutes; polling goes on beside it, so this is no hurry. */
  handshake: 10_000,
  /** For the echo of a probe and for the answer to `open`: polling pauses for the latter. */
  probe: 1500,
  /** A socket that lived shorter was not worth moving to. */
  proven: 5000,
  pong: 2000,
  silence: 25_000,
  /** How often the clock is looked at; a look this much too late means that the machine slept. */
  tick: 5000,
  /** A poll that dies later than this was cut by something on the way. */
  cut: 2000,
  shortest: 5000,
  /** How much longer than its hold a request may take. */
  grace: 10_000,
};

export type Timing = typeof timing;

/** Full jitter: a thousand pages that lost one server don't come back together. */
export const jitter = (first: number, most: number, fails: number) => Math.random() * Math.min(most, first * 2 ** fails);
