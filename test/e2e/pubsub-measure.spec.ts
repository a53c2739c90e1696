import type { Locator, Page } from '@playwright/test';
import { expect, expectAccessible, figure, openScreen, subscribe, test } from './fixtures.ts';

async function openMeasure(app: Page): Promise<void> {
  await app.getByRole('tab', { name: 'Measure' }).click();
  await expect(app.getByRole('button', { name: 'Reset' })).toBeVisible();
}

async function pick(app: Page, list: string, option: string): Promise<void> {
  await app.getByRole('combobox', { name: list }).click();
  await app.getByRole('option', { name: option, exact: true }).click();
}

const cells = (app: Page, table: string, row: string) =>
  app.getByRole('table', { name: table }).getByRole('row').filter({ hasText: row }).getByRole('cell');

test('a flood of known size is counted exactly, by channel, size and pattern, and begins anew on Reset', async ({
  app,
  redis,
}) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'flood', 'many.*');
  await openMeasure(app);
  const script = (channel: string, count: number, bytes: number) =>
    `for i = 1, ${count} do redis.call('PUBLISH', ${channel}, string.rep('x', ${bytes})) end`;
  await redis.ask('EVAL', script(`'flood'`, 30_000, 100), 0);
  await redis.ask('EVAL', script(`'flood'`, 10_000, 1_000), 0);
  await redis.ask('EVAL', script(`'many.' .. i`, 500, 0), 0);
  await expect(app.getByRole('tabpanel')).toContainText(figure('40,500 messages since'));
  await expect(cells(app, 'Percentiles', 'payload size')).toHaveText([
    '100 B',
    '1.0 kB',
    '1.0 kB',
    '1.0 kB',
    '40,500',
  ]);
  await expect(cells(app, 'Payload sizes', '≤ 128 B').last()).toHaveText('30,000');
  await expect(cells(app, 'Payload sizes', '≤ 1.0 kB').last()).toHaveText('10,000');
  await expect(cells(app, 'Payload sizes', '≤ 0 B').last()).toHaveText('500');
  await expect(app.getByRole('region', { name: 'Channels of patterns' })).toContainText(
    'many.* brought 500 channels',
  );
  await pick(app, 'Measured channel', 'flood');
  await expect(cells(app, 'Percentiles', 'between messages').last()).toHaveText('39,999');

  // What the chart draws is also a table: all seconds together are all messages.
  const sum = async () => {
    const texts = await app
      .getByRole('group', { name: 'Messages per second: values' })
      .locator('tbody td:nth-child(2)')
      .allTextContents();
    return texts.reduce((total, text) => total + (text === '—' ? 0 : Number(text.replaceAll(',', ''))), 0);
  };
  await expect.poll(sum).toBe(40_500);
  await app.getByRole('textbox', { name: 'Another channel' }).fill('many.77');
  await app.getByRole('textbox', { name: 'Another channel' }).press('Enter');
  await expect(app.getByRole('list', { name: 'Series' })).toContainText('many.77');
  await expectAccessible(app);

  await app.getByRole('button', { name: 'Reset' }).click();
  await expect(app.getByRole('tabpanel')).toContainText(figure('0 messages since'));
  await redis.ask('PUBLISH', 'flood', 'x');
  await expect(app.getByRole('tabpanel')).toContainText(figure('1 message since'));
});

test('a channel has one colour wherever it is shown', async ({ app, redis }) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'own', 'many.*');
  for (const channel of ['own', 'many.a', 'many.b', 'many.c']) await redis.ask('PUBLISH', channel, 'x');
  const feed = app.getByRole('grid', { name: 'Messages' });
  await expect(feed).toContainText('many.c');
  await openMeasure(app);
  const series = app.getByRole('list', { name: 'Series' });
  await expect(series).toContainText('many.c');
  await app.getByRole('tab', { name: 'Channels', exact: true }).click();
  const table = app.getByRole('grid', { name: 'Channels heard' });
  await expect(table).toContainText('many.c');
  const colorOf = (place: Locator) =>
    place.locator('.swatch').evaluate(swatch => getComputedStyle(swatch).backgroundColor);
  const colors = new Map<string, string>();
  for (const channel of ['own', 'many.a', 'many.b', 'many.c']) {
    const color = await colorOf(feed.getByRole('row').filter({ hasText: channel }).last());
    expect(await colorOf(table.getByRole('row').filter({ hasText: channel }))).toBe(color);
    colors.set(channel, color);
  }
  expect(new Set(colors.values()).size).toBe(4);
  await openMeasure(app);
  for (const [channel, color] of colors)
    expect(await colorOf(series.getByRole('button', { name: channel, exact: true }))).toBe(color);
  const chip = app.getByRole('button', { name: 'Unsubscribe from own' }).locator('..');
  expect(await colorOf(chip)).toBe(colors.get('own'));
});

test('the delay of delivery is measured by a field of the payload; a clock that is ahead is said', async ({
  app,
  redis,
}) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'late', 'ahead');
  const publish = (channel: string, at: unknown) =>
    redis.ask('PUBLISH', channel, JSON.stringify({ meta: { at } }));
  await publish('late', Date.now());
  await openMeasure(app);
  const field = app.getByRole('combobox', { name: 'Field with the time of sending' });
  await expect(field).toHaveValue('meta.at');
  await pick(app, 'Channel with times', 'late');
  await app.getByRole('button', { name: 'Measure', exact: true }).click();
  const late = app.getByRole('group', { name: 'Delay of late' });
  await expect(late).toContainText(figure('0 of 0 messages carried it'));
  for (let n = 0; n < 20; n++) await publish('late', (Date.now() - 60_000) / 1_000);
  await publish('late', null);
  await publish('ahead', Date.now());
  await expect(late).toContainText('late by meta.at (s) · 20 of 21 messages carried it');
  await expect(cells(app, 'Delay of late, percentiles', 'delay')).toHaveText([
    '1 m',
    '1 m',
    '1 m',
    '1 m',
    '20',
  ]);

  await redis.ask('PUBLISH', 'ahead', 'x');
  await pick(app, 'Channel with times', 'ahead');
  await app.getByRole('button', { name: 'Measure', exact: true }).click();
  await expect(app.getByRole('group', { name: 'Delay of ahead' })).toBeVisible();
  await publish('ahead', new Date(Date.now() + 30_000).toISOString());
  await expect(app.getByRole('group', { name: 'Delay of ahead' })).toContainText(
    /1 message came before they were sent, by up to (29|30) s/,
  );
  await expectAccessible(app);
  await app.getByRole('button', { name: 'Stop measuring the delay of ahead' }).click();
  await expect(app.getByRole('group', { name: 'Delay of ahead' })).toHaveCount(0);
});
