import { connect } from 'node:net';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { startBrowserHost } from '../support/browser-host.ts';
import { startProxy } from '../support/tcp-proxy.ts';
import { expect, expectAccessible, expectSubscribed, openScreen, subscribe, test } from './fixtures.ts';

test('a sharded channel is subscribed to, heard, muted, and published to with SPUBLISH', async ({
  app,
  redis,
}) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'orders');
  await app.getByRole('button', { name: 'Subscribe', exact: true }).click();
  await app.getByRole('textbox', { name: 'Channel or pattern' }).fill('orders');
  await app.getByRole('button', { name: 'Sharded' }).click();
  await expect(app.getByText('SSUBSCRIBE orders', { exact: true })).toBeVisible();
  await app.getByRole('textbox', { name: 'Channel or pattern' }).press('Enter');
  const chip = app.getByRole('button', { name: 'shard orders' });
  await expect(chip).toBeVisible();
  await expect.poll(() => redis.ask('PUBSUB', 'SHARDNUMSUB', 'orders')).toEqual([Buffer.from('orders'), '1']);

  expect(await redis.ask('SPUBLISH', 'orders', 'by shard')).toBe('1');
  expect(await redis.ask('PUBLISH', 'orders', 'by name')).toBe('1');
  const rows = app.getByRole('grid', { name: 'Messages' }).getByRole('row');
  const sharded = rows.filter({ hasText: 'by shard' });
  await expect(sharded).toContainText('shard orders');
  await expect(rows.filter({ hasText: 'by name' })).not.toContainText('shard');

  await chip.click();
  await app.getByRole('menuitem', { name: 'Mute' }).click();
  await expect(sharded).toHaveCount(0);
  await expect(rows.filter({ hasText: 'by name' })).toHaveCount(1);
  await app.getByRole('button', { name: 'Unmute orders' }).click();
  await chip.click();
  await app.getByRole('menuitem', { name: 'Solo' }).click();
  await expect(rows.filter({ hasText: 'by name' })).toHaveCount(0);
  await sharded.click();
  await expect(app.getByRole('tabpanel', { name: 'Message' })).toContainText('sharded channel name');

  await app.getByRole('button', { name: 'Republish…' }).click();
  await app.getByRole('textbox', { name: 'Repeat' }).fill('3');
  await expect(
    app.getByRole('region', { name: 'Publish' }).getByText("SPUBLISH orders 'by shard'"),
  ).toBeVisible();
  await app.getByRole('button', { name: /^Publish( Ctrl|$)/ }).click();
  await expect(app.getByText(/3 of 3 published/)).toBeVisible();
  await expect(sharded).toHaveCount(4);
  await app.getByRole('button', { name: 'Publish with SPUBLISH' }).click();
  await expect(app.getByRole('menuitem', { name: /SPUBLISH/ })).toContainText('no pattern hears it');
  await app.getByRole('menuitem', { name: 'PUBLISH Reaches SUBSCRIBE' }).click();
  await expect(app.getByRole('region', { name: 'Publish' }).getByText(/^PUBLISH orders/)).toBeVisible();
});

test('a sharded channel of somebody else is subscribed to by a press', async ({ app, redis }) => {
  const other = await RedisClient.open(redis.target(), { purpose: 'other', blocking: true });
  await other.call('ssubscribe', 'jobs');
  await openScreen(app, 'Pub/Sub');
  await app.getByRole('tab', { name: 'Server', exact: true }).click();
  const row = app
    .getByRole('grid', { name: 'Channels on the server' })
    .getByRole('row')
    .filter({ hasText: 'jobs' });
  await row.click();
  await expect(app.getByRole('alert')).toContainText(
    'PUBSUB SHARDNUMSUB will count one more subscriber of jobs',
  );
  await app.getByRole('button', { name: 'Listen anyway' }).click();
  await expect(row).toContainText('subscribed');
  await expectSubscribed(app, 'jobs');
  expect(await redis.ask('PUBSUB', 'SHARDNUMSUB', 'jobs')).toEqual([Buffer.from('jobs'), '2']);
  other.close();
});

test('subscriptions are saved as a set, renamed, opened beside others or in their place, and deleted', async ({
  app,
  redis,
}) => {
  const sets = async () => {
    await app.getByRole('button', { name: 'Subscribe', exact: true }).click();
    await app.getByRole('tab', { name: 'Sets' }).click();
  };
  const chip = (name: string) => app.getByRole('button', { name: `Unsubscribe from ${name}` });
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'orders', 'news.*');
  await sets();
  await app.getByRole('textbox', { name: 'Save the 2 current subscriptions as' }).fill('shop');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('list', { name: 'Saved sets' })).toContainText('shop');
  await app.getByRole('button', { name: 'More for shop' }).click();
  await app.getByRole('menuitem', { name: 'Rename' }).click();
  await app.getByRole('textbox', { name: 'New name of shop' }).fill('the shop');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('button', { name: 'Open the shop' })).toBeVisible();
  await app.keyboard.press('Escape');

  await chip('orders').click();
  await chip('news.*').click();
  await subscribe(app, 'other');
  await sets();
  await app.getByRole('button', { name: 'Open the shop' }).click();
  for (const name of ['orders', 'news.*', 'other']) await expectSubscribed(app, name);
  expect(await redis.ask('PUBSUB', 'NUMPAT')).toBe('1');

  await app.reload();
  await openScreen(app, 'Pub/Sub');
  await sets();
  await app.getByRole('button', { name: 'More for the shop' }).click();
  await app.getByRole('menuitem', { name: 'Open in place of the current subscriptions' }).click();
  await expect(chip('other')).toHaveCount(0);
  await expectSubscribed(app, 'orders');
  expect(await redis.ask('PUBSUB', 'CHANNELS')).toEqual([Buffer.from('orders')]);
  await sets();
  await app.getByRole('button', { name: 'More for the shop' }).click();
  await app.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(app.getByRole('button', { name: 'Open the shop' })).toHaveCount(0);
});

test('a subscriber that does not read is seen filling up, beside our own', async ({ app, redis }) => {
  await redis.ask('CONFIG', 'SET', 'client-output-buffer-limit', 'pubsub 20000000 1000000 60');
  const lazy = connect(redis.port, '127.0.0.1');
  lazy.write('CLIENT SETNAME lazy\r\nSUBSCRIBE flood\r\n');
  await expect.poll(async () => String(await redis.ask('PUBSUB', 'NUMSUB', 'flood'))).toBe('flood,1');
  lazy.pause();
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'quiet');
  await app.getByRole('tab', { name: 'Server', exact: true }).click();
  await app.getByRole('button', { name: 'Subscribers' }).click();
  const grid = app.getByRole('grid', { name: 'Subscribers' });
  const rowOf = (name: string) => grid.getByRole('row').filter({ hasText: name });
  await expect(rowOf('millrace-subscriber')).toContainText('own');
  await expect(rowOf('lazy')).toContainText('of 20 MB');
  await expect(app.getByText('Cut off above 20 MB, or above 1.0 MB for 1 m')).toBeVisible();
  await redis.ask('EVAL', `for i = 1, 100 do redis.call('PUBLISH', 'flood', string.rep('x', 100000)) end`, 0);
  await expect(rowOf('lazy')).toContainText('Above the soft limit of 1.0 MB: cut off in at most');
  await expect(grid.getByRole('row').nth(1)).toContainText('lazy');
  await rowOf('lazy').click();
  await expect(app.getByText(/^[\d,]+ B\. Above the soft limit/)).toBeVisible();
  await expectAccessible(app);
  lazy.destroy();
});

test('a subscriber connection of ours that falls behind is told above the messages before it is cut off', async ({
  page,
  redis,
}) => {
  await redis.ask('CONFIG', 'SET', 'client-output-buffer-limit', 'pubsub 200000000 1000000 60');
  const proxy = await startProxy(redis.port);
  const host = await startBrowserHost(['--redis', `redis://127.0.0.1:${proxy.port}`]);
  await page.goto(host.url);
  await openScreen(page, 'Pub/Sub');
  await subscribe(page, 'flood');
  const notice = page.getByText('Millrace does not read as fast as the messages come');
  await redis.ask('PUBLISH', 'flood', 'all is well');
  await expect(page.getByRole('grid', { name: 'Messages' })).toContainText('all is well');
  await expect(notice).toHaveCount(0);
  proxy.holdSubscribers();
  await redis.ask('EVAL', `for i = 1, 300 do redis.call('PUBLISH', 'flood', string.rep('x', 100000)) end`, 0);
  await expect(notice).toContainText('of 200 MB wait in the output buffer of the server');
  await expect(notice).toContainText('Above the soft limit of 1.0 MB: cut off in at most');
  await expectAccessible(page);
  await host.stop();
  await proxy.stop();
});

test('a subscription that the server refuses says why, and is tried again when it may be', async ({
  page,
  redis,
}) => {
  await redis.ask('ACL', 'SETUSER', 'narrow', 'on', '>pass', '~*', '+@all', 'resetchannels', '&open');
  const host = await startBrowserHost(['--redis', `redis://narrow:pass@127.0.0.1:${redis.port}`]);
  await page.goto(host.url);
  await openScreen(page, 'Pub/Sub');
  await page.getByRole('button', { name: 'Subscribe', exact: true }).click();
  await page.getByRole('textbox', { name: 'Channel or pattern' }).fill('closed open');
  await page.keyboard.press('Enter');
  await expectSubscribed(page, 'open');
  const notice = page.getByRole('status').filter({ hasText: 'The channel closed was refused.' });
  await expect(notice).toContainText('NOPERM');
  // What can be tried is offered, not what was refused.
  await expect(page.getByText(`PUBLISH open '{"hello":"world"}'`)).toBeVisible();
  await expectAccessible(page);
  await redis.ask('ACL', 'SETUSER', 'narrow', '&closed');
  await notice.getByRole('button', { name: 'Try again' }).click();
  await expectSubscribed(page, 'closed');
  await expect(notice).toHaveCount(0);
  expect(await redis.ask('PUBSUB', 'NUMSUB', 'closed')).toEqual([Buffer.from('closed'), '1']);
  await host.stop();
});

test('where sharded channels are not to be had, they are offered disabled, with the reason', async ({
  page,
  redis,
}) => {
  await redis.ask('ACL', 'SETUSER', 'plain', 'on', '>pass', '~*', '&*', '+@all', '-ssubscribe', '-spublish');
  const host = await startBrowserHost(['--redis', `redis://plain:pass@127.0.0.1:${redis.port}`]);
  await page.goto(host.url);
  await openScreen(page, 'Pub/Sub');
  await page.getByRole('button', { name: 'Subscribe', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Sharded' })).toBeDisabled();
  await expect(page.getByText('Sharded: The user "plain" may not run SSUBSCRIBE.')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Publish with PUBLISH' }).click();
  const choice = page.getByRole('menuitem', { name: /^SPUBLISH/ });
  await expect(choice).toHaveAttribute('aria-disabled', 'true');
  await expect(choice).toContainText('The user "plain" may not run SPUBLISH.');
  await host.stop();
});
