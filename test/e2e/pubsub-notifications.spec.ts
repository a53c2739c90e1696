import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { startBrowserHost } from '../support/browser-host.ts';
import type { TestServer } from '../support/redis-server.ts';
import { expect, expectAccessible, expectSubscribed, openScreen, test } from './fixtures.ts';

const setting = async (redis: TestServer) =>
  String(((await redis.ask('CONFIG', 'GET', 'notify-keyspace-events')) as Buffer[])[1]);

async function openNotifications(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Subscribe', exact: true }).click();
  await page.getByRole('tab', { name: 'Notifications' }).click();
}

test('keyspace notifications: the change is shown, made, read in the table, and undone with the last subscription', async ({
  app,
  redis,
}) => {
  await redis.ask('CONFIG', 'SET', 'notify-keyspace-events', 'Ex');
  await openScreen(app, 'Pub/Sub');
  await openNotifications(app);
  await app.getByRole('textbox', { name: 'Keys or patterns' }).fill('user:*');
  await expect(app.getByText('PSUBSCRIBE __keyspace@0__:user:*')).toBeVisible();
  const change = app.getByRole('group', { name: 'Setting of the server' });
  await expect(change).toContainText('"xE"');
  await expect(change).toContainText('CONFIG SET notify-keyspace-events AKE');
  await expect(app.getByRole('checkbox', { name: /type changed/ })).toHaveAttribute('aria-disabled', 'true');
  await expectAccessible(app);
  await app.getByRole('button', { name: 'Set and subscribe' }).click();
  await expectSubscribed(app, '__keyspace@0__:user:*');
  expect(await setting(redis)).toBe('AKE');

  await redis.ask('SET', 'user:1', 'x');
  await redis.ask('SET', 'other', 'x');
  await redis.ask('DEL', 'user:1');
  const rows = app
    .getByRole('grid', { name: 'Messages' })
    .getByRole('row')
    .filter({ hasText: 'notification' });
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('set user:1');
  await expect(rows.first()).toContainText('keyspace db 0');
  await rows.last().click();
  await expect(app.getByRole('tabpanel', { name: 'Message' })).toContainText('del in database 0');

  await openNotifications(app);
  await app.getByRole('button', { name: 'Events', exact: true }).click();
  await app.getByRole('textbox', { name: 'Names of events' }).fill('expired');
  await expect(app.getByText('The server sends these already')).toBeVisible();
  await app.getByRole('button', { name: 'Subscribe to notifications' }).click();
  await expectSubscribed(app, '__keyevent@0__:expired');
  await app.getByRole('button', { name: 'Unsubscribe from __keyspace@0__:user:*' }).click();
  await expect(app.getByRole('button', { name: 'Unsubscribe from __keyspace@0__:user:*' })).toHaveCount(0);
  expect(await setting(redis)).toBe('AKE');
  await redis.ask('SET', 'short', 'x', 'PX', '1');
  await expect(rows.last()).toContainText('expired short');
  await app.getByRole('button', { name: 'Unsubscribe from __keyevent@0__:expired' }).click();
  await expect.poll(() => setting(redis)).toBe('xE');
});

test('without CONFIG it is said, and subscribing is possible all the same', async ({ page, redis }) => {
  await redis.ask('ACL', 'SETUSER', 'plain', 'on', '>pass', '~*', '&*', '+@all', '-config');
  const host = await startBrowserHost(['--redis', `redis://plain:pass@127.0.0.1:${redis.port}`]);
  await page.goto(host.url);
  await openScreen(page, 'Pub/Sub');
  await openNotifications(page);
  await expect(page.getByText(/Whether the server sends anything is unknown/)).toContainText('NOPERM');
  await page.getByRole('button', { name: 'Subscribe to notifications' }).click();
  await expectSubscribed(page, '__keyspace@0__:*');
  expect(await setting(redis)).toBe('');
  await host.stop();
});

test('what a killed Millrace left set is offered to be put back at the next start; a clean end puts it back itself', async ({
  page,
  redis,
}) => {
  const subscribeToAll = async () => {
    await openScreen(page, 'Pub/Sub');
    await openNotifications(page);
    await page.getByRole('button', { name: 'Set and subscribe' }).click();
    await expectSubscribed(page, '__keyspace@0__:*');
    expect(await setting(redis)).toBe('AK');
  };
  const first = await startBrowserHost(['--redis', redis.url]);
  await page.goto(first.url);
  await subscribeToAll();
  const killed = new Promise(resolve => first.child.once('exit', resolve));
  first.child.kill('SIGKILL');
  await killed;
  expect(await setting(redis)).toBe('AK');

  const second = await startBrowserHost(['--redis', redis.url], { MILLRACE_HOME: first.settingsFolder });
  await page.goto(second.url);
  await openScreen(page, 'Pub/Sub');
  const notice = page.getByRole('status').filter({ hasText: 'did not put "" back' });
  await expect(notice).toContainText('Millrace set notify-keyspace-events of this server to "AK"');
  await notice.getByRole('button', { name: 'Put it back' }).click();
  await expect(notice).toHaveCount(0);
  expect(await setting(redis)).toBe('');

  await subscribeToAll();
  expect((await second.stop()).code).toBe(0);
  expect(await setting(redis)).toBe('');
  await first.stop();
});

test('a server that lost the setting in a restart is noticed, and gets it again by a press', async ({
  app,
  redis,
}) => {
  await openScreen(app, 'Pub/Sub');
  await openNotifications(app);
  await app.getByRole('button', { name: 'Set and subscribe' }).click();
  await expectSubscribed(app, '__keyspace@0__:*');
  await redis.ask('CONFIG', 'SET', 'notify-keyspace-events', '');
  const notice = app.getByRole('status').filter({ hasText: 'does not send all that is subscribed to' });
  await notice.getByRole('button', { name: 'Run CONFIG SET notify-keyspace-events AK' }).click();
  await expect(notice).toHaveCount(0);
  expect(await setting(redis)).toBe('AK');
});

test('on a production connection its name is asked for before the server is changed', async ({
  page,
  redis,
}) => {
  const profile = {
    id: 'shop',
    name: 'shop',
    color: 1,
    environment: 'production',
    target: redis.target(),
  };
  const settings = { version: 1, profiles: [profile], open: [profile.id] };
  await writeFile(join(redis.folder, 'settings.json'), JSON.stringify(settings));
  const host = await startBrowserHost([], { MILLRACE_HOME: redis.folder });
  await page.goto(host.url);
  await openScreen(page, 'Pub/Sub');
  await openNotifications(page);
  const set = page.getByRole('button', { name: 'Set and subscribe' });
  await expect(set).toBeDisabled();
  await page
    .getByRole('textbox', { name: 'This is production. Type shop to change the server' })
    .fill('shop');
  await set.click();
  await expectSubscribed(page, '__keyspace@0__:*');
  expect(await setting(redis)).toBe('AK');
  await host.stop();
  expect(await setting(redis)).toBe('');
});
