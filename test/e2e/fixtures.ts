import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, loadavg } from 'node:os';
import { test as base, expect, type Page } from '@playwright/test';
import type Axe from 'axe-core';
import { startBrowserHost, type BrowserHost } from '../support/browser-host.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { behindSlowLine } from '../support/slow-line.ts';

/** Set to find the tests, and the parts of the page, that hold only where the engine answers at once. */
const LATENCY_MS = Number(process.env.MILLRACE_TEST_LATENCY_MS ?? 0);

interface Fixtures {
  redis: TestServer;
  host: BrowserHost;
  /** The page of the product, connected to `redis`. */
  app: Page;
}

/** Every test has a Redis and a Millrace of its own; what the page reports as an error fails it. */
export const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures a fixture needs from this pattern
  redis: async ({}, use) => {
    const redis = await startRedisServer();
    await use(redis);
    await redis.stop();
  },
  host: async ({ redis }, use) => {
    const near = await startBrowserHost(['--redis', redis.url]);
    const host = LATENCY_MS > 0 ? await behindSlowLine(near, LATENCY_MS) : near;
    await use(host);
    await host.stop();
    expect(host.log()).toBe('');
  },
  app: async ({ host, page }, use) => {
    const problems = watchProblems(page);
    await page.goto(host.url);
    await expect(page.getByRole('contentinfo')).toContainText('connected');
    await use(page);
    await tellWhatItShowed(page);
    expect(problems).toEqual([]);
  },
});

export { expect };

/** The log of a run elsewhere is often all there is of a failure. */
async function tellWhatItShowed(page: Page): Promise<void> {
  if (base.info().errors.length === 0 || page.isClosed()) return;
  const showed = await page.locator('body').ariaSnapshot({ timeout: 5_000 }).catch(String);
  process.stdout.write(
    `\n"${base.info().title}" failed at ${page.url().replace(/token=.*/, 'token=…')} with\n${showed}\n`,
  );
}

/** Collects what the page throws, and what its policy refuses. */
export function watchProblems(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', error => problems.push(error.message));
  page.on('console', message => {
    // A WebSocket that cannot be reached is logged by the browser itself; the page says it in its own way.
    if (message.type() === 'error' && !message.text().includes('WebSocket')) problems.push(message.text());
  });
  return problems;
}

/** A text that begins with a figure, and not with the end of a longer one: `2 kept`, but not `12 kept` or `1,002 kept`. */
export function figure(text: string): RegExp {
  return new RegExp(`(?<!\\d|\\d[.,])${text.replace(/[$()*+./?[\\\]^{|}]/g, '\\$&')}`);
}

/**
 * A time that the product promises, in milliseconds. Where more waits for the processors of this machine than there are of them, everything takes as
 * much longer: that says nothing of the product.
 */
export function promised(limitMs: number): number {
  return limitMs * Math.max(1, loadavg()[0]! / availableParallelism());
}

export async function openScreen(page: Page, name: string): Promise<void> {
  await page
    .getByRole('navigation')
    .getByRole('link', { name: new RegExp(`^${name}`) })
    .click();
  await expect(page.getByRole('main').getByRole('heading', { name, level: 1 })).toBeVisible();
}

export async function subscribe(page: Page, ...names: string[]): Promise<void> {
  await page.getByRole('button', { name: 'Subscribe', exact: true }).click();
  await page.getByRole('textbox', { name: 'Channel or pattern' }).fill(names.join(' '));
  await page.keyboard.press('Enter');
  for (const name of names) await expectSubscribed(page, name);
}

/** The server has confirmed it: from here on nothing that is published is missed. */
export async function expectSubscribed(page: Page, name: string): Promise<void> {
  const chip = page.getByRole('button', { name: `Unsubscribe from ${name}`, exact: true }).locator('..');
  await expect(chip).toContainText('/s');
}

/** Messages are searched for text unless CEL is chosen. */
export async function readFilterAsCel(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Filter language' }).click();
  await page.getByRole('option', { name: 'CEL' }).click();
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.1 AA, as far as a machine can tell. A theme changes nothing but colours: `only: 'contrast'` looks at no more. */
export async function expectAccessible(page: Page, only?: 'contrast'): Promise<void> {
  // Reading it takes as long as using it: once for each page.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const violations = await page.evaluate(
    async runOnly => {
      const { axe } = window as unknown as { axe: typeof Axe };
      // What passed need not be described: that takes longer than looking.
      const { violations } = await axe.run({ runOnly, resultTypes: ['violations'] });
      return violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(node => node.target.join(' ')).join(', ')}`,
      );
    },
    only === 'contrast' ? ['color-contrast'] : ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'],
  );
  expect(violations).toEqual([]);
}
