import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cursorParts, cursorText } from '../src/intercept/cursor';
import { read } from '../src/intercept/reading';
import { shape } from './interceptPlan';

const get = (query: string, headers: string[][] = [], other = {}) =>
  read(shape(other), { _method: 'GET', _url: new URL('http://host/poll' + query), _headers: headers, _body: '' });
const post = (body: string, other: object) =>
  read(shape({ methods: ['POST'], wait: undefined, limit: undefined, ...other }), { _method: 'POST', _url: new URL('http://host/poll'), _headers: [], _body: body });

test('a request is cut into cursor, wait, limit and question', () => {
  const ask = get('?room=5&last=41&wait=2.5&limit=10')!;
  assert.deepEqual([ask._cursor, ask._wait, ask._limit], ['41', 2500, 10]);
  assert.equal(ask._question, get('?last=42&room=5')!._question);
  assert.notEqual(ask._question, get('?room=6&last=41')!._question);
  assert.notEqual(ask._question, get('?room=5&last=41', [['X-User', 'ann']])!._question);
});

test('what the request leaves out is what the shape says', () => {
  const ask = get('')!;
  assert.deepEqual([ask._cursor, ask._wait, ask._limit], [undefined, 25_000, Infinity]);
  assert.equal(get('', [], { items: 1 })!._limit, 1);
  assert.equal(get('?wait=3600')!._wait, 60_000);
});

test('cache busters are no part of the question', () => {
  const question = get('?room=5')!._question;
  for (const query of ['?room=5&_=123', '?cacheBuster=9&room=5', '?room=5&1700000000']) assert.equal(get(query)!._question, question, query);
  assert.notEqual(get('?room=5&x=1')!._question, question);
});

test('in doubt it is no poll', () => {
  for (const query of ['?last=1&last=2', '?last=%zz', '?last=%ff', '?wait=soon', '?wait=-1', '?wait=', '?wait=1s', '?limit=1.5', '?limit='])
    assert.equal(get(query), undefined, query);
  assert.equal(read(shape(), { _method: 'GET', _url: new URL('http://host/poll'), _headers: [], _body: 'a=1' }), undefined, 'a body nobody reads');
});

test('waits may be texts with a unit', () => {
  const wait = { in: 'query', key: 'wait', unit: 0 };
  for (const [text, ms] of [['30s', 30_000], ['1500ms', 1500], ['.5m', 30_000]]) assert.equal(get('?wait=' + text, [], { wait })!._wait, ms);
  for (const text of ['30', 's', '1d']) assert.equal(get('?wait=' + text, [], { wait }), undefined, text);
});

test('required parameters must be there once', () => {
  const require = [['query', 'feed', 'longpoll'], ['query', 'db', null]];
  assert.ok(get('?feed=longpoll&db=x', [], { require }));
  for (const query of ['?feed=normal&db=x', '?feed=longpoll', '?feed=longpoll&db=x&db=y']) assert.equal(get(query, [], { require }), undefined, query);
});

test('cursors stand in headers, in forms and in JSON, too', () => {
  const header = get('', [['if-none-match', '"v1"'], ['Accept', '*/*']], { cursor: [{ in: 'header', key: 'If-None-Match', var: 'tag' }] })!;
  assert.equal(header._cursor, '"v1"');
  assert.doesNotMatch(header._question, /v1/);
  const form = post('a=1&last=4%2B2&_=7', { cursor: [{ in: 'form', key: 'last', var: 'last' }] })!;
  assert.equal(form._cursor, '4+2');
  assert.equal(form._question, post('a=1&last=5', { cursor: [{ in: 'form', key: 'last', var: 'last' }] })!._question);
  const cursor = [{ in: 'json', key: 'since.id', var: 'id' }];
  const json = post('{"room":5,"since":{"id":41,"x":[1,{"y":2}]}}', { cursor })!;
  assert.equal(json._cursor, '41');
  assert.equal(json._question, post('{"room":5,"since":{"id":42,"x":[1,{"y":2}]}}', { cursor })!._question);
  assert.notEqual(json._question, post('{"room":"5","since":{"id":42,"x":[1,{"y":2}]}}', { cursor })!._question);
  for (const body of ['{"since": {"id":41}}', '{"since":{"id":41,"id":42}}', '{"since":{"id":12345678901234567890}}', '{"since.id":41}', '[]', 'null', ''])
    assert.equal(post(body, { cursor }), undefined, body);
});

test('cursors stand in cookies that the page can see', () => {
  (globalThis as any).document = { cookie: 'a=1; last=41=x; b=2' };
  assert.equal(get('', [], { cursor: [{ in: 'cookie', key: 'last', var: 'last' }] })!._cursor, '41=x');
  delete (globalThis as any).document;
});

test('the text of a cursor of one part is the part as it stands, empty or not', () => {
  const one = [{ in: 'query', key: 'c', var: 'c' } as const];
  assert.equal(cursorText(one, ['a b&c=ü']), 'a b&c=ü');
  assert.equal(cursorText(one, ['']), '');
  assert.equal(cursorText(one, [undefined]), undefined);
  assert.equal(cursorText(one, ['x'.repeat(2049)]), undefined);
  assert.deepEqual(cursorParts(one, 'a=b'), { c: 'a=b' });
});

test('the text of a cursor of several parts is their pairs, percent-encoded, without those that are missing', () => {
  const two = [{ in: 'query', key: 'q', var: 'queue' } as const, { in: 'query', key: 'i', var: "l'id" } as const];
  assert.equal(cursorText(two, ["a b!'()*~-._ü", '7']), 'queue=a%20b%21%27%28%29%2A~-._%C3%BC&l%27id=7');
  assert.equal(cursorText(two, [undefined, '7']), 'l%27id=7');
  assert.equal(cursorText(two, [undefined, undefined]), undefined);
  assert.deepEqual(cursorParts(two, 'queue=a%20b&l%27id=7'), { queue: 'a b', "l'id": '7' });
});
