// Runs in a frame with the script and in one without it. Each case writes down everything that a page can see; both logs must be equal.
const cases = [];
const other = new URLSearchParams(location.search).get('other');
const add = (name, run) => cases.push({ name, run });
const wait = ms => new Promise(done => setTimeout(done, ms));

const errorOf = error => `${Object.prototype.toString.call(error)} ${error.name}: ${error.message}`;
const bytes = buffer => `${buffer.byteLength} bytes ${[...new Uint8Array(buffer).slice(0, 24)]}`;

async function shown(value) {
  if (value instanceof ArrayBuffer) return bytes(value);
  if (value instanceof Blob) return `Blob ${value.type} ${bytes(await value.arrayBuffer())}`;
  if (value instanceof Document) return `Document ${value.contentType} ${value.documentElement.outerHTML}`;
  return typeof value == 'string' ? JSON.stringify(value) : typeof value == 'object' ? `object ${JSON.stringify(value)}` : String(value);
}

const read = (log, name, get) => {
  try {
    return get();
  } catch (error) {
    return errorOf(error);
  }
};

const events = ['readystatechange', 'loadstart', 'progress', 'abort', 'error', 'load', 'timeout', 'loadend'];

/** How often a body arrives in pieces is chance: pieces count once. */
const put = (log, line) => {
  if (log[log.length - 1] == line || (log[log.length - 2] == line && /^(readystatechange 3|progress)/.test(line))) return;
  log.push(line);
};

const describe = xhr => `${xhr.readyState} ${read(0, 0, () => xhr.status)} ${read(0, 0, () => xhr.statusText)} ${xhr.responseURL.replace(location.origin, '').replace(/^blob:.*/, 'blob')}`;

/** One XMLHttpRequest: `setup` before send, `at` when an event comes. */
const xhrCase = (name, { method = 'GET', url, args = [], setup, body, at, after, Xhr, full = true, open = true }) =>
  add('xhr ' + name, async log => {
    const xhr = new (Xhr ? Xhr() : XMLHttpRequest)();
    let done;
    const over = new Promise(resolve => (done = resolve));
    for (const type of events)
      xhr.addEventListener(type, e => {
        const last = type == 'loadend';
        put(log, type == 'readystatechange' ? `${type} ${describe(xhr)}`
          : type == 'progress' ? `${type} ${e.constructor.name} ${e.isTrusted}`
          : `${type} ${e.constructor.name} ${e.isTrusted} ${e.lengthComputable} ${e.loaded} ${e.total} ${describe(xhr)}`);
        if (at) at(type, xhr, log, e);
        if (last) done();
      });
    try {
      if (open) xhr.open(method, url, ...args);
      if (setup) setup(xhr, log);
      xhr.send(typeof body == 'function' ? body() : body);
      log.push(`sent ${describe(xhr)}`);
    } catch (error) {
      log.push(errorOf(error));
      done();
    }
    if (after) await after(xhr, log);
    await Promise.race([over, wait(1500)]);
    await wait(5);
    log.push(describe(xhr));
    if (!full) return;
    log.push(await shown(read(log, 'response', () => xhr.response)));
    log.push(await shown(read(log, 'text', () => xhr.responseText)));
    log.push(await shown(read(log, 'xml', () => xhr.responseXML)));
    log.push(xhr.getAllResponseHeaders().split('\r\n').filter(line => !/^date:/.test(line)).join('|'));
    log.push(String([xhr.timeout, xhr.withCredentials, xhr.responseType, Object.keys(xhr), Object.getOwnPropertyNames(xhr), xhr instanceof XMLHttpRequest]));
  });

for (const type of ['', 'text', 'json', 'arraybuffer', 'blob', 'document'])
  for (const path of ['json', 'html', 'xml', 'badjson', 'latin1', 'empty', 'status/404', 'status/500'])
    xhrCase(`${path} as '${type}'`, { url: '/api/' + path, setup: xhr => (xhr.responseType = type) });

for (const method of ['GET', 'get', 'POST', 'post', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'patch', 'OPTIONS', 'CHICKEN'])
  xhrCase(`method ${method}`, { method, url: '/api/echo', body: 'a=1' });
for (const method of ['CONNECT', 'TRACE', 'TRACK', '', 'a b', null, 7])
  xhrCase(`method ${method}`, { method, url: '/api/echo' });

const bodies = {
  nothing: () => undefined,
  null: () => null,
  text: () => 'grün',
  empty: () => '',
  number: () => 7,
  object: () => ({ toString: () => 'an object' }),
  form: () => { const form = new FormData(); form.append('a', '1'); return form; },
  query: () => new URLSearchParams({ a: '1 2', b: 'ü' }),
  blob: () => new Blob(['abc'], { type: 'image/png' }),
  buffer: () => new Uint8Array([1, 2, 255]).buffer,
  view: () => new Uint8Array([1, 2, 255]).subarray(1),
  document: () => new DOMParser().parseFromString('<a>ü</a>', 'text/xml'),
};
for (const [name, body] of Object.entries(bodies)) xhrCase(`body ${name}`, { method: 'POST', url: '/api/echo', body });

// Whether a body has gone before it is aborted is chance: progress isn't listened to.
const listenUpload = (xhr, log) => events.filter(type => type != 'progress').forEach(type => xhr.upload.addEventListener(type, e => put(log, `upload ${type} ${e.isTrusted} ${e.loaded} ${e.total}`)));
xhrCase('upload events', { method: 'POST', url: '/api/echo', body: 'x'.repeat(1000), setup: listenUpload });
xhrCase('upload events without a body', { method: 'POST', url: '/api/echo', setup: listenUpload });
xhrCase('upload of much', { method: 'POST', url: '/api/sink', body: () => 'x'.repeat(3_000_000), setup: listenUpload });
xhrCase('upload aborted', { method: 'POST', url: '/api/slow?ms=200', body: 'x', setup: listenUpload, after: xhr => wait(50).then(() => xhr.abort()) });

const properties = (xhr, log) => events.forEach(type => (xhr['on' + type] = function (e) { put(log, `on${type} ${this === xhr} ${e.target === xhr} ${e.currentTarget === xhr} ${e.bubbles} ${e.cancelable}`); }));
xhrCase('handlers as properties', { url: '/api/json', setup: properties });
xhrCase('handlers as properties, failing', { url: '/api/cut', setup: properties, full: false });
xhrCase('a listener as an object', { url: '/api/json', setup: (xhr, log) => xhr.addEventListener('load', { handleEvent: e => log.push('handled ' + e.type) }) });
xhrCase('a listener once', { url: '/api/chunks?n=3&ms=30', setup: (xhr, log) => xhr.addEventListener('progress', () => log.push('once'), { once: true }) });
xhrCase('a listener removed', { url: '/api/json', setup: (xhr, log) => { const f = () => log.push('never'); xhr.addEventListener('load', f); xhr.removeEventListener('load', f); } });
xhrCase('a listener that throws', { url: '/api/json', setup: (xhr, log) => {
  const heard = e => { log.push('window heard ' + e.message); e.preventDefault(); };
  addEventListener('error', heard, { once: true });
  xhr.addEventListener('load', () => { throw new Error('mine'); });
} });

xhrCase('timeout before headers', { url: '/api/slow?ms=400', setup: xhr => (xhr.timeout = 60) });
xhrCase('timeout in the body', { url: '/api/chunks?n=2&ms=400', setup: xhr => (xhr.timeout = 120) });
xhrCase('timeout set after send', { url: '/api/slow?ms=400', after: xhr => { xhr.timeout = 60; } });
xhrCase('timeout not reached', { url: '/api/json', setup: xhr => (xhr.timeout = 5000) });
xhrCase('timeout with a body', { method: 'POST', body: 'x', url: '/api/slow?ms=400', setup: (xhr, log) => { xhr.timeout = 60; listenUpload(xhr, log); } });

xhrCase('abort before send', { url: '/api/json', setup: (xhr, log) => { xhr.abort(); log.push(describe(xhr)); } });
xhrCase('abort at once', { url: '/api/slow?ms=200', after: xhr => xhr.abort() });
xhrCase('abort while waiting', { url: '/api/slow?ms=200', after: xhr => wait(50).then(() => xhr.abort()) });
for (const state of [2, 3, 4]) xhrCase(`abort at ${state}`, { url: '/api/chunks?n=3&ms=40', at: (type, xhr) => type == 'readystatechange' && xhr.readyState == state && xhr.abort() });
xhrCase('abort in loadstart', { url: '/api/json', at: (type, xhr) => type == 'loadstart' && xhr.abort() });
xhrCase('abort in load', { url: '/api/json', at: (type, xhr) => type == 'load' && xhr.abort() });
xhrCase('abort when done', { url: '/api/json', after: (xhr, log) => wait(150).then(() => { xhr.abort(); log.push(describe(xhr)); }) });
xhrCase('abort twice', { url: '/api/slow?ms=200', after: xhr => wait(30).then(() => { xhr.abort(); xhr.abort(); }) });
xhrCase('abort unopened', { open: false, setup: (xhr, log) => { xhr.abort(); log.push(describe(xhr)); } });

xhrCase('open again while waiting', { url: '/api/slow?ms=200', after: async (xhr, log) => { await wait(30); xhr.open('GET', '/api/json'); log.push(describe(xhr)); xhr.send(); } });
xhrCase('open again when done', { url: '/api/json', after: async (xhr, log) => { await wait(150); xhr.open('GET', '/api/html'); log.push(describe(xhr)); xhr.send(); await wait(150); } });
xhrCase('open again in a listener', { url: '/api/json', at: (type, xhr) => { if (type == 'load' && !xhr.again) { xhr.again = true; xhr.open('GET', '/api/html'); xhr.send(); } } });
xhrCase('opened twice', { url: '/api/html', setup: xhr => xhr.open('GET', '/api/json') });

const tries = {
  'send unopened': xhr => xhr.send(),
  'send twice': xhr => { xhr.open('GET', '/api/json'); xhr.send(); xhr.send(); },
  'header unopened': xhr => xhr.setRequestHeader('a', 'b'),
  'header after send': xhr => { xhr.open('GET', '/api/json'); xhr.send(); xhr.setRequestHeader('a', 'b'); },
  'header name': xhr => { xhr.open('GET', '/api/json'); xhr.setRequestHeader('a b', 'c'); },
  'header value': xhr => { xhr.open('GET', '/api/json'); xhr.setRequestHeader('a', 'b\nc'); },
  'header unicode': xhr => { xhr.open('GET', '/api/json'); xhr.setRequestHeader('a', '☃'); },
  'header without value': xhr => { xhr.open('GET', '/api/json'); xhr.setRequestHeader('a'); },
  'open without address': xhr => xhr.open('GET'),
  'open without anything': xhr => xhr.open(),
  'address': xhr => xhr.open('GET', 'http://[::'),
  'symbol': xhr => xhr.open('GET', Symbol('x')),
  'response type': xhr => { xhr.responseType = 'nonsense'; return xhr.responseType; },
  'response type when done': async xhr => { xhr.open('GET', '/api/json'); xhr.send(); await wait(150); xhr.responseType = 'json'; },
  'mime type when done': async xhr => { xhr.open('GET', '/api/json'); xhr.send(); await wait(150); xhr.overrideMimeType('text/plain'); },
  'mime type without one': xhr => xhr.overrideMimeType(),
  'credentials after send': xhr => { xhr.open('GET', '/api/json'); xhr.send(); xhr.withCredentials = true; },
  'text of another type': xhr => { xhr.responseType = 'json'; return xhr.responseText; },
  'xml of another type': xhr => { xhr.responseType = 'json'; return xhr.responseXML; },
  'a header before there is one': xhr => { xhr.open('GET', '/api/json'); return [xhr.getResponseHeader('a'), xhr.getAllResponseHeaders()]; },
  'a header without name': xhr => xhr.getResponseHeader(),
  'another this': () => XMLHttpRequest.prototype.open.call({}, 'GET', '/'),
  'no this': () => { const { send } = XMLHttpRequest.prototype; send(); },
  'prototype': () => XMLHttpRequest.prototype.getAllResponseHeaders(),
  'a method as a constructor': () => new XMLHttpRequest.prototype.open(),
  'without new': () => XMLHttpRequest(),
  'writing a state': xhr => { xhr.readyState = 4; return xhr.readyState; },
  'user and password': async xhr => { xhr.open('GET', '/api/echo', true, 'ann', 'pw'); xhr.send(); await wait(150); return xhr.responseText.replace(/"port":\d+/, ''); },
  'user alone': async xhr => { xhr.open('GET', '/poll', true, 'ann'); xhr.send(); await wait(150); return xhr.status; },
};
for (const [name, run] of Object.entries(tries))
  add('xhr tries ' + name, async log => {
    const xhr = new XMLHttpRequest();
    try {
      log.push(await shown(await run(xhr)));
    } catch (error) {
      log.push(errorOf(error));
    }
    log.push(describe(xhr));
    xhr.abort();
  });

xhrCase('sync', { url: '/api/json', args: [false] });
xhrCase('sync post', { method: 'POST', url: '/api/echo', args: [false], body: 'x' });
xhrCase('sync 404', { url: '/api/status/404', args: [false] });
xhrCase('sync failing', { url: '/api/cut', args: [false], full: false });
xhrCase('sync on the polls\' path', { url: '/poll?last=0', args: [false] });
xhrCase('sync with a type', { url: '/api/json', args: [false], setup: xhr => (xhr.responseType = 'json') });
xhrCase('sync with a timeout', { url: '/api/json', args: [false], setup: xhr => (xhr.timeout = 9) });
xhrCase('sync by null', { url: '/api/json', args: [null] });
xhrCase('sync by undefined', { url: '/api/json', args: [undefined] });

for (const code of [301, 302, 303, 307, 308]) xhrCase(`redirect ${code}`, { method: 'POST', url: `/api/redirect?code=${code}&to=/api/echo`, body: 'x' });
xhrCase('redirect in a circle', { url: '/api/loop', full: false });
xhrCase('redirect to the polls', { url: '/api/redirect?code=302&to=/poll?last=0' });
xhrCase('another origin', { url: other + '/api/json', full: false });
xhrCase('another origin, the polls\' path', { url: other + '/poll?last=0', full: false });
xhrCase('another origin with leave', { url: other + '/api/open', full: false });
xhrCase('credentials', { url: '/api/echo', setup: xhr => (xhr.withCredentials = true) });
xhrCase('a document on the polls\' path', { url: '/poll?last=0', setup: xhr => (xhr.responseType = 'document') });

xhrCase('request headers', { url: '/api/echo', setup: xhr => { xhr.setRequestHeader('X-B', '2'); xhr.setRequestHeader('x-a', ' 1 '); xhr.setRequestHeader('X-b', '3'); xhr.setRequestHeader('Accept', 'text/x'); xhr.setRequestHeader('Cookie', 'no'); } });
xhrCase('response headers', { url: '/api/headers', at: (type, xhr, log) => type == 'load' && log.push([xhr.getResponseHeader('x-TWICE'), xhr.getResponseHeader('X-None'), xhr.getResponseHeader('Set-Cookie'), xhr.getResponseHeader('a b')].join('; ')) });
xhrCase('content type of a text', { method: 'POST', url: '/api/echo', body: '{}', setup: xhr => xhr.setRequestHeader('Content-Type', 'application/json; charset=ascii') });
xhrCase('another mime type', { url: '/api/latin1', setup: xhr => xhr.overrideMimeType('text/plain; charset=iso-8859-1') });
xhrCase('an xml mime type', { url: '/api/xml', setup: xhr => xhr.overrideMimeType('text/plain') });
xhrCase('a mime type before open', { open: false, setup: xhr => { xhr.overrideMimeType('text/xml'); xhr.open('GET', '/api/html'); } });
xhrCase('pieces', { url: '/api/chunks?n=4&ms=40' });
xhrCase('pieces as a blob', { url: '/api/chunks?n=3&ms=40', setup: xhr => (xhr.responseType = 'blob') });
xhrCase('pieces read meanwhile', { url: '/api/chunks?n=2&ms=120', at: (type, xhr, log) => type == 'progress' && put(log, `has ${xhr.responseText.length}`) });
xhrCase('much', { url: '/api/big', at: (type, xhr, log) => type == 'load' && log.push(xhr.responseText.length), full: false });
xhrCase('cut before headers', { url: '/api/cut', full: false });
xhrCase('cut in the body', { url: '/api/truncated', full: false });
xhrCase('nobody listens there', { url: 'http://127.0.0.1:1/', full: false });
xhrCase('data address', { url: 'data:text/plain,hi' });
xhrCase('blob address', { url: URL.createObjectURL(new Blob(['hi'], { type: 'text/plain' })), full: false });
xhrCase('fragment', { url: '/api/json#part' });
xhrCase('relative', { url: 'api/../api/json' });
xhrCase('an URL object', { url: new URL('/api/json', location.href) });
xhrCase('an address as an object', { url: { toString: () => '/api/json' } });
xhrCase('a method as an object', { method: { toString: () => 'POST' }, url: '/api/echo' });
xhrCase('subclass', { url: '/api/json', Xhr: () => class Mine extends XMLHttpRequest { open(...args) { super.open(...args); } get mine() { return 1; } } });
xhrCase('a body for which the polls have no place', { method: 'POST', url: '/poll?last=0', body: 'a=1' });
xhrCase('a form for which the polls have no place', { method: 'POST', url: '/poll?last=0', body: bodies.form });
xhrCase('another path', { url: '/poll/?last=0' });
xhrCase('a cursor twice', { url: '/poll?last=0&last=1' });
xhrCase('a wait that is none', { url: '/poll?last=0&wait=x' });
xhrCase('without what is required', { url: '/feed?last=0' });

add('xhr shape of the class', async log => {
  const own = Object.getOwnPropertyNames(XMLHttpRequest.prototype).sort();
  for (const name of own) {
    const { value, get, set, ...rest } = Object.getOwnPropertyDescriptor(XMLHttpRequest.prototype, name);
    log.push([name, typeof value, value && value.length, value && value.name, typeof value == 'function' && 'prototype' in value, typeof get, typeof set, JSON.stringify(rest)].join());
  }
  log.push(Object.getOwnPropertyNames(XMLHttpRequest).join(), XMLHttpRequest.name, XMLHttpRequest.length, String(XMLHttpRequest), Object.prototype.toString.call(new XMLHttpRequest()));
  log.push([XMLHttpRequest.UNSENT, XMLHttpRequest.DONE, new XMLHttpRequest().LOADING].join());
});

const describeResponse = async (log, response, how = 'text') => {
  log.push([response.constructor.name, response.status, response.statusText, response.ok, response.type, response.redirected, response.url.replace(location.origin, ''), response.bodyUsed, response.body && response.body.constructor.name].join());
  log.push([...response.headers].filter(([name]) => name != 'date').join('|'));
  if (how) log.push(await shown(await response[how]()));
};

const fetchCase = (name, input, init, use) =>
  add('fetch ' + name, async log => {
    try {
      const args = typeof input == 'function' ? input() : init === undefined ? [input] : [input, typeof init == 'function' ? init() : init];
      const promise = fetch(...args);
      log.push(promise.constructor.name);
      const response = await promise;
      await (use || describeResponse)(log, response);
    } catch (error) {
      log.push(error instanceof Error || error instanceof DOMException ? errorOf(error) : String(error));
    }
  });

for (const path of ['json', 'html', 'latin1', 'empty', 'status/404', 'status/500', 'status/204', 'headers', 'chunks?n=3&ms=20', 'cut']) fetchCase(path, '/api/' + path);
for (const how of ['json', 'blob', 'arrayBuffer', 'formData']) fetchCase('as ' + how, '/api/json', undefined, (log, response) => describeResponse(log, response, how));
fetchCase('URL', () => [new URL('/api/json', location.href)]);
fetchCase('Request', () => [new Request('/api/echo', { method: 'POST', body: 'x', headers: { 'X-A': '1' } })]);
fetchCase('Request and more', () => [new Request('/api/echo', { headers: { 'X-A': '1' } }), { headers: { 'X-B': '2' } }]);
fetchCase('Request that was used', () => { const request = new Request('/api/echo', { method: 'POST', body: 'x' }); request.text(); return [request]; });
fetchCase('Request with a body on the polls\' path', () => [new Request('/poll?last=0', { method: 'POST', body: 'x' })]);
fetchCase('object', () => [{ toString: () => '/api/json' }]);
fetchCase('number', () => [7]);
fetchCase('nothing', () => []);
fetchCase('undefined', () => [undefined]);
fetchCase('null', () => ['/api/json', null]);
fetchCase('a string for options', () => ['/api/json', 'x']);
for (const method of ['GET', 'get', 'POST', 'patch', 'PATCH', 'HEAD', 'TRACE', 'a b', null]) fetchCase('method ' + method, '/api/echo', { method });
for (const [name, body] of Object.entries(bodies)) fetchCase('body ' + name, '/api/echo', () => ({ method: 'POST', body: body() }));
fetchCase('body of a GET', '/api/echo', { body: 'x' });
fetchCase('a stream for a body', '/api/echo', () => ({ method: 'POST', duplex: 'half', body: new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode('abc')); c.close(); } }) }));
fetchCase('a stream without duplex', '/api/echo', () => ({ method: 'POST', body: new ReadableStream() }));
fetchCase('headers as an object', '/api/echo', { headers: { 'X-A': 1, b: 'ü' } });
fetchCase('headers as a list', '/api/echo', { headers: [['X-A', '1'], ['x-a', '2']] });
fetchCase('headers as Headers', '/api/echo', () => ({ headers: new Headers({ 'X-A': '1' }) }));
fetchCase('headers by an iterator', '/api/echo', () => ({ headers: new Map([['X-A', '1']]).entries() }));
fetchCase('headers that are none', '/api/echo', { headers: { 'a b': '1' } });
for (const redirect of ['follow', 'error', 'manual', 'nonsense']) fetchCase('redirect ' + redirect, '/api/redirect?code=302&to=/api/json', { redirect });
fetchCase('redirect in a circle', '/api/loop');
fetchCase('redirect manual on the polls\' path', '/poll?last=0', { redirect: 'manual' });
for (const credentials of ['omit', 'include', 'same-origin', 'x']) fetchCase('credentials ' + credentials, '/api/echo', { credentials });
fetchCase('credentials omitted on the polls\' path', '/poll?last=0', { credentials: 'omit' });
for (const mode of ['cors', 'no-cors', 'same-origin', 'navigate']) fetchCase('mode ' + mode, '/api/echo', { mode });
for (const mode of ['cors', 'no-cors', 'same-origin']) fetchCase('another origin, mode ' + mode, other + '/api/json', { mode });
fetchCase('another origin, the polls\' path', other + '/poll?last=0');
fetchCase('another origin with leave', other + '/api/open', undefined, async (log, response) => log.push(response.status, response.type));
for (const cache of ['default', 'no-store', 'reload', 'only-if-cached']) fetchCase('cache ' + cache, '/api/json', { cache });
fetchCase('keepalive', '/api/echo', { keepalive: true });
fetchCase('keepalive on the polls\' path', '/poll?last=0', { keepalive: true });
fetchCase('integrity that fails', '/api/json', { integrity: 'sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' });
fetchCase('referrer', '/api/echo', { referrer: '', referrerPolicy: 'no-referrer' });
fetchCase('password in the address', 'http://a:b@127.0.0.1/');
fetchCase('no address', 'http://[::');
fetchCase('nobody listens there', 'http://127.0.0.1:1/');
fetchCase('data address', 'data:text/plain,hi');
fetchCase('blob address', () => [URL.createObjectURL(new Blob(['hi'], { type: 'text/plain' }))], undefined, async (log, response) => log.push(response.status, await response.text()));
fetchCase('fragment', '/api/json#part');
const abortable = (run, reason) => { const abort = new AbortController(); run(() => (reason === undefined ? abort.abort() : abort.abort(reason))); return abort.signal; };
fetchCase('aborted before', '/api/json', () => ({ signal: abortable(abort => abort()) }));
fetchCase('aborted before, on the polls\' path', '/poll?last=0', () => ({ signal: abortable(abort => abort()) }));
fetchCase('aborted while waiting', '/api/slow?ms=300', () => ({ signal: abortable(abort => setTimeout(abort, 30)) }));
fetchCase('aborted with a reason', '/api/slow?ms=300', () => ({ signal: abortable(abort => setTimeout(abort, 30), 'enough') }));
fetchCase('aborted in the body', '/api/chunks?n=3&ms=150', () => ({ signal: abortable(abort => setTimeout(abort, 100)) }));
fetchCase('timed out', '/api/slow?ms=300', () => ({ signal: AbortSignal.timeout(30) }));
fetchCase('a signal that is none', '/api/json', { signal: 'x' });
fetchCase('a clone', '/api/json', undefined, async (log, response) => { const clone = response.clone(); log.push(await response.text(), clone.bodyUsed, await clone.text()); });
fetchCase('read twice', '/api/json', undefined, async (log, response) => { await response.text(); await response.text(); });
fetchCase('read in pieces', '/api/chunks?n=3&ms=30', undefined, async (log, response) => { const reader = response.body.getReader(); let all = 0; for (let part; !(part = await reader.read()).done; ) all += part.value.length; log.push(all); });
fetchCase('cancelled', '/api/chunks?n=3&ms=30', undefined, async (log, response) => { await response.body.cancel(); log.push(response.bodyUsed); });
fetchCase('cut in the body', '/api/truncated');
fetchCase('much', '/api/big', undefined, async (log, response) => log.push((await response.text()).length));
fetchCase('another path', '/poll/?last=0');
fetchCase('a cursor twice', '/poll?last=0&last=1');
fetchCase('a body for which the polls have no place', '/poll?last=0', { method: 'POST', body: 'a=1' });
add('fetch of another this', async log => { try { await fetch.call({}, '/api/json'); log.push('let'); } catch (error) { log.push(errorOf(error)); } });
add('fetch of no this', async log => { const f = fetch; log.push((await f('/api/json')).status); });
add('fetch as a constructor', async log => { try { new fetch('/api/json'); } catch (error) { log.push(errorOf(error)); } });
add('fetch shape', async log => { const { value, ...rest } = Object.getOwnPropertyDescriptor(window, 'fetch'); log.push(value.name, value.length, 'prototype' in value, JSON.stringify(rest)); });
add('fetch throws nothing at once', async log => { const promise = fetch('http://[::'); log.push(promise instanceof Promise); await promise.catch(error => log.push(errorOf(error))); });
add('order of both', async log => {
  const turn = Promise.resolve().then(() => log.push('microtask'));
  const xhr = new XMLHttpRequest();
  xhr.open('GET', '/api/json');
  xhr.onloadstart = () => log.push('loadstart');
  xhr.send();
  const promise = fetch('/api/json').then(() => log.push('fetched'));
  log.push('sent');
  await turn;
  await new Promise(done => (xhr.onloadend = done));
  await promise;
  log.sort();
});

window.run = async () => {
  const logs = [];
  for (const { name, run } of cases) {
    const log = [];
    await run(log).catch(error => log.push('! ' + errorOf(error)));
    logs.push({ name, log: log.map(String) });
  }
  return logs;
};
