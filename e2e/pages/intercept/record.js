// Before the libraries: every request that one of them makes is listened to.
const events = [];
const note = line => {
  if (events[events.length - 1] == line || (events[events.length - 2] == line && /readystatechange 3|progress/.test(line))) return;
  events.push(line);
};
const Recorded = XMLHttpRequest;
XMLHttpRequest = function () {
  const xhr = new Recorded();
  for (const type of ['loadstart', 'readystatechange', 'progress', 'abort', 'error', 'load', 'timeout', 'loadend'])
    xhr.addEventListener(type, () => note(type == 'readystatechange' ? `${type} ${xhr.readyState} ${xhr.status}` : type));
  return xhr;
};
XMLHttpRequest.prototype = Recorded.prototype;
