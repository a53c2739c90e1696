import { expect, expectSubscribed, figure, openScreen, subscribe, test } from './fixtures.ts';

test('a message published by hand arrives, and the answer says who received it', async ({ app, redis }) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'orders');
  await app.getByRole('textbox', { name: 'Publish to' }).fill('orders');
  await app.getByRole('textbox', { name: 'Payload' }).fill('{"order":1,"total":9007199254740993}');
  await expect(app.getByText(`PUBLISH orders '{"order":1,"total":9007199254740993}'`)).toBeVisible();
  await app.keyboard.press('Control+Enter');
  await expect(app.getByText(/delivered to 1 subscriber/)).toBeVisible();

  const row = app
    .getByRole('grid', { name: 'Messages' })
    .getByRole('row')
    .filter({ hasText: 'orders' })
    .last();
  await expect(row).toContainText('{"order":1,"total":9007199254740993}');
  await row.click();
  await expect(app.getByRole('tabpanel', { name: 'Message' })).toContainText('9007199254740993');
  expect(await redis.ask('PUBSUB', 'NUMSUB', 'orders')).toEqual([Buffer.from('orders'), '1']);
});

test('what another client publishes is seen, with its bytes', async ({ app, redis }) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'raw', 'r*');
  expect(await redis.ask('PUBLISH', 'raw', Buffer.from([0xff, 0xfe, 0x00, 0x41]))).toBe('2');
  const rows = app.getByRole('grid', { name: 'Messages' }).getByRole('row').filter({ hasText: 'raw' });
  await expect(rows).toHaveCount(2);
  await rows.last().click();
  await app.getByRole('tab', { name: 'Hex' }).click();
  await expect(app.getByRole('tabpanel', { name: 'Message' })).toContainText(/ff fe 00 41/i);
});

test('two pages share the subscriptions of a connection, and each sees every message', async ({
  app,
  host,
  redis,
  context,
}) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'news');
  const second = await context.newPage();
  await second.goto(host.url);
  await openScreen(second, 'Pub/Sub');
  await expectSubscribed(second, 'news');
  await redis.ask('PUBLISH', 'news', 'to both');
  for (const page of [app, second])
    await expect(page.getByRole('grid', { name: 'Messages' })).toContainText('to both');
  expect(await redis.ask('PUBSUB', 'NUMSUB', 'news')).toEqual([Buffer.from('news'), '1']);
});

test('reloading in the middle of a flood loses nothing', async ({ app, redis }) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'flood');
  const script = `for i = 1, 2000 do redis.call('PUBLISH', 'flood', i) end`;
  for (let round = 0; round < 10; round++) {
    await redis.ask('EVAL', script, 0);
    if (round === 4) await app.reload();
  }
  await openScreen(app, 'Pub/Sub');
  await expectSubscribed(app, 'flood');
  await expect(app.getByText(figure('20,000 kept'))).toBeVisible();
  await expect(app.getByRole('grid', { name: 'Messages' })).toHaveAttribute('aria-rowcount', '20001');
});

test('a server that goes away and comes back is a gap with its duration', async ({ app, redis }) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'news');
  await redis.ask('PUBLISH', 'news', 'before');
  await expect(app.getByRole('grid', { name: 'Messages' })).toContainText('before');
  await redis.kill('SIGKILL');
  await expect(app.getByRole('contentinfo')).toContainText(/reconnecting|lost|connecting/i);
  await expect(app.getByRole('grid', { name: 'Messages' })).toContainText(/disconnected/);
  await redis.restart();
  await expect(app.getByRole('contentinfo')).toContainText('connected', { timeout: 20_000 });
  await expect(async () => expect(await redis.ask('PUBLISH', 'news', 'after')).toBe('1')).toPass({
    timeout: 20_000,
  });
  const grid = app.getByRole('grid', { name: 'Messages' });
  await expect(grid).toContainText('after');
  await expect(grid).toContainText(/disconnected [\d.]+ m?s · messages sent meanwhile were not received · ./);
  await expect(app.getByRole('contentinfo')).toContainText('gaps 1');
});

test('scrolling up holds the rows still and counts what is new', async ({ app, redis }) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'news');
  await redis.ask('EVAL', `for i = 1, 500 do redis.call('PUBLISH', 'news', 'm' .. i) end`, 0);
  const grid = app.getByRole('grid', { name: 'Messages' });
  await expect(grid).toContainText('m500');
  await grid.hover();
  await app.mouse.wheel(0, -2_400);
  await expect(grid).not.toContainText('m500');
  const row = grid.getByRole('row').nth(3);
  await expect(row).toContainText(/m\d+/);
  const shown = await row.innerText();
  await redis.ask('EVAL', `for i = 501, 700 do redis.call('PUBLISH', 'news', 'm' .. i) end`, 0);
  await expect(app.getByRole('button', { name: /200 new.*jump to latest/ })).toBeVisible();
  expect(await row.innerText()).toBe(shown);
  await app.getByRole('button', { name: /jump to latest/ }).click();
  await expect(grid).toContainText('m700');
});

test('a table that grows or shrinks goes on following the newest message', async ({ app }) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'flood');
  await app.getByRole('textbox', { name: 'Publish to' }).fill('flood');
  await app.getByRole('textbox', { name: 'Payload' }).fill('message {{seq}}.');
  await app.getByRole('textbox', { name: 'Repeat' }).fill('1000000');
  await app.getByRole('textbox', { name: 'Messages per second' }).fill('300');
  await app.getByRole('textbox', { name: 'Payload' }).press('Control+Enter');
  const grid = app.getByRole('grid', { name: 'Messages' });
  await expect(grid).toContainText(/message \d{2,}\./);
  for (const height of [700, 1_000, 760, 1_100]) {
    await app.setViewportSize({ width: 1_280, height });
    // Twenty more rows are drawn in the new size.
    const rows = Number(await grid.getAttribute('aria-rowcount'));
    await expect
      .poll(async () => Number(await grid.getAttribute('aria-rowcount')))
      .toBeGreaterThan(rows + 20);
    await expect(app.getByRole('button', { name: /jump to latest/i })).toHaveCount(0);
  }
  await app.getByRole('group', { name: 'Publishing' }).getByRole('button', { name: 'Stop' }).click();
});

test('pausing stops the view, never the listening', async ({ app, redis }) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'news');
  await redis.ask('PUBLISH', 'news', 'first');
  const grid = app.getByRole('grid', { name: 'Messages' });
  await expect(grid).toContainText('first');
  await app.getByRole('button', { name: /^Pause/ }).click();
  await redis.ask('PUBLISH', 'news', 'second');
  await expect(app.getByText(figure('2 kept'))).toBeVisible();
  await expect(grid).not.toContainText('second');
  await app.getByRole('button', { name: /^Resume/, pressed: true }).click();
  await expect(grid).toContainText('second');
});

test('bad input is told where it was entered, and nothing is sent', async ({ app, redis }) => {
  await openScreen(app, 'Pub/Sub');
  await app.getByRole('textbox', { name: 'Payload' }).fill('x');
  await app.getByRole('button', { name: 'Publish', exact: false }).last().click();
  await expect(app.getByRole('region', { name: 'Publish' })).toContainText(/channel/i);
  await redis.ask('CONFIG', 'SET', 'proto-max-bulk-len', String(2 ** 20));
  await app.getByRole('textbox', { name: 'Publish to' }).fill('big');
  await app.getByRole('textbox', { name: 'Payload' }).fill('x'.repeat(2 ** 20 + 1));
  await app.getByRole('button', { name: 'Publish', exact: false }).last().click();
  await expect(app.getByRole('region', { name: 'Publish' })).toContainText(/1048576|1,048,576/);
  await expect(app.getByRole('contentinfo')).toContainText('connected');
});
