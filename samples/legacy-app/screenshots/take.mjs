// Starts the sample on free ports and takes the pictures that the READMEs show.
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Chromium } from './chromium.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = `${root}docs/images`;
const seconds = count => new Promise(resolve => setTimeout(resolve, count * 1000));

const sample = spawn('dotnet', ['run', '-c', 'Release', '--project', 'samples/legacy-app', '--', '--port', '0'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
const browser = await Chromium.start();
try {
  const addresses = await ready(sample.stdout);
  await mkdir(folder, { recursive: true });
  const [board, compare] = [await browser.page(addresses.new), await browser.page(addresses.compare)];
  await board.until(`document.getElementById('link').textContent === 'websocket'`);
  for (const [who, text] of [['Ada', 'Deploy of billing 4.2 begins; expect some load.'], ['Grace', 'Caches are warm, error rate flat.'], ['Ada', 'Billing 4.2 is out.']]) await write(board, who, text);
  await slide(compare, 50);
  await seconds(33);
  await compare.shoot(`${folder}/compare.png`);
  await compare.call('Page.close');
  await seconds(85); // two minutes of figures fill the graphs
  await board.shoot(`${folder}/board.png`);
  console.log(`${folder}/board.png and compare.png`);
} finally {
  await browser.stop();
  process.kill(-sample.pid, 'SIGINT');
}

async function ready(output) {
  for await (const line of createInterface({ input: output })) {
    if (line.startsWith('READY ')) return Object.fromEntries(line.slice(6).split(' ').map(pair => pair.split(/=(.*)/s, 2)));
  }
  throw new Error('The sample did not start.');
}

async function write(page, who, text) {
  await page.run(`(() => {
    const form = document.querySelector('.log form');
    form.who.value = ${JSON.stringify(who)};
    form.text.value = ${JSON.stringify(text)};
    form.requestSubmit();
  })()`);
  await page.until(`document.querySelector('.entries').textContent.includes(${JSON.stringify(text)})`);
}

async function slide(page, delay) {
  await page.run(`(() => {
    const slider = document.getElementById('controls').elements.delay;
    slider.value = ${delay};
    slider.dispatchEvent(new Event('input'));
    slider.dispatchEvent(new Event('change'));
  })()`);
}
