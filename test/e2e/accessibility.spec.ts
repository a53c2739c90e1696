import { expect, expectAccessible, openScreen, subscribe, test } from './fixtures.ts';

const themes = ['Dark', 'Light', 'High contrast'] as const;

for (const theme of themes) {
  test(`every screen is accessible in the theme "${theme}"`, async ({ app, redis }) => {
    await openScreen(app, 'Settings');
    await app.getByRole('combobox', { name: 'Theme' }).click();
    await app.getByRole('option', { name: theme }).click();
    await expect(app.locator('html')).toHaveAttribute('data-theme', theme.split(' ').at(-1)!.toLowerCase());
    await expectAccessible(app);
    await openScreen(app, 'Overview');
    await expectAccessible(app);
    await openScreen(app, 'Pub/Sub');
    await expectAccessible(app);
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
    await expectAccessible(app);
    await app.getByRole('button', { name: 'Subscribe', exact: true }).click();
    await expectAccessible(app);
  });
}

test('everything is reached with the keyboard', async ({ app, redis }) => {
  await app.keyboard.press('Control+2');
  await expect(app.getByRole('heading', { name: 'Pub/Sub', level: 1 })).toBeVisible();
  await app.keyboard.press('s');
  await app.keyboard.type('keys');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('button', { name: 'Unsubscribe from keys' })).toBeVisible();
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
  await expect(app.getByText('0 kept')).toBeVisible();
});
