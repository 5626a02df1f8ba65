import { Samples } from '/compare/samples.mjs';

const figures = { p50: 'p50', p95: 'p95', p99: 'p99', requests: 'requests/message', bytes: 'bytes/message', messages: 'messages' };

/** One way: what it delivered, what it cost, and its numbers on the page. */
export class Lane {
  samples = new Samples();
  #way;
  #messages = 0;
  #costs = []; // one a second: requests, bytes, and the messages that had come by then
  #cells = {};
  #since = 0;

  constructor(name, way) {
    this.name = name;
    this.#way = way;
    this.box = document.querySelector(`[data-lane=${name}]`);
    const list = this.box.appendChild(document.createElement('dl'));
    list.className = 'numbers';
    for (const [key, words] of Object.entries(figures)) {
      const pair = list.appendChild(document.createElement('div'));
      pair.className = key === 'p50' ? 'main' : '';
      pair.appendChild(document.createElement('dt')).textContent = words;
      this.#cells[key] = pair.appendChild(document.createElement('dd'));
      this.#cells[key].dataset.figure = key;
    }
  }

  /** The server's count of this lane's requests and bytes. The first one also says where to connect. */
  follow({ url, requests, received, sent }) {
    this.#way?.(url, ({ at }) => this.#take(at));
    this.#way = null;
    this.#costs.push({ requests, bytes: received + sent, messages: this.#messages });
    if (this.#costs.length > Samples.seconds + 1) this.#costs.shift();
  }

  /** Counts from here on. What is under way now comes by the settings of before. */
  startOver() {
    this.#since = Date.now();
    this.#costs = [];
    this.#messages = 0;
    this.samples.clear();
  }

  tell(now) {
    this.samples.forget(now);
    for (const percent of [50, 95, 99]) this.#say(`p${percent}`, milliseconds(this.samples.percentile(percent)));
    this.#say('messages', String(this.samples.all.length));
    const [first, last] = [this.#costs[0], this.#costs.at(-1)];
    const messages = last ? last.messages - first.messages : 0;
    this.#say('requests', messages ? ((last.requests - first.requests) / messages).toFixed(2) : '–');
    this.#say('bytes', messages ? ((last.bytes - first.bytes) / messages).toFixed(0) : '–');
  }

  #take(at) {
    if (at < this.#since) return;
    this.#messages++;
    this.samples.add(at);
  }

  #say(key, words) {
    if (this.#cells[key].textContent !== words) this.#cells[key].textContent = words;
  }
}

function milliseconds(value) {
  return value === null ? '–' : value < 1 ? '< 1 ms' : `${value} ms`;
}
