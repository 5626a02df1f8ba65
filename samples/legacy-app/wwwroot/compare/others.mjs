/** Tells how many other compare pages of this browser are open: the wire's counters can't tell pages apart. */
export function watchOthers(changed) {
  const line = new BroadcastChannel('compare');
  const me = crypto.randomUUID();
  const others = new Set();
  const say = kind => line.postMessage({ kind, me });
  line.onmessage = ({ data: { kind, me: other } }) => {
    if (kind === 'hello') say('here');
    if (kind === 'bye') others.delete(other);
    else others.add(other);
    changed(others.size);
  };
  addEventListener('pagehide', () => say('bye'));
  addEventListener('pageshow', () => say('hello'));
}
