/* TimeGraph: lines over the last two minutes on a canvas. */
(function (global) {
  'use strict';

  var SECONDS = 120;
  var HOLE = 2500;  /* ms without a value: the line is broken, not bridged */

  /* options: series: [css variable name…], top: fixed upper end or null, floor: least upper end, steps: nice upper ends' base (10 or 1024), label: number → text */
  function TimeGraph(canvas, options) {
    this.canvas = canvas;
    this.options = options;
    this.points = [];
    this.pending = false;
    var redraw = this.ask.bind(this);
    new ResizeObserver(redraw).observe(canvas);
    global.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  }

  TimeGraph.prototype.add = function (at, values) {
    this.points.push({ at: at, values: values });
    while (this.points.length && this.points[0].at < at - SECONDS * 1000 - HOLE) {
      this.points.shift();
    }
    this.ask();
  };

  TimeGraph.prototype.clear = function () {
    this.points = [];
    this.ask();
  };

  TimeGraph.prototype.peak = function () {
    return this.points.reduce(function (most, point) { return Math.max(most, Math.max.apply(null, point.values)); }, 0);
  };

  /* However many values came, one drawing per frame. */
  TimeGraph.prototype.ask = function () {
    if (!this.pending) {
      this.pending = true;
      global.requestAnimationFrame(function () {
        this.pending = false;
        this.draw();
      }.bind(this));
    }
  };

  TimeGraph.prototype.draw = function () {
    var canvas = this.canvas, ratio = global.devicePixelRatio || 1;
    var width = canvas.clientWidth, height = canvas.clientHeight;
    if (!width || !height) { return; }
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    var pen = canvas.getContext('2d');
    pen.scale(ratio, ratio);
    var style = getComputedStyle(canvas);
    var frame = { left: 0, right: width - 56, top: 5, bottom: height - 16 };
    var top = this.options.top || niceTop(Math.max(this.peak(), this.options.floor), this.options.steps);
    var end = this.points.length ? this.points[this.points.length - 1].at : Date.now();
    var x = function (at) { return frame.right - (end - at) / (SECONDS * 1000) * (frame.right - frame.left); };
    var y = function (value) { return frame.bottom - value / top * (frame.bottom - frame.top); };

    pen.font = '11px ' + style.fontFamily;
    grid(pen, style, frame, top, x, y, end, this.options.label);
    pen.save();
    pen.beginPath();
    pen.rect(frame.left, 0, frame.right - frame.left, height);
    pen.clip();
    this.options.series.forEach(function (color, index) {
      line(pen, style.getPropertyValue(color), this.points, index, x, y, frame.bottom);
    }, this);
    pen.restore();
  };

  function grid(pen, style, frame, top, x, y, end, label) {
    pen.strokeStyle = style.getPropertyValue('--grid');
    pen.fillStyle = style.getPropertyValue('--faint');
    pen.lineWidth = 1;
    pen.textAlign = 'left';
    pen.textBaseline = 'middle';
    [0, 0.5, 1].forEach(function (part) {
      var at = Math.round(y(top * part)) + 0.5;
      stroke(pen, frame.left, at, frame.right, at);
      pen.fillText(label(top * part), frame.right + 6, Math.min(at, frame.bottom - 1));
    });
    pen.textBaseline = 'alphabetic';
    [120, 90, 60, 30, 0].forEach(function (ago) {
      var at = Math.round(x(end - ago * 1000)) + 0.5;
      stroke(pen, at, frame.top, at, frame.bottom);
      pen.textAlign = ago === 120 ? 'left' : ago === 0 ? 'right' : 'center';
      pen.fillText(ago === 0 ? 'now' : '−' + ago + ' s', at, frame.bottom + 13);
    });
  }

  function stroke(pen, x1, y1, x2, y2) {
    pen.beginPath();
    pen.moveTo(x1, y1);
    pen.lineTo(x2, y2);
    pen.stroke();
  }

  function line(pen, color, points, index, x, y, bottom) {
    pen.strokeStyle = pen.fillStyle = color;
    pen.lineWidth = 1.75;
    pen.lineJoin = 'round';
    runs(points).forEach(function (run) {
      pen.beginPath();
      run.forEach(function (point, at) {
        pen[at ? 'lineTo' : 'moveTo'](x(point.at), y(point.values[index]));
      });
      pen.stroke();
      pen.lineTo(x(run[run.length - 1].at), bottom);
      pen.lineTo(x(run[0].at), bottom);
      pen.globalAlpha = 0.13;
      pen.fill();
      pen.globalAlpha = 1;
    });
  }

  function runs(points) {
    var all = [], last = -Infinity;
    points.forEach(function (point) {
      if (point.at - last > HOLE) { all.push([]); }
      all[all.length - 1].push(point);
      last = point.at;
    });
    return all;
  }

  /* 1, 2 or 5 times a power of ten, of so many bytes when steps is 1024 */
  function niceTop(value, steps) {
    var unit = 1;
    while (steps === 1024 && value / unit >= 1024) { unit *= 1024; }
    var power = Math.pow(10, Math.floor(Math.log(value / unit) / Math.LN10));
    return unit * power * [1, 2, 5, 10].filter(function (factor) { return factor * power >= value / unit; })[0];
  }

  global.TimeGraph = TimeGraph;
}(window));
