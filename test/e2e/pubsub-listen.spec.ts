import { RedisClient } from '#engine/connections/redis-client.ts';
import { expect, openScreen, subscribe, test } from './fixtures.ts';

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
  expect(await redis.ask('PUBSUB', 'SHARDNUMSUB', 'orders')).toEqual([Buffer.from('orders'), '1']);

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
  await app.getByRole('tab', { name: 'On the server' }).click();
  const row = app
    .getByRole('grid', { name: 'Channels on the server' })
    .getByRole('row')
    .filter({ hasText: 'jobs' });
  await row.click();
  await expect(row).toContainText('subscribed');
  await expect(app.getByRole('button', { name: 'Unsubscribe from jobs' })).toBeVisible();
  expect(await redis.ask('PUBSUB', 'SHARDNUMSUB', 'jobs')).toEqual([Buffer.from('jobs'), '2']);
  other.close();
});
