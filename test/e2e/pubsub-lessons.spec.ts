import { expect, expectAccessible, openScreen, test } from './fixtures.ts';

test('at most once: what a subscriber missed while it was away is counted beside one that stayed', async ({
  app,
  redis,
}) => {
  await openScreen(app, 'Pub/Sub');
  await app.getByRole('button', { name: 'How publish and subscribe behave' }).click();
  const first = app.getByRole('region', { name: 'First subscriber' });
  const second = app.getByRole('region', { name: 'Second subscriber' });
  await app.getByRole('button', { name: 'Publish message 1' }).click();
  await expect(second).toContainText('received 1');
  const clients = async () => String(await redis.ask('CLIENT', 'LIST', 'TYPE', 'pubsub'));
  expect(await clients()).toContain('name=millrace-lesson-other');
  await app.getByRole('switch', { name: 'Second subscriber connected' }).click();
  await expect(second.getByRole('status')).toContainText('away');
  await expect.poll(clients).not.toContain('name=millrace-lesson-other');
  for (let number = 2; number <= 4; number++)
    await app.getByRole('button', { name: `Publish message ${number}` }).click();
  await expect(first).toContainText('received 4');
  await expect(second).toContainText('missed 3 messages: sent while it was away');
  await app.getByRole('switch', { name: 'Second subscriber connected' }).click();
  await expect(second.getByRole('status')).not.toContainText('away');
  await app.getByRole('button', { name: 'Publish 5 a second' }).click();
  await expect(second).toContainText('message 6');
  await app.getByRole('button', { name: 'Stop publishing' }).click();
  await expect(second).toContainText('missed 3');
  await expectAccessible(app);
  await app.keyboard.press('Escape');
  await expect.poll(clients).toBe('');
});

test('databases and the rules of subscribers are shown by what the server answers', async ({
  app,
  redis,
}) => {
  await openScreen(app, 'Pub/Sub');
  await app.keyboard.press('Control+K');
  await app.keyboard.type('how publish and subscribe');
  await app.keyboard.press('Enter');
  await app.getByRole('tab', { name: 'All databases' }).click();
  await app.getByRole('button', { name: 'Try it' }).click();
  await expect(app.getByText('It arrived: the database made no difference.')).toBeVisible();
  await expect(app.getByRole('table', { name: 'Steps' })).toContainText('received "from database 10"');
  await app.getByRole('textbox', { name: 'Publish in database' }).fill('16');
  await app.getByRole('button', { name: 'Try it' }).click();
  await expect(app.getByText(/It has 16 databases: choose from 0 to 15/)).toBeVisible();

  await app.getByRole('tab', { name: 'What a subscriber may run' }).click();
  const rules = app.getByRole('table', { name: 'What a subscriber may run' });
  await expect(rules.getByRole('row').filter({ hasText: /PUBLISH mill/ })).toContainText(
    "(error) ERR Can't execute 'publish'",
  );
  await expect(rules.getByRole('row').filter({ hasText: 'still here?' })).toContainText('pong');
  await expectAccessible(app);
  expect(await redis.ask('DBSIZE')).toBe('0');
});
