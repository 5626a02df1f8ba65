import { Samples } from '/compare/samples.mjs';

const room = { right: 62, top: 6, bottom: 17 };

/** Every message a dot: across, when it was published; up, how long it took. All lanes share both axes. */
export class LatencyGraph {
  constructor(box, samples) {
    this.canvas = box.appendChild(document.createElement('canvas'));
    this.canvas.setAttribute('role', 'img');
    this.canvas.setAttribute('aria-label', `Delivery latency of the last ${Samples.seconds} seconds`);
    this.samples = samples;
  }

  draw(now, scale) {
    const { canvas } = this;
    const [width, height, ratio] = [canvas.clientWidth, canvas.clientHeight, devicePixelRatio || 1];
    if (!width || !height) return;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const pen = canvas.getContext('2d');
    pen.scale(ratio, ratio);
    const style = getComputedStyle(canvas);
    const frame = { right: width - room.right, top: room.top, bottom: height - room.bottom };
    const x = at => frame.right * (1 - (now - at) / (Samples.seconds * 1000));
    const y = took => frame.bottom - part(took, scale) * (frame.bottom - frame.top);
    pen.font = `11px ${style.fontFamily}`;
    grid(pen, style, frame, x, y, now, scale);
    this.#dots(pen, style.getPropertyValue('--lane'), x, y, frame);
  }

  #dots(pen, color, x, y, frame) {
    const inside = this.samples.all.map(({ at, took }) => [x(at), y(took)]).filter(([left]) => left >= 0);
    pen.fillStyle = pen.strokeStyle = color;
    pen.lineWidth = 1;
    pen.globalAlpha = 0.16;
    pen.beginPath();
    for (const [left, up] of inside) {
      pen.moveTo(left, frame.bottom);
      pen.lineTo(left, up);
    }
    pen.stroke();
    pen.globalAlpha = 1;
    for (const [left, up] of inside) pen.fillRect(left - 1.25, up - 1.25, 2.5, 2.5);
    const middle = this.samples.percentile(50);
    if (middle === null) return;
    pen.setLineDash([5, 4]);
    line(pen, 0, y(middle), frame.right, y(middle));
    pen.setLineDash([]);
  }
}

/** 1, 2 or 5 times a power of ten. */
export function niceTop(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 2, 5, 10].find(factor => factor * power >= value);
}

/** 0 at the foot, 1 at the top. The logarithmic foot is 1 ms: below, this clock can't see. */
function part(took, { kind, top }) {
  return kind === 'log' ? Math.log(Math.max(took, 1)) / Math.log(top) : took / top;
}

function marks({ kind, top }) {
  if (kind !== 'log') return [0, top / 4, top / 2, top * 3 / 4, top];
  return [1, 10, 100, 1000, 10000].filter(mark => mark <= top);
}

function grid(pen, style, frame, x, y, now, scale) {
  pen.strokeStyle = style.getPropertyValue('--grid');
  pen.fillStyle = style.getPropertyValue('--faint');
  pen.textBaseline = 'middle';
  for (const mark of marks(scale)) {
    const at = Math.round(y(mark)) + 0.5;
    line(pen, 0, at, frame.right, at);
    pen.fillText(`${mark} ms`, frame.right + 6, Math.min(at, frame.bottom - 2));
  }
  pen.textBaseline = 'alphabetic';
  const step = frame.right > 450 ? 5 : 10;
  for (let ago = Samples.seconds; ago >= 0; ago -= step) {
    const at = Math.round(x(now - ago * 1000)) + 0.5;
    line(pen, at, frame.top, at, frame.bottom);
    pen.textAlign = ago === Samples.seconds ? 'left' : ago ? 'center' : 'right';
    pen.fillText(ago ? `−${ago} s` : 'now', at, frame.bottom + 13);
  }
  pen.textAlign = 'left';
}

function line(pen, x1, y1, x2, y2) {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}
