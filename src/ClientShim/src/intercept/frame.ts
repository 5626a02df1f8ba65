import type { Envelope } from '../envelope';

/** A message as the script wants it: `1.0`, escapes and big numbers don't survive being parsed. */
export interface Raw {
  /** Nothing for bytes. */
  _text?: string;
  _checkpoint?: string;
}

const token = /"(?:[^"\\]+|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/** The texts of all members `data` of the envelopes, in order. */
function texts(frame: string): string[] {
  const found: string[] = [];
  let level = 0;
  let inner = 0;
  let name = '';
  let begin = -1;
  token.lastIndex = 0;
  for (let match: RegExpExecArray | null; (match = token.exec(frame)); ) {
    const [sign] = match;
    if (sign == '{' || sign == '[') {
      level++;
      if (sign == '{' && !inner) inner = level;
    }
    if (level == inner) {
      if (sign == ':') {
        if (name == '"data"') begin = token.lastIndex;
      } else if (begin >= 0 && (sign == ',' || sign == '}')) {
        found.push(frame.slice(begin, match.index).trim());
        begin = -1;
      }
      name = begin < 0 ? sign : name;
    }
    if (sign == '}' || sign == ']') level--;
  }
  return found;
}

/** In the place of the shim's: each message's data is its own text. */
export function parse(text: string): any {
  const frame = JSON.parse(text);
  const found = texts(text);
  for (const e of ([] as Envelope[]).concat(frame)) {
    if (!e) continue;
    const data = 'data' in e ? found.shift() : e.text;
    if (e.type == 'message') e.data = { _text: data, _checkpoint: e.checkpoint } as Raw;
  }
  return frame;
}
