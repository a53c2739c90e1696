import { RedisClient } from '#engine/connections/redis-client.ts';
import { expect, expectAccessible, expectSubscribed, openScreen, subscribe, test } from './fixtures.ts';

test('the channels of the server are listed, searched, and subscribed to by a press', async ({
  app,
  redis,
}) => {
  const other = await RedisClient.open(redis.target(), { purpose: 'other', blocking: true });
  await other.call('subscribe', 'orders.eu');
  await other.call('subscribe', 'news');
  await other.call('psubscribe', 'n*');
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'news');
  await app.getByRole('tab', { name: 'Server', exact: true }).click();
  const channels = app.getByRole('grid', { name: 'Channels on the server' });
  const rowOf = (name: string) => channels.getByRole('row').filter({ hasText: name });
  await expect(rowOf('news')).toContainText('subscribed');
  await expect(rowOf('news').getByRole('gridcell').nth(1)).toHaveText('2');
  await expect(rowOf('orders.eu').getByRole('gridcell').nth(1)).toHaveText('1');
  await expect(rowOf('orders.eu').getByRole('gridcell').nth(2)).toHaveText('—');
  await expect(app.getByText(/2 channels with subscribers on this node · 1 pattern/)).toBeVisible();
  await expectAccessible(app);

  await app.getByRole('textbox', { name: 'Search the channels of the server' }).fill('orders');
  await expect(rowOf('news')).toHaveCount(0);
  await rowOf('orders.eu').click();
  await expectSubscribed(app, 'orders.eu');
  await expect(rowOf('orders.eu')).toContainText('subscribed');
  // By its escaped name as a pattern, which an application that counts its subscribers does not see.
  await expect(app.getByText(/2 patterns/)).toBeVisible();
  expect(await redis.ask('PUBSUB', 'NUMSUB', 'orders.eu')).toEqual([Buffer.from('orders.eu'), '1']);
  other.close();
});
