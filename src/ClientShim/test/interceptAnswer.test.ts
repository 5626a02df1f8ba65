import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOf } from '../src/intercept/answer';
import { parse } from '../src/intercept/frame';
import { createStore } from '../src/intercept/store';
import { shape } from './interceptPlan';

const headersOf = (answer: ReturnType<typeof answerOf>) => [...(answer!._headers as any)];

test('an answer holds the items as they are, and the cursor after them', () => {
  const answer = answerOf(shape(), ['{"n": 1.0}', '"\\u00e9"'], '43')!;
  assert.deepEqual([answer._status, answer._body], [200, '{"items":[{"n": 1.0},"\\u00e9"],"last":43}']);
  assert.deepEqual(headersOf(answer), [['content-type', 'application/json'], ['x-last', '43']]);
  assert.equal(answerOf(shape(), [], '41')!._body, '{"items":[],"last":41}');
});

test('newest first, with a separator, with a count', () => {
  const answer = { status: 200, headers: [], body: ['[\n  ', 'items', '\n] ', 'count', ' ', 'head', ' ', 'nobody', ''] };
  assert.equal(answerOf(shape({ answer, desc: true, separator: ',\n  ' } as any), ['1', '2'], '9')!._body, '[\n  2,\n  1\n] 2 9 ');
});

test('variables are escaped in JSON, not in text; what is escaped in more than one way is not written', () => {
  const answer = { status: 200, headers: [], body: ['"', 'last', '"'] };
  assert.equal(answerOf(shape({ answer } as any), ['1'], 'a"b\\c/<')!._body, '"a\\"b\\\\c/<"');
  assert.equal(answerOf(shape({ answer } as any), ['1'], 'ü'), undefined);
  assert.equal(answerOf(shape({ answer, text: true } as any), ['1'], 'ü"')!._body, '"ü""');
});

test('a header without its variable is left out; one with a line break is not made here', () => {
  assert.deepEqual(headersOf(answerOf(shape(), ['1'])), [['content-type', 'application/json']]);
  assert.equal(answerOf(shape({ text: true }), ['1'], 'a\r\nb'), undefined);
});

test('parts of a cursor fill their own places', () => {
  const cursor = [{ in: 'header', key: 'If-Modified-Since', var: 'time' }, { in: 'header', key: 'If-None-Match', var: 'tag' }];
  const answer = { status: 200, headers: [['Last-Modified', ['', 'time', '']], ['Etag', ['', 'tag', '']]], body: ['', 'items', ''] };
  assert.deepEqual(headersOf(answerOf(shape({ cursor, answer, text: true } as any), ['hi'], 'time=Sun%2C%2022&tag=3')), [['etag', '3'], ['last-modified', 'Sun, 22']]);
});

test('only whole upstream answers are given, as many as fit', () => {
  const store = createStore(10);
  store._mark('c10', 10);
  store._add(11, 'a');
  assert.equal(store._after(10, 9), undefined, 'the answer has not ended');
  store._add(12, 'b', 'c12');
  store._add(13, 'c', 'c13');
  assert.deepEqual(store._after(10, Infinity), { _items: ['a', 'b', 'c'], _cursor: 'c13' });
  assert.deepEqual(store._after(10, 2), { _items: ['a', 'b'], _cursor: 'c12' });
  assert.equal(store._after(10, 1), null, 'the first alone is too long');
  assert.deepEqual(store._after(store._find('c12')!, 1), { _items: ['c'], _cursor: 'c13' });
  assert.equal(store._after(13, 1), undefined);
  assert.equal(store._find('c11'), undefined);
  assert.deepEqual([store._covers(10), store._covers(9)], [true, false]);
});

test('the oldest whole answers are dropped first, and their cursors with them', () => {
  const store = createStore(0);
  store._mark('c0', 0);
  for (let n = 1; n <= 1001; n++) store._add(n, 'x', n % 2 ? undefined : 'c' + n);
  assert.deepEqual([store._find('c0'), store._after(0, 9)], [undefined, null]);
  assert.equal(store._after(store._find('c2')!, Infinity)!._items.length, 998);
  store._add(1002, 'y'.repeat(2 << 20), 'c1002');
  assert.deepEqual([store._find('c998'), store._after(1000, 9)], [undefined, null], 'one that is too large leaves nothing');
  assert.equal(store._after(store._find('c1002')!, 9), undefined);
});

test('the text of each message survives, in frames of one and of many', () => {
  const texts = ['1.0', '{"data":{"data":[1,{"data":2}]},"x":"}]\\"data\\":"}', ' [ 1e400,\n"\\u0041" ] ', '12345678901234567890', '"a\\\\"', 'null', '{}', '[]'];
  const message = (text: string, n = 0) => `{"type":"message","channel":"c","position":"e-${n}","checkpoint":"\\",\\"data\\":","data":${text}}`;
  for (const text of texts) assert.deepEqual(parse(message(text)).data, { _text: text.trim(), _checkpoint: '","data":' }, text);
  const frame = `[{"type":"subscribed","channel":"c","position":"e-0"}, ${texts.map(message).join(' ,')}, {"type":"message","channel":"c","position":"e-9","text":"hi"},
    {"type":"message","channel":"c","position":"e-10","base64":"aGk="},{"data" : 7 ,"type":"message"}]`;
  assert.deepEqual(parse(frame).slice(1).map((e: any) => e.data._text), [...texts.map(text => text.trim()), 'hi', undefined, '7']);
  assert.deepEqual(parse(' [] '), []);
  assert.equal(parse('{"error":"x"}').error, 'x');
});

test('a large message is read, too', () => {
  const text = JSON.stringify('\\"'.repeat(1_000_000));
  assert.equal(parse(`{"type":"message","data":${text}}`).data._text, text);
});
