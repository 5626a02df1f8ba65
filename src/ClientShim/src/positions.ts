/** Whether it lies before, within an epoch: offsets of different epochs can't be compared. */
export const isBefore = (a: string, b: string) => {
  const [epoch, offset] = a.split('-');
  const [other, later] = b.split('-');
  return epoch == other && +offset < +later;
};

/** What the page's handlers have handled: the cursor, and the whole of exactly once. */
export interface Positions {
  _all: Record<string, string>;
  _set(channel: string, position: string): void;
  _forget(channel: string): void;
  /** Moves on to a position not handled before. A message of another epoch is late or early: only a gap leads there. */
  _advance(channel: string, position: string): boolean;
  /** What has moved since the server was last told. */
  _news(): Record<string, string>;
}

export function createPositions(): Positions {
  let fresh: Record<string, string> = {};
  const positions: Positions = {
    _all: {},
    _set: (channel, position) => (positions._all[channel] = fresh[channel] = position),
    _forget(channel) {
      delete positions._all[channel];
      delete fresh[channel];
    },
    _advance(channel, position) {
      const handled = positions._all[channel];
      const isNew = !handled || isBefore(handled, position);
      if (isNew) positions._set(channel, position);
      return isNew;
    },
    _news() {
      const news = fresh;
      fresh = {};
      return news;
    },
  };
  return positions;
}
