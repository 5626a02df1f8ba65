// Polls as seven kinds of old page send them; each tells what its page sees: outcome, status, headers, data.
const line = (outcome, status, text, type, last, data) => `${outcome} | ${status} ${text} | ${type} | ${last} | ${typeof data == 'string' ? data : JSON.stringify(data)}`;

const byHand = (type, form) => (url, { timeout, abort }) => new Promise(done => {
  const xhr = new XMLHttpRequest();
  const [path, query] = url.split('?');
  if (form) {
    xhr.open('POST', path);
    xhr.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
    for (const type of ['loadstart', 'progress', 'abort', 'error', 'load', 'timeout', 'loadend']) xhr.upload.addEventListener(type, e => note(`upload ${type} ${type == 'progress' ? '' : e.loaded}`));
  } else xhr.open('GET', url);
  xhr.responseType = type;
  xhr.timeout = timeout || 0;
  const end = outcome => () => done(line(outcome, xhr.status, xhr.statusText, xhr.getResponseHeader('Content-Type'), xhr.getResponseHeader('x-last'), outcome != 'load' ? '' : xhr.response instanceof Blob ? `${xhr.response.type} ${xhr.response.size}` : xhr.response) +
    // After a failure Firefox shows the address and an empty buffer, Chromium neither.
    ` | ${outcome == 'load' ? xhr.responseURL.replace(location.origin, '').replace(/last=\d+/, 'last') : ''} ${Object.keys(xhr)} ${xhr instanceof XMLHttpRequest}`);
  xhr.onload = end('load');
  xhr.onerror = end('error');
  xhr.onabort = end('abort');
  xhr.ontimeout = end('timeout');
  xhr.send(form ? query : null);
  if (abort) setTimeout(() => xhr.abort(), abort);
});

const byJquery = jquery => (url, { timeout, abort }) => new Promise(done => {
  const seen = [];
  const asked = jquery.ajax({ url, dataType: 'text', timeout: timeout || 0, cache: false, beforeSend: () => void seen.push('beforeSend'), complete: (xhr, how) => { seen.push('complete ' + how); done(seen.join(', ')); } })
    .done((data, how, xhr) => seen.push(line('done ' + how, xhr.status, xhr.statusText, xhr.getResponseHeader('Content-Type'), xhr.getResponseHeader('x-last'), data)))
    .fail((xhr, how) => seen.push(line('fail ' + how, xhr.status, xhr.statusText, '', '', xhr.responseText)));
  if (abort) setTimeout(() => asked.abort(), abort);
});

const clients = {
  'XMLHttpRequest by hand': byHand(''),
  'XMLHttpRequest, json': byHand('json'),
  'XMLHttpRequest, arraybuffer': (url, options) => byHand('arraybuffer')(url, options),
  'XMLHttpRequest, blob': byHand('blob'),
  'XMLHttpRequest, a form': byHand('', true),
  'fetch': async (url, { timeout, abort }) => {
    const control = new AbortController();
    if (timeout || abort) setTimeout(() => control.abort(), timeout || abort);
    try {
      const response = await fetch(url, { signal: control.signal });
      return line(`resolved ${response.type} ${response.redirected} ${response.ok} ${response.url.replace(location.origin, '').replace(/last=\d+/, 'last')}`, response.status, response.statusText,
        response.headers.get('content-type'), response.headers.get('X-Last'), await response.clone().text());
    } catch (error) {
      return `${error.constructor.name} ${error.name}`;
    }
  },
  'fetch of a Request': async url => {
    const response = await fetch(new Request(url, { headers: { Accept: 'application/json' } }));
    return line('resolved', response.status, response.statusText, response.headers.get('content-type'), response.headers.get('X-Last'), response.status == 204 ? '' : await response.json());
  },
  'axios': async (url, { timeout, abort }) => {
    const control = new AbortController();
    if (abort) setTimeout(() => control.abort(), abort);
    try {
      const { status, statusText, headers, data } = await axios.get(url, { timeout, signal: control.signal });
      return line('resolved', status, statusText, headers['content-type'], headers['x-last'], data);
    } catch (error) {
      return `${error.name} ${error.code} ${error.message}`;
    }
  },
  'jQuery 1.12': byJquery(jquery1),
  'jQuery 2': byJquery(jquery2),
  'jQuery 3': byJquery(jquery3),
  'AngularJS $http': (url, { timeout, abort }) => {
    const $http = angular.injector(['ng']).get('$http');
    const show = outcome => ({ status, statusText, headers, data, xhrStatus }) => line(`${outcome} ${xhrStatus}`, status, statusText, headers('Content-Type'), headers('X-Last'), data);
    return $http.get(url, { timeout: abort ? new Promise(done => setTimeout(done, abort)) : timeout }).then(show('resolved'), show('rejected'));
  },
};

const say = n => ask('/say?n=' + n);
const ask = url => new Promise(done => { const xhr = new Recorded(); xhr.open('POST', url); xhr.onload = () => done(xhr.responseText); xhr.send(); });
const pause = ms => new Promise(done => setTimeout(done, ms));

/** What happens to a poll that stands at the newest cursor. */
const happenings = {
  'an item comes': { then: () => say(1) },
  'nothing comes': { wait: 1 },
  'the page gives it up': { abort: 150 },
  'the page waits too short': { timeout: 150 },
  'the network fails': { more: '&cut=1' },
};

window.run = async () => {
  const rows = [];
  for (const [client, poll] of Object.entries(clients))
    for (const [happening, { wait = 20, then, more = '', ...options }] of Object.entries(happenings)) {
      if (client == 'fetch of a Request' && (options.abort || options.timeout || more)) continue;
      const head = +(await ask('/head'));
      // The first asks for a place, where there is one.
      events.length = 0;
      const polled = poll(`/poll?room=5&last=${head}&wait=${wait}${more}`, options);
      await pause(100);
      if (then) then();
      const seen = await polled;
      await pause(20);
      const relative = text => text.replace(/"last":(\d+)/g, (_, last) => `"last":+${last - head}`).replace(/\| (\d+) \|/g, (_, last) => `| +${last - head} |`)
        .replace(/34,108,97,115,116,34.*/, '…');
      rows.push({ client, happening, events: events.join(', '), seen: relative(seen), raw: head + ' ' + seen });
    }
  return rows;
};
