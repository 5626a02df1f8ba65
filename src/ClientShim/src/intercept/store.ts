const mostItems = 1000;
const mostLength = 1 << 20;

/** Whole upstream answers, and the cursor after them. */
export interface Slice {
  _items: string[];
  _cursor?: string;
}

/** What one channel has brought to this tab, and where cursors stand in it. */
export interface Store {
  /** Takes in an item; a checkpoint ends an upstream answer. */
  _add(offset: number, text: string, checkpoint?: string): void;
  _mark(cursor: string | undefined, offset: number): void;
  /** Where a cursor stands; undefined when nobody here knows. */
  _find(cursor?: string): number | undefined;
  /** What follows, as much as fits; undefined: nothing yet; null: what is kept can't tell. */
  _after(offset: number, limit: number): Slice | null | undefined;
  /** The last item of the newest whole answer. */
  _newest(): (Slice & { _offset: number }) | undefined;
  /** Whether everything after the offset is here. */
  _covers(offset: number): boolean;
}

interface Item {
  _offset: number;
  _text: string;
  _checkpoint?: string;
}

export function createStore(start: number): Store {
  const items: Item[] = [];
  let length = 0;
  const marks = new Map<string, number>();

  return {
    _add(_offset, _text, _checkpoint) {
      items.push({ _offset, _text, _checkpoint });
      length += _text.length;
      if (_checkpoint != null) marks.set(_checkpoint, _offset);
      // An answer that loses its first item is lost as a whole: cursors stand only before and after it.
      while (items.length > mostItems || length > mostLength) {
        const gone = items.shift()!;
        length -= gone._text.length;
        start = gone._offset;
        marks.forEach((offset, cursor) => offset < start && marks.delete(cursor));
      }
    },
    _mark: (cursor, offset) => cursor != null && marks.set(cursor, offset),
    _find: cursor => marks.get(cursor!),
    _after(offset, limit) {
      const news: string[] = [];
      let fit = 0;
      let _cursor: string | undefined;
      if (offset < start) return null;
      for (const { _offset, _text, _checkpoint } of items) {
        if (_offset <= offset) continue;
        news.push(_text);
        if (_checkpoint == null) continue;
        if (news.length > limit) {
          if (!fit) return null;
          break;
        }
        fit = news.length;
        _cursor = _checkpoint;
      }
      return fit ? { _items: news.slice(0, fit), _cursor } : undefined;
    },
    _newest() {
      for (let i = items.length; i--; ) {
        const { _offset, _text, _checkpoint } = items[i];
        if (_checkpoint != null) return { _items: [_text], _cursor: _checkpoint, _offset };
      }
      return undefined;
    },
    _covers: offset => offset >= start,
  };
}
