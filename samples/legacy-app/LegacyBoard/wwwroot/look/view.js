/* BoardView: what the board looks like and how an event changes it. It doesn't know where events come from. */
(function (global) {
  'use strict';

  var FEED_LINES = 60, LOG_LINES = 200;

  function create(root, parts) {
    var panels = figurePanels(root);
    var feed = feedPanel(root);
    var log = logPanel(root, parts.write);

    return {
      /* One event, in the order the server gave them. `tag` is a remark for the feed: what the transport knows about it. */
      show: function (event, tag) {
        feed.event(event, tag);
        if (event.figures) { panels.show(event); }
        if (event.log) { log.show(event); }
      },
      /* A line in the feed that is no event. */
      note: feed.note,
      clear: function (why) {
        panels.clear();
        log.clear();
        feed.clear(why);
      },
      machine: function (facts) {
        parts.machine.textContent = [facts.name, facts.system, facts.cores + ' cores', 'figures from ' + facts.source].join(' · ');
      },
      /* How the data comes: 'good', 'wait' or 'bad', and words. */
      link: function (kind, words) {
        if (parts.link.textContent !== words) { parts.link.textContent = words; }
        parts.link.setAttribute('data-kind', kind);
      },
      /* What has been shown: for tests and for people who count. */
      tally: feed.tally
    };
  }

  /* ---- figures ---- */

  function figurePanels(root) {
    var cpu = panel(root, 'CPU', ['--cpu'], { top: 100, label: function (v) { return v + ' %'; } });
    var memory = panel(root, 'Memory', ['--memory'], { top: 100, label: function (v) { return v + ' %'; } });
    var network = panel(root, 'Network', ['--received', '--sent'], { floor: 1024, steps: 1024, label: function (v) { return bytes(v) + '/s'; } });
    var load = panel(root, 'Load', ['--load'], { floor: 1, steps: 10, label: function (v) { return String(v); } });

    return {
      show: function (event) {
        var now = event.figures;
        cpu.show(event.at, [now.cpu], [now.cpu.toFixed(1) + ' %'], function (peak) { return 'peak ' + peak.toFixed(0) + ' %'; });
        memory.show(event.at, [100 * now.memory / now.memoryTotal], [bytes(now.memory)], function () { return 'of ' + bytes(now.memoryTotal); });
        network.show(event.at, [now.received, now.sent], ['in ' + bytes(now.received) + '/s', 'out ' + bytes(now.sent) + '/s'], function () { return 'all but loopback'; });
        if (now.load === null) {
          load.say(['not known here']);
        } else {
          load.show(event.at, [now.load], [now.load.toFixed(2)], function () { return 'one-minute mean'; });
        }
      },
      clear: function () {
        [cpu, memory, network, load].forEach(function (each) { each.clear(); });
      }
    };
  }

  function panel(root, title, series, options) {
    var box = add(root, 'section', 'panel figure');
    var head = add(box, 'div', 'head');
    add(head, 'h2', '', title);
    var aside = add(head, 'span', 'aside');
    var values = series.map(function (color) {
      var value = add(head, 'strong', 'value', '–');
      value.setAttribute('data-series', color.slice(2));
      return value;
    });
    var canvas = add(box, 'canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', title + ', the last two minutes');
    options.series = series;
    var graph = new global.TimeGraph(canvas, options);

    function say(words) {
      words.forEach(function (word, index) { values[index].textContent = word; });
    }

    return {
      show: function (at, numbers, words, remark) {
        graph.add(at, numbers);
        say(words);
        aside.textContent = remark(graph.peak());
      },
      say: say,
      clear: graph.clear.bind(graph)
    };
  }

  /* ---- the feed: every event by its id, so that order and holes can be seen ---- */

  function feedPanel(root) {
    var box = add(root, 'section', 'panel feed');
    var head = add(box, 'div', 'head');
    add(head, 'h2', '', 'Events');
    var sum = add(head, 'span', 'aside');
    var lines = add(box, 'ol', 'lines');
    lines.tabIndex = 0;
    lines.setAttribute('aria-label', 'Events, newest first');
    var tally = { first: 0, last: 0, shown: 0, missing: 0, repeated: 0 };

    function line(kind, cells) {
      var item = document.createElement('li');
      item.className = kind;
      cells.forEach(function (cell) { add(item, 'span', cell[0], cell[1]); });
      lines.insertBefore(item, lines.firstChild);
      if (lines.children.length > FEED_LINES) { lines.removeChild(lines.lastChild); }
    }

    function count(id) {
      if (!tally.shown) {
        tally.first = id;
      } else if (id <= tally.last) {
        tally.repeated++;
      } else {
        tally.missing += id - tally.last - 1;
      }
      tally.last = Math.max(tally.last, id);
      tally.shown++;
    }

    function note(words) {
      line('note', [['id', ''], ['time', clock(Date.now())], ['what', words]]);
    }

    return {
      event: function (event, tag) {
        count(event.id);
        sum.textContent = '#' + tally.first + ' to #' + tally.last + ' in order · ' + tally.missing + ' missing · ' + tally.repeated + ' repeated';
        sum.setAttribute('data-kind', tally.missing + tally.repeated ? 'bad' : 'good');
        line(event.log ? 'written' : 'measured',
          [['id', '#' + event.id], ['time', clock(event.at)], ['what', describe(event)], ['tag', tag || '']]);
      },
      note: note,
      clear: function (why) {
        tally.first = tally.last = tally.shown = tally.missing = tally.repeated = 0;
        note(why);
      },
      tally: function () { return Object.assign({}, tally); }
    };
  }

  function describe(event) {
    if (event.log) { return event.log.who + ': ' + event.log.text; }
    var now = event.figures;
    return ['cpu', now.cpu.toFixed(1).padStart(5), '%  mem', bytes(now.memory).padStart(8), ' in', bytes(now.received).padStart(8) + '/s',
      ' out', bytes(now.sent).padStart(8) + '/s'].concat(now.load === null ? [] : [' load', now.load.toFixed(2)]).join(' ');
  }

  /* ---- the team log ---- */

  function logPanel(root, write) {
    var box = add(root, 'section', 'panel log');
    add(add(box, 'div', 'head'), 'h2', '', 'Team log');
    var form = add(box, 'form');
    var who = field(form, 'Your name', 'who', 40, 'name');
    var text = field(form, 'What happened?', 'text', 500, 'off');
    var button = add(form, 'button', '', 'Write');
    var trouble = add(form, 'p', 'trouble');
    trouble.setAttribute('role', 'alert');
    var list = add(box, 'ol', 'entries');
    list.tabIndex = 0;
    list.setAttribute('role', 'log');
    list.setAttribute('aria-label', 'Team log, newest first');
    who.value = global.localStorage.getItem('board.who') || '';

    form.addEventListener('submit', function (submit) {
      submit.preventDefault();
      button.disabled = true;
      global.localStorage.setItem('board.who', who.value);
      write({ who: who.value, text: text.value }, function (problem) {
        button.disabled = false;
        trouble.textContent = problem || '';
        if (!problem) { text.value = ''; }
        text.focus();
      });
    });

    return {
      show: function (event) {
        var item = document.createElement('li');
        var head = add(item, 'div', 'by');
        add(head, 'strong', '', event.log.who);
        add(head, 'time', '', clock(event.at)).dateTime = new Date(event.at).toISOString();
        add(head, 'span', 'id', '#' + event.id);
        add(item, 'p', '', event.log.text);
        list.insertBefore(item, list.firstChild);
        if (list.children.length > LOG_LINES) { list.removeChild(list.lastChild); }
      },
      clear: function () { list.textContent = ''; }
    };
  }

  function field(form, label, name, limit, autocomplete) {
    var input = add(form, 'input');
    input.name = name;
    input.required = true;
    input.maxLength = limit;
    input.placeholder = label;
    input.autocomplete = autocomplete;
    input.setAttribute('aria-label', label);
    return input;
  }

  /* ---- words ---- */

  function add(parent, tag, kind, words) {
    var element = document.createElement(tag);
    if (kind) { element.className = kind; }
    if (words) { element.textContent = words; }
    return parent.appendChild(element);
  }

  function bytes(count) {
    var units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'], at = 0;
    while (count >= 1024 && at < units.length - 1) { count /= 1024; at++; }
    return (at && count < 100 && count % 1 ? count.toFixed(1) : count.toFixed(0)) + ' ' + units[at];
  }

  function clock(at) {
    return new Date(at).toTimeString().slice(0, 8);
  }

  global.BoardView = { create: create };
}(window));
