// Starts the old board and a gateway before it, and takes a picture of the page on which operators see and switch stages.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Chromium } from './chromium.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const file = `${root}docs/images/migration.png`;
const key = 'open sesame, please';
const authorization = `Basic ${btoa(`ann:${key}`)}`;
const started = [];

const browser = await Chromium.start();
try {
  const [, board] = await start('samples/legacy-app/LegacyBoard', ['--port', '0'], /^READY (\S+)/);
  const settings = ['Gateway:Status=http://127.0.0.1:7091', 'Gateway:Inject=true', `Gateway:Keys:ann=${key}`, 'Stages:board=shadow'].flatMap(setting => ['--set', setting]);
  const [, gateway] = await start('src/Bridge.Gateway',
    ['run', '--config', `${root}samples/legacy-app/gateway/appsettings.json`, '--backend', board, '--listen', 'http://127.0.0.1:0', ...settings], /^READY (\S+)/);
  const operators = 'http://127.0.0.1:7091/migration';
  for (let n = 0; n < 3; n++) await browser.page(gateway);
  await new Promise(resolve => setTimeout(resolve, 45_000)); // polls enough to compare
  const answer = await fetch(`${operators}/stages/board`, {
    method: 'PUT', headers: { Authorization: authorization, 'Bridge-Admin': '1' }, body: JSON.stringify({ stage: 'intercept 25%' }),
  });
  if (!answer.ok) throw new Error(await answer.text());

  const page = await browser.page('about:blank', { height: 620 });
  await page.call('Network.enable');
  await page.call('Network.setExtraHTTPHeaders', { headers: { Authorization: authorization } });
  await page.call('Page.navigate', { url: operators });
  await page.until(`document.body?.textContent.includes('intercept 25%')`);
  console.log(await page.shoot(file));
} finally {
  await browser.stop();
  for (const program of started) process.kill(-program.pid, 'SIGINT');
}

async function start(project, options, ready) {
  const program = spawn('dotnet', ['run', '-c', 'Release', '--project', project, '--', ...options], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  started.push(program);
  for await (const line of createInterface({ input: program.stdout })) {
    const match = ready.exec(line);
    if (match) return match;
  }
  throw new Error(`${project} did not start.`);
}
