import type { Page } from '@playwright/test';
import { expect, expectAccessible, figure, openScreen, subscribe, test } from './fixtures.ts';

const grid = (app: Page) => app.getByRole('grid', { name: 'Messages' });
const progress = (app: Page) => app.getByRole('group', { name: 'Publishing' });

test('a template is shown while it is written, and published many times, each with its own values', async ({
  app,
  redis,
}) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'out');
  await app.getByRole('textbox', { name: 'Publish to' }).fill('out');
  await app.getByRole('textbox', { name: 'Payload' }).fill('{"n":{{seq}},"r":{{randInt(5,5)}}}');
  await expect(app.getByRole('status', { name: 'Preview' })).toContainText('→ {"n":0,"r":5}');
  await app.getByRole('textbox', { name: 'Repeat' }).fill('1,000');
  await app.getByRole('textbox', { name: 'Payload' }).press('Control+Enter');
  await expect(progress(app)).toContainText(figure('1,000 of 1,000 published'));
  await expect(progress(app)).toContainText(figure('1,000 deliveries'));
  await expect(grid(app)).toHaveAttribute('aria-rowcount', '1001');
  await expect(grid(app).getByRole('row').last()).toContainText('{"n":999,"r":5}');
  await expectAccessible(app);
  expect(await redis.ask('PUBSUB', 'NUMSUB', 'out')).toEqual([Buffer.from('out'), '1']);
});

test('a run at a rate is stopped, and what it says it sent is what arrived', async ({ app }) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'out');
  await app.getByRole('textbox', { name: 'Publish to' }).fill('out');
  await app.getByRole('textbox', { name: 'Payload' }).fill('x {{uuid()}}');
  await app.getByRole('textbox', { name: 'Repeat' }).fill('100000');
  await app.getByRole('textbox', { name: 'Messages per second' }).fill('200');
  await app.getByRole('textbox', { name: 'Payload' }).press('Control+Enter');
  await expect(grid(app)).toContainText(/x [0-9a-f]{8}-/);
  await progress(app).getByRole('button', { name: 'Stop' }).click();
  await expect(progress(app)).toContainText(/stopped · [\d,]+ of 100,000 published/);
  const sent = /stopped · ([\d,]+) of/.exec(await progress(app).innerText())![1]!;
  await expect(app.getByText(`${sent} kept`)).toBeVisible();
});

test('a mistake in a template or in the numbers is said where it was entered, and nothing is sent', async ({
  app,
}) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'out');
  await app.getByRole('textbox', { name: 'Publish to' }).fill('out');
  await app.getByRole('textbox', { name: 'Payload' }).fill('a {{seq +}}');
  await expect(app.getByRole('status', { name: 'Preview' })).toContainText(
    /At character \d+: .*cannot be made/,
  );
  await app.getByRole('textbox', { name: 'Payload' }).press('Control+Enter');
  await expect(app.getByRole('region', { name: 'Publish' }).getByRole('alert')).toContainText(
    'It was not published',
  );
  await app.getByRole('textbox', { name: 'Repeat' }).fill('many');
  await app.getByRole('textbox', { name: 'Payload' }).press('Control+Enter');
  await expect(app.getByRole('region', { name: 'Publish' })).toContainText(/whole number from 1/);
  await expect(app.getByText(figure('0 kept'))).toBeVisible();
});

test('a received message with braces is published again as it was', async ({ app, redis }) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'mail');
  await redis.ask('PUBLISH', 'mail', 'Dear {{name}}');
  await grid(app).getByRole('row').filter({ hasText: 'Dear' }).click();
  await app.getByRole('button', { name: 'Republish…' }).click();
  await app.getByRole('textbox', { name: 'Repeat' }).fill('2');
  await app.getByRole('textbox', { name: 'Payload' }).press('Control+Enter');
  await expect(grid(app).getByRole('row').filter({ hasText: 'Dear {{name}}' })).toHaveCount(3);
});

test('a run goes on while other screens are shown', async ({ app, redis }) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'out');
  await app.getByRole('textbox', { name: 'Publish to' }).fill('out');
  await app.getByRole('textbox', { name: 'Payload' }).fill('{{seq}}');
  await app.getByRole('textbox', { name: 'Repeat' }).fill('100000');
  await app.getByRole('textbox', { name: 'Messages per second' }).fill('100');
  await app.getByRole('textbox', { name: 'Payload' }).press('Control+Enter');
  await expect(progress(app)).toContainText('of 100,000 published');
  await openScreen(app, 'Streams');
  const commands = async () =>
    Number(
      /calls=(\d+)/.exec(
        String(await redis.ask('INFO', 'commandstats')).split('cmdstat_publish:')[1] ?? '',
      )?.[1] ?? 0,
    );
  const before = await commands();
  await expect.poll(commands).toBeGreaterThan(before + 20);
  await openScreen(app, 'Pub/Sub');
  await progress(app).getByRole('button', { name: 'Stop' }).click();
  await expect(progress(app)).toContainText(/stopped · [\d,]+ of 100,000 published/);
});
