// The same page pushed: the polls are gone, the rest is as it was. It works behind the gateway, which polls messages.php for everybody.
import { connect } from '/bridge/bridge.mjs';

const list = document.getElementById('messages');
const bridge = connect('/bridge');

bridge.subscribe('chat', message => {
  const item = document.createElement('li');
  const time = document.createElement('time');
  time.textContent = message.at;
  item.append(time, `${message.name}: ${message.text}`);
  list.append(item);
}, { since: 'oldest' });

bridge.on('transport', transport => (document.getElementById('transport').textContent = transport));
bridge.on('gap', ({ reason }) => {
  if (reason === 'epoch') list.replaceChildren(); // the gateway started anew: everything is told again
});

document.getElementById('form').addEventListener('submit', async event => {
  event.preventDefault();
  const answer = await fetch('send.php', { method: 'POST', body: new FormData(event.target) });
  if (answer.ok) event.target.text.value = '';
});

globalThis.chat = { bridge }; // for tests and the console
