import { chromium } from '@playwright/test';
import { startBrowserHost } from '../support/browser-host.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { median, type BenchResult } from './bench.ts';

export const bar = 55;
export const unit = 'median frames/s of the page while 100,000 messages/s arrive';

const SECONDS = 30;
const RATE = 100_000;
const BATCH = 1_000;
/** The heap may breathe; a leak of a frame's rows would grow by far more. */
const HEAP_GROWTH_LIMIT = 1.5;
const script = `local payload = '{"type":"edit","title":"Port of Antwerp","text":"' .. string.rep('x', 240) .. '"}'
for i = 1, ${BATCH} do redis.call('PUBLISH', 'flood', payload) end`;

/** Publishes at a steady rate for a time; answers how many. */
async function publish(server: TestServer): Promise<number> {
  const startedAt = performance.now();
  let sent = 0;
  while (performance.now() - startedAt < SECONDS * 1_000) {
    const due = ((performance.now() - startedAt) / 1_000) * RATE;
    if (sent < due) {
      await server.ask('EVAL', script, 0);
      sent += BATCH;
    } else {
      await new Promise(resolve => setTimeout(resolve, 2));
    }
  }
  return sent;
}

export async function run(): Promise<BenchResult> {
  const redis = await startRedisServer(['--client-output-buffer-limit', 'pubsub 0 0 0']);
  const host = await startBrowserHost(['--redis', redis.url], { MILLRACE_VALIDATE: '0' });
  const browser = await chromium.launch({
    executablePath: process.env.MILLRACE_CHROMIUM,
    args: [
      '--disable-background-networking',
      '--enable-precise-memory-info',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(host.url);
    await page.getByRole('link', { name: /^Pub\/Sub/ }).click();
    await page.getByRole('button', { name: 'Subscribe', exact: true }).click();
    await page.getByRole('textbox', { name: 'Channel or pattern' }).fill('flood');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Unsubscribe from flood' }).waitFor();
    const cdp = await page.context().newCDPSession(page);
    const heap = async () => {
      await cdp.send('HeapProfiler.collectGarbage');
      return (await cdp.send('Runtime.getHeapUsage')).usedSize;
    };

    const publishing = publish(redis);
    await page.waitForTimeout(3_000);
    const heapBefore = await heap();
    // Frames in each whole second, and how often the rows were drawn anew: a page that draws nothing new is not live.
    const measured = page.evaluate(
      seconds =>
        new Promise<{ frames: number[]; changes: number }>(resolve => {
          const frames: number[] = [];
          let inSecond = 0;
          let changes = 0;
          let last = '';
          let secondEnds = performance.now() + 1_000;
          const tick = (now: number) => {
            inSecond++;
            const text =
              document.querySelector('[role=grid] [role=row]:last-child')?.getAttribute('aria-rowindex') ??
              '';
            if (text !== last) changes++;
            last = text;
            if (now >= secondEnds) {
              frames.push(inSecond);
              inSecond = 0;
              secondEnds += 1_000;
            }
            if (frames.length < seconds) requestAnimationFrame(tick);
            else resolve({ frames, changes });
          };
          requestAnimationFrame(tick);
        }),
      SECONDS - 6,
    );
    const { frames, changes } = await measured;
    const heapAfter = await heap();
    const sent = await publishing;
    await page.waitForTimeout(1_000);
    const total = await page.evaluate(() =>
      document.querySelector('[role=grid]')?.getAttribute('aria-rowcount'),
    );
    if (heapAfter > heapBefore * HEAP_GROWTH_LIMIT)
      throw new Error(`the page's heap grew from ${heapBefore} to ${heapAfter} bytes`);
    return {
      ratio: median(frames),
      detail: {
        'published messages/s': Math.round(sent / SECONDS),
        'frames/s, worst second': Math.min(...frames),
        'drawings of new rows/s': Math.round(changes / frames.length),
        'page heap before': `${(heapBefore / 1e6).toFixed(1)} MB`,
        'page heap after': `${(heapAfter / 1e6).toFixed(1)} MB`,
        'rows in the feed': String(total),
        'shown above the rows': (await page.getByText(/ kept/).first().innerText()).replaceAll('\n', ' '),
      },
    };
  } finally {
    await browser.close();
    await host.stop();
    await redis.stop();
  }
}
