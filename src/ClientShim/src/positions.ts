const epochOf = (position: string) => position.slice(0, position.lastIndexOf('-'));
const offsetOf = (position: string) => +position.slice(position.lastIndexOf('-') + 1);

/** What the page's handlers have handled: the cursor, and the whole of exactly once. */
export class Positions {
  _all: Record<string, string> = {};
  /** Channels whose position the server hasn't been told. */
  _fresh = new Set<string>();

  _set(channel: string, position: string) {
    this._all[channel] = position;
    this._fresh.add(channel);
  }

  _forget(channel: string) {
    delete this._all[channel];
    this._fresh.delete(channel);
  }

  _sameEpoch(channel: string, position: string) {
    const handled = this._all[channel];
    return !handled || epochOf(handled) == epochOf(position);
  }

  /** Moves on to a position not handled before. A message of another epoch is late or early: only a gap leads there. */
  _advance(channel: string, position: string) {
    const handled = this._all[channel];
    const isNew = !handled || (this._sameEpoch(channel, position) && offsetOf(position) > offsetOf(handled));
    if (isNew) this._set(channel, position);
    return isNew;
  }

  /** Follows a gap. One that leads to where we are, or back within an epoch, was told on the other transport before. */
  _jump(channel: string, position: string, reason: string) {
    const handled = this._all[channel];
    if (handled == position || (reason != 'ahead' && handled && this._sameEpoch(channel, position) && offsetOf(position) < offsetOf(handled))) return false;
    this._set(channel, position);
    return true;
  }

  /** What has moved since the server was last told. */
  _news() {
    const news: Record<string, string> = {};
    this._fresh.forEach(channel => (news[channel] = this._all[channel]));
    this._fresh.clear();
    return news;
  }
}
