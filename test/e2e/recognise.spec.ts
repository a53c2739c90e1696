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

test('keys and prefixes say whose they are, and a person knows better', async ({ app, redis }) => {
  await redis.ask('HSET', 'bull:paint:meta', 'version', 'bullmq:6.7.0');
  await redis.ask('RPUSH', 'bull:paint:wait', '1');
  await redis.ask('RPUSH', 'queue:default', '{"class":"Mail","args":[]}');
  await redis.ask('RPUSH', 'mail', 'hello');
  await openScreen(app, 'Keys');
  const rows = app.getByRole('grid', { name: 'Keys' }).getByRole('row');
  const prefix = rows.filter({ hasText: 'bull:paint:' });
  await expect(prefix).toContainText(/BullMQ(?!\?)/);
  await expect(rows.filter({ hasText: 'queue:default' })).not.toContainText('Sidekiq');
  await prefix.click();
  const summary = app.getByRole('region', { name: 'Keys that begin with bull:paint:' });
  await expect(summary).toContainText('Certain, by bull:paint:meta: meta.version is bullmq:6.7.0');
  await expectAccessible(app);

  // What was chosen for the prefix holds for what begins with it, and after a reload.
  await summary.getByRole('button', { name: 'Choose who writes this: BullMQ' }).click();
  await app.getByRole('menuitem', { name: 'RQ', exact: true }).click();
  await expect(summary).toContainText('RQ: as you said');
  await rows.filter({ hasText: 'meta' }).click();
  const key = app.getByRole('region', { name: 'Key bull:paint:meta' });
  await expect(key.getByRole('button', { name: 'Choose who writes this: RQ' })).toBeVisible();
  await app.reload();
  await expect(key.getByRole('button', { name: 'Choose who writes this: RQ' })).toBeVisible();
  await key.getByRole('button', { name: 'Choose who writes this: RQ' }).click();
  await app.getByRole('menuitem', { name: 'None of these' }).click();
  await expect(key.getByRole('button', { name: 'Choose who writes this: whose?' })).toBeVisible();
  await expectAccessible(app);
  await expect(rows.filter({ hasText: 'wait' })).toContainText('RQ');
});

test('a person says whose a stream and a channel are; the overview says whose keys a server has', async ({
  app,
  redis,
}) => {
  await redis.ask('XADD', 'orders', '*', 'data', '{}');
  await redis.ask('HSET', 'bull:paint:meta', 'version', 'bullmq:6.7.0');
  await openScreen(app, 'Streams');
  await app.getByRole('grid', { name: 'Streams' }).getByRole('row').filter({ hasText: 'orders' }).click();
  await app.getByRole('button', { name: 'Choose who writes this: whose?' }).click();
  await app.getByRole('menuitem', { name: 'Watermill', exact: true }).click();
  await expect(app.getByRole('button', { name: 'Choose who writes this: Watermill' })).toBeVisible();

  // A message of Celery: what its framework implies is read first.
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'events');
  const body = Buffer.from('{"color":"red"}').toString('base64');
  await redis.ask('PUBLISH', 'events', `{"body":"${body}","properties":{"body_encoding":"base64"}}`);
  await app
    .getByRole('grid', { name: 'Messages' })
    .getByRole('row')
    .filter({ hasText: 'body_encoding' })
    .click();
  await app.getByRole('button', { name: 'Choose who writes this: whose?' }).click();
  await app.getByRole('menuitem', { name: 'Celery', exact: true }).click();
  await expect(app.getByRole('button', { name: /kombu message/ })).toBeVisible();
  await expectAccessible(app);

  await openScreen(app, 'Overview');
  const whose = app.getByRole('region', { name: 'Whose data this is' });
  await expect(whose).toHaveCount(1);
  await expect(whose).toContainText('BullMQ');
  await expectAccessible(app);
  await whose.getByRole('link', { name: 'Job queues' }).click();
  await expect(app.getByRole('grid', { name: 'Job queues' })).toContainText('paint');
});
