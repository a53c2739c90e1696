import { readFileSync } from 'node:fs';
import { chromium, type Browser } from '@playwright/test';
import { ensureBuilt } from '../../scripts/ensure-built.mjs';
import { startBrowserHost } from '../support/browser-host.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { median, type BenchResult } from './bench.ts';

/**
 * From `millrace serve` to the first drawing of its page in a browser that is open already, against 400 ms. The build is there, and so is what
 * Node keeps of the sources; the first start, which fills that, does not count.
 */
export const unit = '400 ms / start to first screen';
export const bar = 1;

const BAR_MS = 400;
const ROUNDS = 7;

export async function run(): Promise<BenchResult> {
  await ensureBuilt();
  const redis = await startRedisServer();
  const browser = await chromium.launch({
    executablePath: process.env.MILLRACE_CHROMIUM!,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    await start(browser, redis.url);
    const starts: Start[] = [];
    for (let round = 0; round < ROUNDS; round++) starts.push(await start(browser, redis.url));
    const all = median(starts.map(({ hostMs, pageMs }) => hostMs + pageMs));
    const detail = {
      start: `${all.toFixed(0)} ms`,
      host: `${median(starts.map(({ hostMs }) => hostMs)).toFixed(0)} ms until it listens`,
      work: `${median(starts.map(({ hostWorkMs }) => hostWorkMs)).toFixed(0)} ms of a core until it listens, also on a machine that is busy`,
      page: `${median(starts.map(({ pageMs }) => pageMs)).toFixed(0)} ms until it is drawn`,
    };
    return { ratio: BAR_MS / all, detail };
  } finally {
    await browser.close();
    await redis.stop();
  }
}

interface Start {
  hostMs: number;
  hostWorkMs: number;
  pageMs: number;
}

async function start(browser: Browser, redisUrl: string): Promise<Start> {
  const page = await browser.newPage();
  const spawnedAt = performance.now();
  const host = await startBrowserHost(['--redis', redisUrl], { MILLRACE_VALIDATE: '' });
  const hostMs = performance.now() - spawnedAt;
  const hostWorkMs = workOf(host.child.pid!);
  await page.goto(host.url);
  // Chromium's own time of it, from when the address was entered.
  const pageMs = await page.evaluate(
    () =>
      new Promise<number>(resolve => {
        new PerformanceObserver(list => {
          const paint = list.getEntriesByName('first-contentful-paint')[0];
          if (paint) resolve(paint.startTime);
        }).observe({ type: 'paint', buffered: true });
      }),
  );
  await page.close();
  await host.stop();
  return { hostMs, hostWorkMs, pageMs };
}

/** How long a process has been at work, in ms, where Linux says so: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function workOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return NaN;
  }
}
