import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Page } from '@playwright/test';
import { startBrowserHost } from '../support/browser-host.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { median, type BenchResult } from './bench.ts';

/** What engine and page may take together of one core, in percent, while nothing happens. */
const LIMIT = 1;
export const bar = 1;
export const unit = `${LIMIT} % of a core over the busiest screen's share while nothing happens (Linux)`;
export const isOnlyWhenNamed = true;

const ROUNDS = 3;
const SECONDS = 30;
/** A screen has all that it asked for at first. */
const OPENED_MS = 4_000;
/** The page is deeply at rest: nobody has touched it for two minutes. */
const SETTLED_MS = 135_000;
/** Linux counts processor time in hundredths of a second. */
const TICKS = 100;

/** Addresses behind `#/`, and what is done there first. */
const SCREENS: Readonly<Record<string, { address: string; prepare?: (page: Page) => Promise<void> }>> = {
  overview: { address: 'overview?' },
  'overview, hidden': { address: 'overview?' },
  'pub/sub': { address: 'pubsub?hear=channel:news' },
  streams: { address: 'streams?' },
  'entries of a stream': { address: 'streams?stream=orders&tab=entries' },
  'pending entries': { address: 'streams?stream=orders&tab=pending&group=billing' },
  pipelines: { address: 'pipelines?' },
  charts: { address: 'charts?' },
  keys: { address: 'keys?' },
  'a key': { address: 'keys?key=user:1' },
  queues: { address: 'keys?view=queues' },
  settings: { address: 'settings?' },
  console: {
    address: 'settings?',
    prepare: async page => {
      await page.keyboard.press('Control+`');
      await page
        .getByRole('textbox', { name: /command/i })
        .first()
        .waitFor();
    },
  },
};

interface Shares {
  /** Percent of one core. */
  engine: number;
  page: number;
  redis: number;
}

/** What is in the server has been there for so long. */
const AGE_MS = 3_600_000;

/** A server with some of everything that a screen shows. */
async function seed(redis: TestServer): Promise<void> {
  const now = Date.now() - AGE_MS;
  for (let n = 0; n < 200; n++) {
    await redis.ask('XADD', 'orders', `${now + n}-0`, 'order', JSON.stringify({ id: n, total: n * 3 }));
    await redis.ask('XADD', `feed:${n % 5}`, `${now + n}-0`, 'n', String(n));
    await redis.ask('HSET', `user:${n}`, 'name', `person ${n}`, 'seen', String(n));
    await redis.ask('HSET', `ev:site${n % 4}`, String(Math.floor(Date.now() / 1_000) - n), String(n));
  }
  const ids = Array.from({ length: 100 }, (_, n) => `${now + n}-0`);
  await redis.ask('XGROUP', 'CREATE', 'orders', 'billing', '0');
  await redis.ask('XREADGROUP', 'GROUP', 'billing', 'one', 'COUNT', '100', 'STREAMS', 'orders', '>');
  await redis.ask('XCLAIM', 'orders', 'billing', 'one', '0', ...ids, 'TIME', String(now), 'JUSTID');
  await redis.ask('HSET', 'bull:mail:meta', 'version', 'bullmq:6.0.0', 'opts.maxLenEvents', '10000');
  await redis.ask('SET', 'bull:mail:id', '2');
  const options = ['opts', '{}', 'delay', '0', 'priority', '0', 'timestamp', String(now)];
  for (const id of ['1', '2']) {
    await redis.ask('HSET', `bull:mail:${id}`, 'name', 'send', 'data', '{}', ...options);
    await redis.ask('LPUSH', 'bull:mail:wait', id);
  }
}

/** Processor time of a process and all that it started, in seconds. */
async function secondsOf(pid: number): Promise<number> {
  const children = new Map<number, number[]>();
  const ticks = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'latin1').catch(() => '');
    // The name, which may hold anything, is in brackets before all that is read.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields.length < 13) continue;
    ticks.set(Number(name), Number(fields[11]) + Number(fields[12]));
    const parent = Number(fields[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const sum = (one: number): number =>
    (ticks.get(one) ?? 0) + (children.get(one) ?? []).reduce((total, child) => total + sum(child), 0);
  return sum(pid) / TICKS;
}

/** A Chromium that nothing watches while it is measured: whoever drives a browser is told of all that it does. */
async function startChromium() {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-chromium-'));
  const child = spawn(
    process.env.MILLRACE_CHROMIUM ?? 'chromium',
    [
      '--remote-debugging-port=0',
      '--disable-background-networking',
      '--window-size=1440,900',
      `--user-data-dir=${folder}`,
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      'about:blank',
    ],
    // A group of its own: Debian's program is a script, which is not what has to end.
    { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  );
  let endpoint = '';
  for await (const line of createInterface({ input: child.stderr })) {
    endpoint = /ws:\/\/\S+/.exec(line)?.[0] ?? '';
    if (endpoint !== '') break;
  }
  child.stderr.resume();
  return {
    pid: child.pid!,
    /** Does something with its page, and lets go of it. */
    async use<T>(work: (page: Page) => Promise<T>): Promise<T> {
      const browser = await chromium.connectOverCDP(endpoint);
      try {
        return await work(browser.contexts()[0]!.pages()[0]!);
      } finally {
        await browser.close();
      }
    },
    async stop() {
      const ended = once(child, 'exit');
      process.kill(-child.pid!);
      await ended;
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Says that the page is hidden, as a window in the background does: there is no window here. */
function hide(): void {
  Object.defineProperty(document, 'visibilityState', { get: () => 'hidden', configurable: true });
  Object.defineProperty(document, 'hidden', { get: () => true, configurable: true });
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
}

/** One screen, open for as long as somebody wants to measure it. */
async function open(name: string) {
  const { address, prepare } = SCREENS[name]!;
  const redis = await startRedisServer();
  await seed(redis);
  const host = await startBrowserHost(['--redis', redis.url], { MILLRACE_VALIDATE: '0' });
  const browser = await startChromium();
  await browser.use(async page => {
    await page.goto(host.url);
    await page.getByRole('contentinfo').getByText('connected').first().waitFor({ timeout: 120_000 });
    await page.evaluate(hash => (window.location.hash = hash), `#/${address}`);
    await prepare?.(page);
    // What turns while something is looked for would be drawn on: there is no window here that is hidden.
    await page.waitForTimeout(OPENED_MS);
    if (name.endsWith('hidden')) await page.evaluate(hide);
  });
  return {
    name,
    /** Processor seconds so far: of the engine, of the page with its browser, and of Redis. */
    seconds: () => Promise.all([host.child.pid!, browser.pid, redis.pid].map(secondsOf)),
    async close() {
      await browser.stop();
      await host.stop();
      await redis.stop();
    },
  };
}

type Opened = Awaited<ReturnType<typeof open>>;

/** What each of the screens takes in the next seconds. */
async function measure(opened: readonly Opened[]): Promise<Shares[]> {
  const read = () => Promise.all(opened.map(({ seconds }) => seconds()));
  const before = await read();
  const startedAt = performance.now();
  await new Promise(resolve => setTimeout(resolve, SECONDS * 1_000));
  const after = await read();
  const elapsed = (performance.now() - startedAt) / 1_000;
  return opened.map((_, at) => {
    const [engine, page, redis] = after[at]!.map(
      (seconds, of) => (100 * (seconds - before[at]![of]!)) / elapsed,
    );
    return { engine: engine!, page: page!, redis: redis! };
  });
}

/** All screens beside each other: at rest they hardly meet. */
export async function run(): Promise<BenchResult> {
  const opened: Opened[] = [];
  const rounds: Shares[][] = [];
  try {
    for (const name of Object.keys(SCREENS)) opened.push(await open(name));
    await new Promise(resolve => setTimeout(resolve, SETTLED_MS));
    for (let round = 0; round < ROUNDS; round++) rounds.push(await measure(opened));
  } finally {
    await Promise.all(opened.map(one => one.close()));
  }
  const detail: BenchResult['detail'] = {};
  let busiest = 0;
  for (const [at, { name }] of opened.entries()) {
    const of = (read: (one: Shares) => number) => median(rounds.map(shares => read(shares[at]!)));
    const total = of(one => one.engine + one.page);
    busiest = Math.max(busiest, total);
    detail[name] =
      `engine ${of(one => one.engine).toFixed(2)} %, page ${of(one => one.page).toFixed(2)} %, together ${total.toFixed(2)} %, Redis ${of(one => one.redis).toFixed(2)} %`;
  }
  return { ratio: LIMIT / busiest, detail };
}
