import type { Page } from '@playwright/test';
import {
  expect,
  expectAccessible,
  figure,
  openScreen,
  readFilterAsCel,
  subscribe,
  test,
} from './fixtures.ts';

const grid = (app: Page) => app.getByRole('grid', { name: 'Messages' });
const result = (app: Page) => app.getByRole('status', { name: 'Filter result' });

test('a CEL filter shows what matches, counts everything, and says what is wrong with it and where', async ({
  app,
  redis,
}) => {
  // It holds an analysis of the whole page.
  test.slow();
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'wiki');
  const flood = `for i = 1, 3000 do redis.call('PUBLISH', 'wiki', '{"n":' .. i .. ',"bot":' .. (i % 3 == 0 and 'true' or 'false') .. '}') end`;
  await redis.ask('EVAL', flood, 0);
  await redis.ask('PUBLISH', 'wiki', 'no JSON');
  await expect(app.getByRole('dialog')).toHaveCount(0);
  await readFilterAsCel(app);
  await app.keyboard.press('/');
  await expect(app.getByRole('textbox', { name: 'Filter', exact: true })).toBeFocused();
  await app.keyboard.type('event.bot == true');
  await expect(result(app)).toContainText(figure('1,000 of 3,001'));
  await expect(result(app)).toContainText('failed 1');
  await expect(grid(app)).toHaveAttribute('aria-rowcount', '1001');
  await expect(grid(app).getByRole('row').last()).toContainText('"n":3000');
  await redis.ask('PUBLISH', 'wiki', '{"n":4000,"bot":true}');
  await redis.ask('PUBLISH', 'wiki', '{"n":4001,"bot":false}');
  await expect(result(app)).toContainText(figure('1,001 of 3,003'));
  await expect(grid(app)).toContainText('"n":4000');
  await expect(grid(app)).not.toContainText('"n":4001');
  await expectAccessible(app);

  await app.keyboard.type(' &&');
  await expect(app.getByRole('search').getByRole('alert')).toContainText(/At character \d+: .*not valid CEL/);
  await expect(grid(app)).toContainText('"n":4000');
  await app.keyboard.press('Escape');
  await expect(grid(app)).toContainText('"n":4001');
  await expect(app.getByRole('search').getByRole('alert')).toHaveCount(0);
  expect(await redis.ask('PUBSUB', 'NUMSUB', 'wiki')).toEqual([Buffer.from('wiki'), '1']);
});

test('text and regular expressions; highlighting hides nothing; a filter is saved and taken again', async ({
  app,
  host,
  redis,
}) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'news');
  for (const word of ['Antwerp', 'Ghent', 'Porto']) await redis.ask('PUBLISH', 'news', `port of ${word}`);
  await app.getByRole('combobox', { name: 'Filter language' }).click();
  await app.getByRole('option', { name: 'Regex' }).click();
  await app.getByRole('textbox', { name: 'Filter', exact: true }).fill('An(t');
  await expect(app.getByRole('search').getByRole('alert')).toContainText('missing closing )');
  await app.getByRole('textbox', { name: 'Filter', exact: true }).fill('(Antw|Port)[a-z]+$');
  await expect(result(app)).toContainText(figure('2 of 3'));
  await app.getByRole('button', { name: 'Saved filters' }).click();
  await app.getByRole('menuitem', { name: 'Save this filter' }).click();
  await app.getByRole('checkbox', { name: 'Highlight only' }).click();
  await expect(grid(app).locator('mark')).toHaveCount(2);
  await expect(grid(app)).toContainText('Ghent');
  await app.getByRole('checkbox', { name: 'Highlight only' }).click();

  await app.goto(host.url);
  await app.reload();
  await openScreen(app, 'Pub/Sub');
  await expect(grid(app)).toContainText('Ghent');
  await app.getByRole('button', { name: 'Saved filters' }).click();
  await app.getByRole('menuitem', { name: /Regex.*Antw/ }).click();
  await expect(result(app)).toContainText(figure('2 of 3'));
  await expect(grid(app)).not.toContainText('Ghent');
});

test('mute and solo hide without unsubscribing, and count to the message', async ({ app, redis }) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'a', 'b', 'c');
  const flood = `for i = 1, 1000 do for _, c in ipairs({'a', 'b', 'c'}) do redis.call('PUBLISH', c, c .. i) end end`;
  await redis.ask('EVAL', flood, 0);
  await app.getByRole('button', { name: 'channel b', exact: true }).click();
  await app.getByRole('menuitem', { name: 'Mute' }).click();
  await expect(result(app)).toContainText(figure('2,000 of 3,000'));
  await expect(result(app)).toContainText('muted 1,000');
  await redis.ask('EVAL', flood, 0);
  await expect(result(app)).toContainText(figure('4,000 of 6,000'));
  await expect(grid(app)).not.toContainText('b1000');
  expect(await redis.ask('PUBSUB', 'NUMSUB', 'b')).toEqual([Buffer.from('b'), '1']);

  await app.getByRole('button', { name: 'channel c', exact: true }).click();
  await app.getByRole('menuitem', { name: 'Solo' }).click();
  await expect(result(app)).toContainText(figure('2,000 of 6,000'));
  await expect(grid(app)).toHaveAttribute('aria-rowcount', '2001');
  await app.getByRole('button', { name: 'Hear all' }).click();
  await expect(grid(app)).toHaveAttribute('aria-rowcount', '6001');
});

test('a message heard by name and by pattern says so', async ({ app, redis }) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'wiki', 'w*');
  await redis.ask('PUBLISH', 'wiki', 'once');
  const rows = grid(app).getByRole('row').filter({ hasText: 'once' });
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('2×');
  await rows.first().click();
  await expect(app.getByRole('tabpanel', { name: 'Message' })).toContainText(
    /channel name, once more by pattern w\*|pattern w\*, once more by channel name/,
  );
});

test('a filter that takes over a second for one message ends, and says so', async ({ app, redis }) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'big');
  await redis.ask(
    'PUBLISH',
    'big',
    JSON.stringify({ list: Array.from({ length: 1_000 }, (_, index) => index) }),
  );
  await readFilterAsCel(app);
  await app
    .getByRole('textbox', { name: 'Filter', exact: true })
    .fill('event.list.all(a, event.list.all(b, event.list.all(c, a + b + c >= 0.0)))');
  await expect(app.getByRole('search').getByRole('alert')).toContainText(/one message took it over 1 s/);
  await app.getByRole('button', { name: 'Clear the filter' }).click();
  await expect(grid(app)).toContainText('"list"');
});
