import { pendingStream } from '../support/streams.ts';
import { expect, expectAccessible, expectSubscribed, openScreen, subscribe, test } from './fixtures.ts';

/** All is looked at in the first. */
const themes = [
  ['Dark', undefined],
  ['Light', 'contrast'],
  ['High contrast', 'contrast'],
] as const;

for (const [theme, only] of themes) {
  test(`every screen is accessible in the theme "${theme}"`, async ({ app, redis }) => {
    await openScreen(app, 'Settings');
    await app.getByRole('combobox', { name: 'Theme' }).click();
    await app.getByRole('option', { name: theme }).click();
    await expect(app.locator('html')).toHaveAttribute('data-theme', theme.split(' ').at(-1)!.toLowerCase());
    await expectAccessible(app, only);
    await openScreen(app, 'Overview');
    await expectAccessible(app, only);
    await openScreen(app, 'Pub/Sub');
    await expectAccessible(app, only);
    await subscribe(app, 'news', 'n*');
    for (let index = 0; index < 5; index++)
      await redis.ask('PUBLISH', 'news', `{"n":${index},"s":"text","b":true,"z":null}`);
    await app
      .getByRole('grid', { name: 'Messages' })
      .getByRole('row')
      .filter({ hasText: 'news' })
      .last()
      .click();
    await expect(app.getByRole('tabpanel', { name: 'Message' })).toContainText('news');
    await expectAccessible(app, only);
    await app.getByRole('button', { name: 'Subscribe', exact: true }).click();
    await expectAccessible(app, only);
  });
}

for (const [theme, only] of themes) {
  test(`streams, pipelines, charts and keys are accessible in the theme "${theme}"`, async ({
    app,
    redis,
  }) => {
    await pendingStream(redis, 'orders', 20);
    await redis.ask('HSET', 'ev:a', String(Math.floor(Date.now() / 10_000) * 10), '5');
    await openScreen(app, 'Settings');
    await app.getByRole('combobox', { name: 'Theme' }).click();
    await app.getByRole('option', { name: theme }).click();
    await openScreen(app, 'Streams');
    await app.getByRole('grid', { name: 'Streams' }).getByText('orders', { exact: true }).click();
    await expect(app.getByRole('grid', { name: 'Entries' })).toBeVisible();
    await expectAccessible(app, only);
    await app.getByRole('tab', { name: /pending/i }).click();
    await app.getByRole('grid', { name: 'Pending entries' }).getByRole('row').nth(1).click();
    await expectAccessible(app, only);
    await openScreen(app, 'Pipelines');
    await expectAccessible(app, only);
    await openScreen(app, 'Charts');
    await expectAccessible(app, only);
    await openScreen(app, 'Keys');
    await app.getByRole('grid', { name: 'Keys' }).getByText('ev:a', { exact: true }).click();
    await expect(app.getByRole('grid', { name: 'Fields' })).toContainText('5');
    await expectAccessible(app, only);
  });
}

test('everything is reached with the keyboard', async ({ app, redis }) => {
  await app.keyboard.press('Control+2');
  await expect(app.getByRole('heading', { name: 'Pub/Sub', level: 1 })).toBeVisible();
  await app.keyboard.press('s');
  await app.keyboard.type('keys');
  await app.keyboard.press('Enter');
  await expectSubscribed(app, 'keys');
  await redis.ask('PUBLISH', 'keys', 'one');
  await redis.ask('PUBLISH', 'keys', 'two');
  const grid = app.getByRole('grid', { name: 'Messages' });
  await expect(grid).toContainText('two');
  await grid.focus();
  await app.keyboard.press('ArrowUp');
  await app.keyboard.press('ArrowUp');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('tabpanel', { name: 'Message' })).toContainText('one');
  await app.keyboard.press('?');
  await expect(app.getByRole('dialog')).toContainText(/shortcuts/i);
  await app.keyboard.press('Escape');
  await expect(app.getByRole('dialog')).toBeHidden();
  await app.keyboard.press('Control+k');
  await app.keyboard.type('clear');
  await app.keyboard.press('Enter');
  await expect(app.getByText('Cleared. The next message appears here')).toBeVisible();
});
