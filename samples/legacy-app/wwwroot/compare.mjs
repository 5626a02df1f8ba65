// Three lanes on one stream, side by side.
import { connect } from '/bridge/bridge.mjs';
import { Lane } from '/compare/lane.mjs';
import { LatencyGraph, niceTop } from '/compare/latency-graph.mjs';
import { watchOthers } from '/compare/others.mjs';
import { longPolling, shortPolling, webSocket } from '/compare/ways.mjs';

const controls = document.getElementById('controls').elements;
const trouble = document.getElementById('trouble');
const lanes = [new Lane('short', shortPolling), new Lane('long', longPolling), new Lane('socket', webSocket)];
const graphs = lanes.map(lane => new LatencyGraph(lane.box, lane.samples));

// What is set and what it costs comes by Bridge itself, on a connection that is not delayed.
const gauges = connect('/bridge');
gauges.subscribe('gauges', follow, { since: { last: 1 } });
gauges.on('error', ({ message }) => (trouble.textContent = message));

let known = {};

function follow(now) {
  if (now.delay !== known.delay || now.rate !== known.rate) {
    show('delay', now.delay);
    show('rate', now.rate);
    startOver();
  }
  known = now;
  for (const lane of lanes) lane.follow(now.lanes[lane.name]);
}

function show(name, value) {
  if (document.activeElement !== controls[name]) controls[name].value = value;
  if (name === 'delay') controls.delayText.value = `${value} ms`;
}

function startOver() {
  for (const lane of lanes) lane.startOver();
}

async function post(path, change) {
  const answer = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(change) }).catch(() => null);
  trouble.textContent = answer?.ok ? '' : 'The server did not take that.';
}

controls.delay.addEventListener('input', () => (controls.delayText.value = `${controls.delay.value} ms`));
controls.delay.addEventListener('change', () => post('/compare/delay', { milliseconds: +controls.delay.value }));
controls.rate.addEventListener('change', () => post('/compare/rate', { perSecond: +controls.rate.value }));

// A hidden page's timers run once a second or less: what was measured meanwhile says nothing.
document.addEventListener('visibilitychange', startOver);

watchOthers(others => {
  document.getElementById('others').textContent = others ? `${others + 1} compare pages are open: requests and bytes are those of all of them.` : '';
  startOver();
});

setInterval(() => {
  if (document.hidden) return;
  const now = Date.now();
  for (const lane of lanes) lane.tell(now);
  const scale = { kind: controls.scale.value, top: niceTop(Math.max(...lanes.map(lane => lane.samples.most()), 10)) };
  for (const graph of graphs) graph.draw(now, scale);
}, 200);

fetch('/api/addresses').then(answer => answer.json()).then(({ old }) => (document.getElementById('old').href = old));

// For tests and the console.
globalThis.compare = { lanes };
