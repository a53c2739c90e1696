import { expect, expectAccessible, openScreen, subscribe, test } from './fixtures.ts';

test('streams and channels say whose they are, and how sure that is', async ({ app, redis }) => {
  await redis.ask('XADD', 'bull:paint:events', '*', 'event', 'completed', 'jobId', '7');
  await redis.ask('HSET', 'bull:paint:meta', 'version', 'bullmq:6.7.0');
  await redis.ask('XADD', 'shop:orders:events', '*', 'event', 'added', 'jobId', '7');
  await redis.ask('XADD', 'orders', '*', 'data', '{}');
  await openScreen(app, 'Streams');
  const rows = app.getByRole('grid', { name: 'Streams' }).getByRole('row');
  await expect(rows.filter({ hasText: 'bull:paint:events' })).toContainText(/BullMQ(?!\?)/);
  await expect(rows.filter({ hasText: 'shop:orders:events' })).toContainText('BullMQ?');
  await expect(app.getByTitle('Certain, by meta.version is bullmq:6.7.0')).toBeVisible();
  await expectAccessible(app);

  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'bq:add:events', 'news');
  await redis.ask('PUBLISH', 'bq:add:events', '{"id":"1","event":"succeeded","data":3}');
  await redis.ask('PUBLISH', 'news', 'hello');
  await app.getByRole('tab', { name: 'Channels', exact: true }).click();
  const channels = app.getByRole('grid', { name: 'Channels heard' }).getByRole('row');
  await expect(channels.filter({ hasText: 'bq:add:events' })).toContainText('bee-queue');
  await expect(channels.filter({ hasText: 'news' })).not.toContainText('bee-queue');
});
