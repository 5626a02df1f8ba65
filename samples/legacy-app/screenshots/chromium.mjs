// Chromium over its debugging pipe: no package, no port.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--hide-scrollbars', '--remote-debugging-pipe'];

export class Chromium {
  static async start(path = process.env.CHROMIUM ?? '/usr/bin/chromium') {
    const profile = await mkdtemp(join(tmpdir(), 'bridge-shots-'));
    const process_ = spawn(path, [...flags, `--user-data-dir=${profile}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    return new Chromium(process_, profile);
  }

  #id = 0;
  #answers = new Map();
  #rest = '';

  constructor(process_, profile) {
    this.process = process_;
    this.profile = profile;
    process_.stdio[4].setEncoding('utf8').on('data', text => this.#read(text));
  }

  // Messages are JSON, each ended by a zero character.
  #read(text) {
    const parts = (this.#rest + text).split('\0');
    this.#rest = parts.pop();
    for (const part of parts) {
      const { id, result, error } = JSON.parse(part);
      const answer = this.#answers.get(id);
      this.#answers.delete(id);
      if (error) answer?.reject(new Error(error.message));
      else answer?.resolve(result);
    }
  }

  call(method, params = {}, sessionId) {
    const id = ++this.#id;
    this.process.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + '\0');
    return new Promise((resolve, reject) => this.#answers.set(id, { resolve, reject }));
  }

  async page(url, { width = 1280, height = 800, dark = false, mobile = false } = {}) {
    const { targetId } = await this.call('Target.createTarget', { url: 'about:blank', newWindow: true });
    const { sessionId } = await this.call('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(this, sessionId);
    await page.call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: mobile ? 2 : 1, mobile });
    await page.call('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }] });
    await page.call('Emulation.setFocusEmulationEnabled', { enabled: true });
    await page.call('Page.navigate', { url });
    return page;
  }

  async stop() {
    const gone = new Promise(resolve => this.process.once('exit', resolve));
    this.call('Browser.close').catch(() => {});
    await gone;
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

class Page {
  constructor(browser, session) {
    this.call = (method, params) => browser.call(method, params, session);
  }

  async run(expression) {
    const { result, exceptionDetails } = await this.call('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  // Asks until the page says yes.
  async until(expression, seconds = 30) {
    for (const end = Date.now() + seconds * 1000; !(await this.run(`!!(${expression})`));) {
      if (Date.now() > end) throw new Error(`Not within ${seconds} s: ${expression}`);
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }

  async shoot(file, options = {}) {
    const { data } = await this.call('Page.captureScreenshot', { format: 'png', ...options });
    await writeFile(file, Buffer.from(data, 'base64'));
    return file;
  }
}
