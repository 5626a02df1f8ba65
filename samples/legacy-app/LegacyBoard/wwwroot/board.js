/* The board's long poll: ask, show, ask again. */
(function ($) {
  'use strict';

  var view = BoardView.create($('#board')[0], {
    machine: $('#machine')[0],
    link: $('#link')[0],
    write: write
  });
  var since = 0;

  function poll() {
    $.ajax({
      url: '/api/events',
      data: { since: since },
      dataType: 'json',
      cache: false,
      timeout: 35000,
      success: function (answer) {
        if (answer.last < since) {
          view.clear('The board was started again; showing the new one.');
          since = 0;
          return;
        }
        since = answer.last;
        $.each(answer.events, function (_, event) { view.show(event); });
        view.link('good', 'long polling');
      },
      error: function () {
        view.link('bad', 'not reachable, trying again');
      },
      complete: function (_, outcome) {
        setTimeout(poll, outcome === 'success' ? 0 : 2000);
      }
    });
  }

  function write(entry, done) {
    $.ajax({
      url: '/api/log',
      type: 'POST',
      contentType: 'application/json',
      data: JSON.stringify(entry),
      timeout: 10000,
      success: function () { done(null); },
      error: function (xhr) {
        done(xhr.responseJSON && xhr.responseJSON.error || 'Not written: the board is not reachable.');
      }
    });
  }

  view.link('wait', 'connecting');
  $.getJSON('/api/machine', view.machine);
  poll();
}(jQuery));
