import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';

const SECONDS_TO_START = 30;

/** Starts headless Chromium and speaks the DevTools protocol through pipes: JSON that ends with a zero byte. */
export async function startChromium(program) {
  const profile = mkdtempSync(join(tmpdir(), 'fragility-chromium-'));
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars'];
  const quiet = [
    '--no-first-run',
    '--disable-extensions',
    '--disable-background-networking',
    '--force-color-profile=srgb',
  ];
  const child = spawn(
    program,
    [...flags, ...quiet, `--user-data-dir=${profile}`, '--remote-debugging-pipe', 'about:blank'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    },
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const waiting = new Map();
  const listeners = new Set();
  let [count, rest] = [0, ''];
  child.stdio[4].setEncoding('utf8').on('data', (text) => {
    const messages = (rest + text).split('\0');
    rest = messages.pop();
    for (const { id, result, error, ...event } of messages.map((message) => JSON.parse(message))) {
      if (id === undefined) for (const listener of listeners) listener(event);
      else if (error) waiting.get(id).reject(new Error(error.message));
      else waiting.get(id).resolve(result);
      waiting.delete(id);
    }
  });
  const send = (method, params = {}, sessionId = undefined) =>
    new Promise((resolve, reject) => {
      waiting.set(++count, { resolve, reject });
      child.stdio[3].write(`${JSON.stringify({ id: count, method, params, sessionId })}\0`);
    });
  const late = setTimeout(() => child.kill('SIGKILL'), 1000 * SECONDS_TO_START);
  await Promise.race([
    send('Browser.getVersion'),
    ended.then((code) => Promise.reject(new Error(`${program} ended with ${code} before it answered`))),
  ]);
  clearTimeout(late);
  return {
    send,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Opens a page of its own: `call` speaks to it, `problems` are its errors on the console and what it threw. */
export async function openPage({ send, listen }) {
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  const call = (method, params) => send(method, params, sessionId);
  const problems = [];
  const loaded = [];
  const forget = listen(({ method, params, sessionId: of }) => {
    if (of !== sessionId) return;
    if (method === 'Page.loadEventFired') loaded.splice(0).forEach((resolve) => resolve());
    if (method === 'Runtime.exceptionThrown')
      problems.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
    if (method === 'Log.entryAdded' && params.entry.level === 'error') problems.push(params.entry.text);
    if (method === 'Runtime.consoleAPICalled' && params.type === 'error')
      problems.push(params.args.map(({ value, description }) => value ?? description).join(' '));
  });
  for (const domain of ['Page', 'Runtime', 'Log']) await call(`${domain}.enable`);
  return {
    call,
    problems,
    show: async (url) => {
      const done = new Promise((resolve) => loaded.push(resolve));
      await call('Page.navigate', { url });
      await done;
    },
    evaluate: async (expression) => {
      const { result, exceptionDetails } = await call('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    },
    close: async () => {
      forget();
      await send('Target.closeTarget', { targetId });
    },
  };
}
