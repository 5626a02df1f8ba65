/** The page's WebSockets. */
export class Sockets {
  #open = [];

  constructor(page) {
    const open = this.#open;
    this.WebSocket = class {
      readyState = 0;

      constructor(url, protocol) {
        this.id = open.push(this) - 1;
        page.tell('socket', this.id, url, protocol);
      }

      send(data) {
        if (this.readyState == 0) throw new Error('InvalidStateError');
        if (this.readyState == 1) page.tell('frame', this.id, data);
      }

      close() {
        if (this.readyState > 1) return;
        this.readyState = 2;
        page.tell('close', this.id);
      }
    };
  }

  on = {
    opened: id => this.#when(id, 0, ws => {
      ws.readyState = 1;
      ws.onopen?.({});
    }),
    message: (id, data) => this.#when(id, 1, ws => ws.onmessage?.({ data })),
    closed: (id, code, reason) => {
      const ws = this.#open[id];
      if (ws.readyState == 3) return;
      ws.readyState = 3;
      if (code == 1006) ws.onerror?.({});
      ws.onclose?.({ code, reason });
    },
  };

  /** A socket that is closing hands on no message. */
  #when(id, state, run) {
    if (this.#open[id].readyState == state) run(this.#open[id]);
  }
}
