import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBrowserHost } from '../support/browser-host.ts';
import { expect, openScreen, test, watchProblems } from './fixtures.ts';

test('what was published, how the page looked and a draft are there at the next start, at another address; no payload is in the browser', async ({
  browser,
  redis,
}) => {
  const home = await mkdtemp(join(tmpdir(), 'millrace-kept-'));
  const open = async () => {
    const host = await startBrowserHost(['--redis', redis.url], { MILLRACE_HOME: home });
    const context = await browser.newContext({ colorScheme: 'dark' });
    const page = await context.newPage();
    const problems = watchProblems(page);
    await page.goto(host.url);
    await expect(page.getByRole('contentinfo')).toContainText('connected');
    return { host, context, page, problems };
  };
  const payload = (page: typeof first.page) => page.getByRole('textbox', { name: 'Payload' });

  const first = await open();
  await openScreen(first.page, 'Settings');
  await first.page.getByRole('combobox', { name: 'Theme' }).click();
  await first.page.getByRole('option', { name: 'Light' }).click();
  await expect(first.page.locator('html')).toHaveAttribute('data-theme', 'light');
  await openScreen(first.page, 'Pub/Sub');
  await first.page.getByRole('textbox', { name: 'Publish to' }).fill('orders');
  await payload(first.page).fill('a payload to be kept');
  await payload(first.page).press('Control+Enter');
  await expect(first.page.getByRole('region', { name: 'Publish' })).toContainText('delivered to');
  await payload(first.page).fill('half a payload');
  // The window's own draft is there after a reload.
  await first.page.reload();
  await expect(payload(first.page)).toHaveText('half a payload');
  const stored = await first.page.evaluate(() =>
    JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
  );
  expect(stored).not.toContain('payload');
  expect(first.problems).toEqual([]);
  await first.context.close();
  await first.host.stop();

  const second = await open();
  expect(second.host.port).not.toBe(first.host.port);
  await expect(second.page.locator('html')).toHaveAttribute('data-setting', 'light');
  await expect(second.page.locator('html')).toHaveAttribute('data-theme', 'light');
  await openScreen(second.page, 'Pub/Sub');
  await payload(second.page).press('ArrowUp');
  await expect(payload(second.page)).toHaveText('a payload to be kept');
  await second.context.close();
  await second.host.stop();
  await rm(home, { recursive: true });
});
