import { chromium, type CDPSession, type Page } from '@playwright/test';
import { startBrowserHost } from '../support/browser-host.ts';
import { openHostClient } from '../support/host-client.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { median, type BenchResult } from './bench.ts';

export const bar = 0.5;
export const unit = 'least share of the main thread that 20 pipelines at 10,000 events/s each leave free';

const PIPELINES = 20;
/** Events a second of each: what is asked for, and so few that the page's own cost is seen beside a machine at rest. */
const RATES = [10_000, 500];
const SECONDS = 10;
const SETTLED_MS = 8_000;
const KEYS = 30;

/** Each counts by key: every second one into Redis, for the chart of time series, and onto a channel; the others for the chart of rows. */
function pipelineFile(index: number, rate: number): object {
  const counting = {
    groupBy: ['event.key'],
    window: { type: 'tumbling', size: '1s' },
    aggregate: { n: { count: true }, average: { avg: 'event.n' } },
  };
  const isFirst = index % 2 === 0;
  return {
    name: `Load ${index + 1}`,
    source: {
      type: 'generator',
      fields: { key: `{{"k" + string(randInt(1, ${KEYS}))}}`, n: '{{seq}}' },
      rate,
    },
    ...counting,
    sinks: isFirst
      ? [
          { type: 'timeSeries', prefix: `load:${index}:`, value: 'n' },
          { type: 'publish', channel: `load:${index}` },
        ]
      : [{ type: 'chart' }],
  };
}

interface Measured {
  /** Between frames, ms. */
  median: number;
  p95: number;
  /** Of the frames, those that took more than 20 ms. */
  slow: number;
  /** Of the time, the part in which the main thread computed: processor time, which the load of the machine does not change. */
  busy: number;
  messagesPerSecond: number;
  kilobytesPerSecond: number;
}

async function measure(page: Page, cdp: CDPSession): Promise<Measured> {
  let messages = 0;
  let bytes = 0;
  const count = ({ response }: { response: { payloadData: string } }) => {
    messages++;
    bytes += response.payloadData.length * 0.75;
  };
  cdp.on('Network.webSocketFrameReceived', count);
  const threadSeconds = async () => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')!.value;
  };
  const before = await threadSeconds();
  const startedAt = performance.now();
  const gaps = await page.evaluate(
    seconds =>
      new Promise<number[]>(resolve => {
        const gaps: number[] = [];
        const begin = performance.now();
        let last = begin;
        const tick = (now: number) => {
          gaps.push(now - last);
          last = now;
          if (now - begin < seconds * 1_000) requestAnimationFrame(tick);
          else resolve(gaps.slice(1));
        };
        requestAnimationFrame(tick);
      }),
    SECONDS,
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  const busy = ((await threadSeconds()) - before) / seconds;
  cdp.off('Network.webSocketFrameReceived', count);
  const sorted = [...gaps].sort((a, b) => a - b);
  return {
    median: median(gaps),
    p95: sorted[Math.floor(sorted.length * 0.95)]!,
    slow: gaps.filter(gap => gap > 20).length / gaps.length,
    busy,
    messagesPerSecond: messages / seconds,
    kilobytesPerSecond: bytes / seconds / 1_000,
  };
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const inWords = (measured: Measured) =>
  `${percent(measured.busy)} busy, frames ${measured.median.toFixed(1)} ms (p95 ${measured.p95.toFixed(1)} ms, ${percent(measured.slow)} over 20 ms), ${measured.messagesPerSecond.toFixed(1)} messages/s of ${measured.kilobytesPerSecond.toFixed(0)} kB/s`;

export async function run(): Promise<BenchResult> {
  const detail: BenchResult['detail'] = {};
  const busiest = [];
  for (const rate of RATES) busiest.push(await atRate(rate, detail));
  return { ratio: 1 - Math.max(...busiest), detail };
}

/** @returns the largest share of the main thread that a screen took */
async function atRate(rate: number, detail: BenchResult['detail']): Promise<number> {
  const redis = await startRedisServer();
  const host = await startBrowserHost(['--redis', redis.url], { MILLRACE_VALIDATE: '0' });
  const browser = await chromium.launch({
    executablePath: process.env.MILLRACE_CHROMIUM,
    args: ['--disable-background-networking', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
  try {
    const { client, connectionId, close } = await openHostClient(host);
    const ids: string[] = [];
    for (let index = 0; index < PIPELINES; index++) {
      const file = pipelineFile(index, rate);
      const { id } = await client.pipelines.save({ name: `Load ${index + 1}`, text: JSON.stringify(file) });
      ids.push(id);
      await client.pipelines.start({ id, connectionId, offline: false });
    }
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(host.url);
    await page.getByRole('contentinfo').getByText('connected').first().waitFor({ timeout: 120_000 });
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    await cdp.send('Network.enable');
    const screens = {
      'series of a run': `pipeline=${ids[0]}&view=run`,
      'rows of a run': `pipeline=${ids[1]}&view=run`,
      'the picture of all': 'view=running',
    };
    const busy: number[] = [];
    for (const [screen, opened] of Object.entries(screens)) {
      await page.evaluate(hash => (window.location.hash = hash), `#/pipelines?on=${connectionId}&${opened}`);
      await page.waitForTimeout(SETTLED_MS);
      const measured = await measure(page, cdp);
      busy.push(measured.busy);
      detail[`20 × ${rate}/s, ${screen}`] = inWords(measured);
    }
    for await (const flow of client.pipelines.flow({ id: null, connectionId })) {
      const reached = flow.pipelines.map(({ receivedPerSecond }) => receivedPerSecond ?? 0);
      detail[`20 × ${rate}/s, events/s that the machine came to`] = Math.round(
        reached.reduce((a, b) => a + b, 0),
      );
      break;
    }
    close();
    return Math.max(...busy);
  } finally {
    await browser.close();
    await host.stop();
    await redis.stop();
  }
}
