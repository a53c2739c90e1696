import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, openScreen, test as base } from './fixtures.ts';
import { startBrowserHost, type BrowserHost } from '../support/browser-host.ts';
import type { TestServer } from '../support/redis-server.ts';

interface Fixtures {
  /** A settings folder that outlives a Millrace. */
  home: string;
  /** Starts Millrace on that folder. */
  startMillrace: (redis: TestServer | 'sandbox') => Promise<BrowserHost>;
}
const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures a fixture needs from this pattern
  home: async ({}, use) => {
    const home = await mkdtemp(join(tmpdir(), 'millrace-resume-'));
    await use(home);
    await rm(home, { recursive: true, force: true });
  },
  startMillrace: async ({ home }, use) => {
    const hosts: BrowserHost[] = [];
    await use(async redis => {
      const args = redis === 'sandbox' ? [] : ['--redis', redis.url];
      const host = await startBrowserHost(args, { MILLRACE_HOME: home });
      hosts.push(host);
      return host;
    });
    for (const host of hosts) await host.stop();
  },
});

async function keepPipeline(home: string, id: string, content: Record<string, unknown>): Promise<void> {
  await mkdir(join(home, 'pipelines'), { recursive: true });
  const text = JSON.stringify(content, null, 2);
  await writeFile(
    join(home, 'pipelines', `${id}.json`),
    JSON.stringify({ version: 1, name: content.name, text }),
  );
}
async function choose(page: Page, host: BrowserHost, name: string): Promise<void> {
  await page.goto(host.url);
  await expect(page.getByRole('contentinfo')).toContainText('connected');
  await openScreen(page, 'Pipelines');
  await page.getByRole('navigation', { name: 'Pipeline files' }).getByRole('button', { name }).click();
  await expect(page.getByRole('heading', { name, exact: true, level: 2 })).toBeVisible();
}
async function kill({ child }: BrowserHost): Promise<void> {
  const exited = new Promise(resolve => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exited;
}
async function append(redis: TestServer, from: number, to: number): Promise<void> {
  for (let n = from; n < to; n++) await redis.ask('XADD', 'orders', '*', 'n', n, 'city', `city${n % 3}`);
}
const counted = async (redis: TestServer) =>
  ((await redis.ask('HVALS', 'orders:all')) as Buffer[]).map(Number).reduce((sum, value) => sum + value, 0);
const log = (page: Page) => page.getByRole('tab', { name: 'Log' });

const orders = {
  name: 'Count orders',
  source: { type: 'stream', keys: ['orders'], group: 'counters', work: '1ms' },
  groupBy: ['event.city'],
  window: { type: 'tumbling', size: '1h' },
  aggregate: { n: { count: true } },
  sinks: [{ type: 'timeSeries', prefix: 'orders:', total: 'orders:all' }],
  flush: '50ms',
};

test('killed while a pipeline runs, Millrace goes on with it when it starts again, and every entry counts once', async ({
  page,
  redis,
  home,
  startMillrace,
}) => {
  await keepPipeline(home, 'count-orders', orders);
  await append(redis, 0, 1_500);
  const first = await startMillrace(redis);
  await choose(page, first, 'Count orders');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect.poll(() => counted(redis), { intervals: [50] }).toBeGreaterThan(100);
  await kill(first);
  expect(await counted(redis)).toBeLessThan(1_500);
  await append(redis, 1_500, 1_600);

  // Nobody looks at it, and it has another id for the connection given at its start.
  const second = await startMillrace(redis);
  await expect.poll(() => counted(redis), { timeout: 20_000 }).toBe(1_600);
  const pending = (await redis.ask('XPENDING', 'orders', 'counters')) as unknown[];
  expect(pending[0]).toBe('0');
  await choose(page, second, 'Count orders');
  await expect(page.getByRole('main').getByText('running', { exact: true }).first()).toBeVisible();
  await log(page).click();
  await expect(page.getByRole('tabpanel')).toContainText(
    'Resumed from its position after Millrace started again',
  );

  // What the person has stopped stays stopped.
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByText('ended', { exact: true })).toBeVisible();
  await second.stop();
  const third = await startMillrace(redis);
  await choose(page, third, 'Count orders');
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Interrupted' })).toBeHidden();
});

test('what starts from the beginning each time is not started again but shown as interrupted', async ({
  page,
  redis,
  home,
  startMillrace,
}) => {
  await keepPipeline(home, 'send', {
    name: 'Send numbers',
    source: { type: 'generator', fields: { n: '{{seq}}' }, count: 100_000, rate: 50 },
    sinks: [{ type: 'stream', key: 'numbers' }],
  });
  const first = await startMillrace(redis);
  await choose(page, first, 'Send numbers');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect.poll(async () => Number(await redis.ask('XLEN', 'numbers'))).toBeGreaterThan(3);
  await kill(first);
  const sent = await redis.ask('XLEN', 'numbers');

  const second = await startMillrace(redis);
  await choose(page, second, 'Send numbers');
  const notice = page.getByRole('region', { name: 'Interrupted' });
  await expect(notice).toContainText(
    'Millrace closed while it ran. It starts from the beginning each time, so it was not started again.',
  );
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeEnabled();
  await expectAccessible(page);
  expect(await redis.ask('XLEN', 'numbers')).toBe(sent);
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice).toBeHidden();
});

test('what ran on the sandbox begins anew on the next one; without a sandbox it says so, and can be given up', async ({
  page,
  redis,
  home,
  startMillrace,
}) => {
  await keepPipeline(home, 'count', {
    name: 'Count numbers',
    source: { type: 'generator', fields: { n: '{{seq}}' }, rate: 100 },
    window: { type: 'tumbling', size: '1h' },
    aggregate: { n: { count: true } },
    sinks: [{ type: 'timeSeries', prefix: 'n:', total: 'n' }],
    flush: '50ms',
  });
  const received = page.getByRole('region', { name: 'Count numbers' });
  const first = await startMillrace('sandbox');
  await choose(page, first, 'Count numbers');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(received).toContainText(/[1-9]\d* received/);
  await kill(first);

  const second = await startMillrace('sandbox');
  await choose(page, second, 'Count numbers');
  await expect(received).toContainText(/[1-9]\d* received/);
  await log(page).click();
  await expect(page.getByRole('tabpanel')).toContainText('Started over on this sandbox');
  await kill(second);

  const third = await startMillrace(redis);
  await choose(page, third, 'Count numbers');
  const notice = page.getByRole('region', { name: 'Interrupted' });
  await expect(notice).toContainText(
    'Millrace closed while it ran, and the sandbox closed with its data. It starts over on the next sandbox, once that is started.',
  );
  await openScreen(page, 'Overview');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await openScreen(page, 'Pipelines');
  await expect(received).toContainText(/[1-9]\d* received/);
  await expect(notice).toBeHidden();
  expect(await redis.ask('EXISTS', 'n')).toBe('0');
});

test('on another server it waits for its own, and can be given up; a second Millrace leaves it alone', async ({
  page,
  redis,
  home,
  startMillrace,
}) => {
  await writeFile(
    join(home, 'running-pipelines.json'),
    JSON.stringify({
      version: 1,
      running: [
        {
          id: 'count-orders',
          connectionId: 'gone',
          server: '127.0.0.1:1/0',
          offline: false,
          consumer: 'old',
          startedAt: 1,
        },
        {
          id: 'removed',
          connectionId: 'gone',
          server: '127.0.0.1:1/0',
          offline: false,
          consumer: 'old',
          startedAt: 1,
        },
      ],
    }),
  );
  await keepPipeline(home, 'count-orders', orders);
  const first = await startMillrace(redis);
  await choose(page, first, 'Count orders');
  const notice = page.getByRole('region', { name: 'Interrupted' });
  await expect(notice).toContainText('once the connection to 127.0.0.1:1/0 is open');
  expect(first.log()).toContain('The pipeline "removed" ran when Millrace closed. Its file no longer exists');

  const second = await startMillrace(redis);
  const other = await page.context().newPage();
  await choose(other, second, 'Count orders');
  await expect(other.getByRole('button', { name: 'Start', exact: true })).toBeVisible();
  await expect(other.getByRole('region', { name: 'Interrupted' })).toBeHidden();

  await notice.getByRole('button', { name: 'Do not resume' }).click();
  await expect(notice).toBeHidden();
  expect(await redis.ask('EXISTS', 'orders')).toBe('0');
});

test('a file that was edited so that open windows cannot go on asks before it drops them', async ({
  page,
  redis,
  home,
  startMillrace,
}) => {
  const rows = { ...orders, sinks: [{ type: 'stream', key: 'rows' }] };
  await keepPipeline(home, 'count-orders', rows);
  await append(redis, 0, 30);
  const first = await startMillrace(redis);
  await choose(page, first, 'Count orders');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  /** Delivered to the group, and acknowledged with what they count in. */
  const taken = async () => {
    const [group] = (await redis.ask('XINFO', 'GROUPS', 'orders')) as Buffer[][];
    const fact = (name: string) => String(group?.[group.findIndex(item => String(item) === name) + 1]);
    return fact('pending') === '0' ? Number(fact('entries-read')) : 0;
  };
  await expect.poll(taken).toBe(30);
  await kill(first);
  await keepPipeline(home, 'count-orders', { ...rows, groupBy: ['event.n'] });

  const second = await startMillrace(redis);
  await choose(page, second, 'Count orders');
  await expect(page.getByText('another groupBy').first()).toBeVisible();
  await expectAccessible(page);
  expect(await redis.ask('EXISTS', 'rows')).toBe('0');
  await page.getByRole('button', { name: 'Start without the open windows' }).click();
  await expect(page.getByRole('dialog')).toContainText('another groupBy');
  await page.getByRole('button', { name: 'Drop the open windows and start' }).click();
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeVisible();
  await append(redis, 30, 31);
  await expect.poll(taken).toBe(31);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect.poll(async () => Number(await redis.ask('XLEN', 'rows'))).toBe(1);
});
