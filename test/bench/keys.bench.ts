import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { chromium, type Page } from '@playwright/test';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { KeyWalk } from '#engine/keys/key-walk.ts';
import { startBrowserHost } from '../support/browser-host.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { median, type BenchResult } from './bench.ts';

export const bar = 1;
export const unit =
  'the least of: 100 ms over the first rows, 64 MB over what the engine grew, frames/s over 55';

/** Most of them under one prefix, as it happens. */
const KEYS = { user: 9_000_000, order: 999_000, rare: 1_000 };
const ALL = Object.values(KEYS).reduce((sum, count) => sum + count, 0);
const ROUNDS = 15;
const VIEW = 60;
const FIRST_ROWS_MS = 100;
const GROWTH_MB = 64;
const FRAMES = 55;
const SCROLL_SECONDS = 10;

export async function run(): Promise<BenchResult> {
  const server = await startRedisServer(['--enable-debug-command', 'yes']);
  try {
    for (const [prefix, count] of Object.entries(KEYS))
      await server.ask('DEBUG', 'POPULATE', count, prefix, 8);
    const detail: Record<string, string> = {};
    const engine = await measureEngine(server, detail);
    const frames = await measurePage(server, detail);
    return {
      ratio: Math.min(
        FIRST_ROWS_MS / engine.firstRowsMs,
        GROWTH_MB / Math.max(1, engine.growthMb),
        frames / FRAMES,
      ),
      detail,
    };
  } finally {
    await server.stop();
  }
}

async function measureEngine(server: TestServer, detail: Record<string, string>) {
  const client = await RedisClient.open(server.target(), { purpose: 'bench' });
  const walkOf = () => new KeyWalk(() => client, { pattern: Buffer.alloc(0), type: null, separator: ':' });
  const firsts: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    const walk = walkOf();
    walk.continue();
    await reaches(walk, ({ found }) => found > 0);
    await walk.rows('tree', [], 0, VIEW);
    firsts.push(performance.now() - startedAt);
    walk.close();
  }
  const firstRowsMs = worstButOne(firsts);
  detail['first rows'] = `${firstRowsMs.toFixed(1)} ms (median ${median(firsts).toFixed(1)})`;

  const before = memory();
  const walk = walkOf();
  const startedAt = performance.now();
  walk.continue();
  await reaches(walk, ({ state }) => state === 'finished');
  detail['all keys'] =
    `${((performance.now() - startedAt) / 1_000).toFixed(1)} s for ${walk.state().found.toLocaleString('en-US')}`;
  if (walk.state().found !== ALL) throw new Error(`It found ${walk.state().found} keys.`);
  const growthMb = memory() - before;
  detail['engine heap'] = `${before.toFixed(0)} MB before, ${(before + growthMb).toFixed(0)} MB after`;

  const anywhere: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const from = Math.floor(((ALL - VIEW) * (round + 1)) / (ROUNDS + 1));
    const readAt = performance.now();
    const { rows } = await walk.rows('flat', [], from, VIEW);
    anywhere.push(performance.now() - readAt);
    if (rows.length !== VIEW || rows.some(({ kind }) => kind !== 'key'))
      throw new Error(`No rows at ${from}.`);
  }
  detail['rows anywhere in the list'] =
    `${worstButOne(anywhere).toFixed(1)} ms (median ${median(anywhere).toFixed(1)})`;
  const opened: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const readAt = performance.now();
    await walk.rows('tree', ['user:'], round * 1_000, VIEW);
    opened.push(performance.now() - readAt);
  }
  detail['rows of an open prefix'] =
    `${worstButOne(opened).toFixed(1)} ms (median ${median(opened).toFixed(1)})`;
  walk.close();
  client.close();
  return { firstRowsMs, growthMb };
}

/** Frames per second of the page while somebody scrolls through all keys. */
async function measurePage(server: TestServer, detail: Record<string, string>): Promise<number> {
  const host = await startBrowserHost(['--redis', server.url], { MILLRACE_VALIDATE: '0' });
  const browser = await chromium.launch({
    executablePath: process.env.MILLRACE_CHROMIUM,
    args: ['--disable-background-networking', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(host.url);
    await page.getByRole('link', { name: /^Keys/ }).click();
    await page.getByRole('combobox', { name: 'Shown as' }).click();
    await page.getByRole('option', { name: 'flat' }).click();
    await page
      .getByText(`${ALL.toLocaleString('en-US')} keys`, { exact: true })
      .waitFor({ timeout: 300_000 });
    await page.getByRole('grid', { name: 'Keys' }).hover();
    const frames = await whileScrolling(page);
    detail['frames while scrolling'] = `${median(frames)} a second, least ${Math.min(...frames)}`;
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('HeapProfiler.collectGarbage');
    const { usedSize } = await cdp.send('Runtime.getHeapUsage');
    detail['page heap'] = `${(usedSize / 1e6).toFixed(0)} MB`;
    return median(frames);
  } finally {
    await browser.close();
    await host.stop();
  }
}

async function whileScrolling(page: Page): Promise<number[]> {
  const counting = page.evaluate(
    seconds =>
      new Promise<number[]>(resolve => {
        const perSecond: number[] = [];
        let count = 0;
        let began = performance.now();
        const frame = () => {
          count++;
          if (performance.now() - began >= 1_000) {
            perSecond.push(count);
            count = 0;
            began = performance.now();
          }
          if (perSecond.length < seconds) requestAnimationFrame(frame);
          else resolve(perSecond);
        };
        requestAnimationFrame(frame);
      }),
    SCROLL_SECONDS,
  );
  const over = new AbortController();
  const counted = counting.finally(() => over.abort());
  while (!over.signal.aborted) await page.mouse.wheel(0, 400);
  return counted;
}

async function reaches(
  walk: KeyWalk,
  isThere: (state: ReturnType<KeyWalk['state']>) => boolean,
): Promise<void> {
  const ended = new AbortController();
  for await (const state of walk.changes.states(() => walk.state(), ended.signal))
    if (isThere(state)) return ended.abort();
}

/** What a person may well have to wait: the worst of them but one. */
function worstButOne(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b).at(-2)!;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Megabytes in use after a collection. */
function memory(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}
