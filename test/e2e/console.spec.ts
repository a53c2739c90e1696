import type { Page } from '@playwright/test';
import { pendingStream } from '../support/streams.ts';
import { expect, expectAccessible, openScreen, test } from './fixtures.ts';

const region = (app: Page) => app.getByRole('region', { name: 'Console' });
const command = (app: Page) => region(app).getByRole('textbox', { name: 'Command' });
const log = (app: Page) => region(app).getByRole('log');

async function run(app: Page, line: string): Promise<void> {
  await command(app).fill(line);
  await command(app).press('Enter');
}

test('look up, repair and be asked in the console, under every screen', async ({ app, redis }) => {
  await pendingStream(redis, 'orders', 3);
  await app.keyboard.press('Control+`');
  await expect(command(app)).toBeFocused();
  await run(app, 'XPENDING orders g');
  await expect(log(app)).toContainText('1) (integer) 3');

  // Completed by the keyboard, with what it does beside it.
  await command(app).pressSequentially('xcl');
  await expect(region(app).getByRole('option', { name: /^XCLAIM/ })).toBeVisible();
  await command(app).press('Tab');
  await command(app).pressSequentially('ord');
  await expect(region(app).getByRole('option', { name: 'orders' })).toBeVisible();
  await command(app).press('Tab');
  await command(app).pressSequentially('g zoe 0 1-0 2-0 JUSTID');
  await expect(region(app).getByRole('note')).toContainText('leaves the delivery count as it is');
  await expectAccessible(app);
  await command(app).press('Enter');
  await expect(region(app).getByRole('list', { name: 'What changed' })).toContainText('to zoe');
  expect(String(await redis.ask('XPENDING', 'orders', 'g', '-', '+', 10, 'zoe'))).toMatch(/1-0.*2-0/);

  // Destroys nothing before it is answered.
  await run(app, 'MULTI\nSET a 1\nDEL orders\nEXEC');
  const dialog = app.getByRole('dialog', { name: 'Delete orders' });
  await expect(dialog).toContainText('orders (stream of 3 entries)');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expectAccessible(app);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(log(app)).toContainText('Not run.');
  expect(await redis.ask('EXISTS', 'orders', 'a')).toBe('1');
  await run(app, 'DEL orders:none orders');
  await app.getByRole('dialog').getByRole('button', { name: 'Delete 1 key' }).click();
  await expect(log(app)).toContainText('(integer) 1');
  expect(await redis.ask('EXISTS', 'orders')).toBe('0');

  // What waits is ended, and the tab goes on.
  await run(app, 'BLPOP nothing 0');
  await expect
    .poll(async () => String(await redis.ask('CLIENT', 'LIST')))
    .toMatch(/name=millrace-console .*cmd=blpop/);
  await command(app).press('Control+c');
  await expect(log(app)).toContainText('(nil)');

  await command(app).press('Escape');
  await expect(region(app)).toBeHidden();
  await app.reload();
  await expect(app.getByRole('contentinfo')).toContainText('connected');
  await app.keyboard.press('Control+`');
  await command(app).press('ArrowUp');
  await expect(command(app)).toHaveValue('BLPOP nothing 0');
});

test('what another screen runs is opened in the console', async ({ app, redis }) => {
  await pendingStream(redis, 'orders', 3);
  await openScreen(app, 'Streams');
  await app.getByRole('grid', { name: 'Streams' }).getByText('orders', { exact: true }).click();
  await app.getByRole('tab', { name: /pending/i }).click();
  await app.getByRole('checkbox', { name: 'Select 2-0' }).click();
  await app.getByRole('button', { name: 'Acknowledge', exact: true }).first().click();
  await expect(app.getByText('XACK orders g 2-0').first()).toBeVisible();
  await app.getByRole('button', { name: 'Open in the console' }).last().click();
  await expect(command(app)).toHaveValue('XACK orders g 2-0');
  expect(String(await redis.ask('XPENDING', 'orders', 'g'))).toMatch(/^3,/);
  await command(app).press('Enter');
  await expect(log(app)).toContainText('1 pending entry of');
  expect(String(await redis.ask('XPENDING', 'orders', 'g'))).toMatch(/^2,/);
});

test('what listens streams into a feed with a filter', async ({ app, redis }) => {
  await app.keyboard.press('Control+`');
  await run(app, 'PSUBSCRIBE news.*');
  await expect.poll(() => redis.ask('PUBSUB', 'NUMPAT')).toBe('1');
  for (const text of ['one', 'two', 'three']) await redis.ask('PUBLISH', 'news.de', text);
  const rows = region(app).getByRole('grid', { name: 'Messages' }).getByRole('row');
  await expect(rows.filter({ hasText: 'news.de' })).toHaveCount(3);
  await region(app).getByRole('textbox', { name: 'Filter' }).fill('tw');
  await expect(rows.filter({ hasText: 'news.de' })).toHaveCount(1);
  await region(app).getByRole('button', { name: 'Stop' }).click();
  await expect.poll(() => redis.ask('PUBSUB', 'NUMPAT')).toBe('0');
  await expect(log(app)).toContainText('3 messages, stopped');

  await run(app, 'MONITOR');
  await app.getByRole('dialog').getByRole('button', { name: 'Watch all commands' }).click();
  await expect(region(app).getByRole('grid', { name: 'Commands of all clients' })).toContainText('PING');
});
