import { expect, openScreen, readFilterAsCel, subscribe, test } from './fixtures.ts';

test('clearing is of this view, also while scrolled up; emptying the feed asks and is of all windows', async ({
  app,
  redis,
  host,
  context,
}) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'news');
  const flood = `for i = 1, 300 do redis.call('PUBLISH', 'news', 'message ' .. i) end`;
  await redis.ask('EVAL', flood, 0);
  const grid = app.getByRole('grid', { name: 'Messages' });
  await expect(grid).toContainText('message 300');
  const second = await context.newPage();
  await second.goto(host.url);
  await openScreen(second, 'Pub/Sub');
  const other = second.getByRole('grid', { name: 'Messages' });
  await expect(other).toContainText('message 300');

  await grid.hover();
  await app.mouse.wheel(0, -2_000);
  await expect(app.getByRole('button', { name: /jump to latest/i })).toBeVisible();
  await app.getByRole('button', { name: 'Clear the messages' }).click();
  await expect(grid).not.toContainText('message');
  await expect(app.getByText('300 messages are still kept, and shown in other windows.')).toBeVisible();
  await redis.ask('PUBLISH', 'news', 'the next one');
  await expect(grid).toContainText('the next one');
  await expect(grid).toHaveAttribute('aria-rowcount', '2');
  await expect(other).toHaveAttribute('aria-rowcount', '302');
  // Another filter does not bring back what was cleared.
  await readFilterAsCel(app);
  await app.getByRole('textbox', { name: 'Filter', exact: true }).fill('true');
  await expect(app.getByRole('status', { name: 'Filter result' })).toContainText('1 of 1');
  // It is in the toolbar, and also in place of the rows where there are none.
  await app.getByRole('button', { name: 'Show all kept' }).first().click();
  await expect(app.getByRole('status', { name: 'Filter result' })).toContainText('301 of 301');

  await app.getByRole('button', { name: 'Clear the messages' }).click();
  await app.getByRole('button', { name: 'Empty the feed…' }).click();
  await app.getByRole('button', { name: 'Forget 301 messages' }).click();
  await expect(app.getByRole('dialog')).toHaveCount(0);
  await expect(other).toHaveAttribute('aria-rowcount', '1');
});

test('a filter that is set during a pause leaves it paused, on what came before', async ({ app, redis }) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'news');
  for (const word of ['one', 'two', 'three']) await redis.ask('PUBLISH', 'news', `{"word":"${word}"}`);
  const grid = app.getByRole('grid', { name: 'Messages' });
  await expect(grid).toContainText('three');
  await app.getByRole('button', { name: /^Pause/ }).click();
  await redis.ask('PUBLISH', 'news', '{"word":"later"}');
  await readFilterAsCel(app);
  await app.getByRole('textbox', { name: 'Filter', exact: true }).fill('event.word != "two"');
  await expect(app.getByRole('status', { name: 'Filter result' })).toContainText('2 of 3');
  await expect(app.getByRole('button', { name: /^Resume/ })).toBeVisible();
  await expect(grid).toContainText('three');
  await expect(grid).not.toContainText('later');

  // What cannot be read filters nothing, and says what the rows are of.
  await app.getByRole('textbox', { name: 'Filter', exact: true }).fill('event.word != ');
  await expect(app.getByRole('search').getByRole('alert')).toContainText(
    'the filter is still event.word != "two"',
  );
  await expect(app.getByRole('status', { name: 'Filter result' })).toHaveCount(0);

  await app.getByRole('button', { name: /^Resume/ }).click();
  await expect(grid).toContainText('later');
});
