// The page as it was written: one request after the other, each asking for what came after the last.
var lastId = 0;
var timestamp = 0;

function ask(url, done) {
  var request = new XMLHttpRequest();
  request.open('GET', url);
  request.onload = function () { done(request.status === 200 ? JSON.parse(request.responseText) : null); };
  request.onerror = function () { done(null); };
  request.send();
}

function show(message) {
  var item = document.createElement('li');
  var time = document.createElement('time');
  time.textContent = message.at;
  item.appendChild(time);
  item.appendChild(document.createTextNode(message.name + ': ' + message.text));
  document.getElementById('messages').appendChild(item);
}

function pollMessages() {
  ask('messages.php?lastId=' + lastId, function (messages) {
    (messages || []).forEach(function (message) {
      show(message);
      lastId = message.id;
    });
    setTimeout(pollMessages, messages ? 0 : 2000);
  });
}

function pollLast() {
  ask('last.php?timestamp=' + timestamp, function (answer) {
    if (answer && answer.timestamp) {
      timestamp = answer.timestamp;
      document.getElementById('last').textContent = answer.last ? answer.last.at + ' by ' + answer.last.name : 'none yet';
    }
    setTimeout(pollLast, answer ? 0 : 2000);
  });
}

document.getElementById('form').onsubmit = function (event) {
  event.preventDefault();
  var form = event.target;
  var request = new XMLHttpRequest();
  request.open('POST', 'send.php');
  request.onload = function () { if (request.status === 200) form.text.value = ''; };
  request.send(new URLSearchParams(new FormData(form)));
};

pollMessages();
pollLast();
