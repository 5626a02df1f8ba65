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
  const inner = /^\s*\[/.test(frame) ? 2 : 1;
  let level = 0;
  let last = '';
  let begin = 0;
  frame.replace(token, (sign, at) => {
    if ('{['.includes(sign)) level++;
    if (level == inner) {
      if (sign == ':' && last == '"data"') begin = at + 1;
      else if (begin && ',}'.includes(sign)) {
        found.push(frame.slice(begin, at).trim());
        begin = 0;
      }
      last = sign;
    }
    if ('}]'.includes(sign)) level--;
    return '';
  });
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
