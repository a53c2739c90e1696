import { expect, expectSubscribed, openScreen, test, watchProblems } from './fixtures.ts';
import { startBrowserHost } from '../support/browser-host.ts';
import { startRedisServer } from '../support/redis-server.ts';

test('a first run without any server starts the sandbox, and a message is received in it', async ({
  page,
}) => {
  const host = await startBrowserHost();
  const problems = watchProblems(page);
  await page.goto(host.url);
  await expect(page.getByRole('contentinfo')).toContainText('connected', { timeout: 20_000 });
  await expect(page.getByRole('main')).toContainText(/sandbox/i);
  await expect(page.getByRole('button', { name: /^Stop/ })).toBeVisible();

  await openScreen(page, 'Pub/Sub');
  await page.getByRole('button', { name: 'Subscribe to everything' }).click();
  await expectSubscribed(page, '*');
  await page.getByRole('textbox', { name: 'Publish to' }).fill('hello');
  await page.getByRole('textbox', { name: 'Payload' }).fill('world');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('grid', { name: 'Messages' })).toContainText('world');
  expect(problems).toEqual([]);
  await host.stop();
});

test('one server found is opened at a first run', async ({ page }) => {
  const redis = await startRedisServer();
  const host = await startBrowserHost([], { MILLRACE_DISCOVERY_PORTS: String(redis.port) });
  await page.goto(host.url);
  await expect(page.getByRole('banner')).toContainText(`127.0.0.1:${redis.port}`);
  await expect(page.getByRole('contentinfo')).toContainText('connected');
  await host.stop();
  await redis.stop();
});

test('a pasted redis-cli line fills the form; a wrong password is told, the right one opens', async ({
  app,
  page,
}) => {
  const locked = await startRedisServer(['--requirepass', 's3cret-word']);
  await openScreen(app, 'Overview');
  await page.getByRole('button', { name: 'New connection' }).click();
  const dialog = page.getByRole('dialog');
  await dialog
    .getByRole('textbox', { name: /paste/i })
    .fill(`redis-cli -h 127.0.0.1 -p ${locked.port} -a falsch`);
  await expect(dialog.getByRole('textbox', { name: /^Host/ })).toHaveValue('127.0.0.1');
  await expect(dialog.getByRole('textbox', { name: /^Port/ })).toHaveValue(String(locked.port));
  await dialog.getByRole('textbox', { name: /^Name/ }).fill('locked');
  await dialog.getByRole('button', { name: 'Test connection' }).click();
  await expect(dialog).toContainText(/password is wrong/);
  await dialog.getByLabel('Password', { exact: true }).fill('s3cret-word');
  await dialog.getByRole('button', { name: 'Test connection' }).click();
  await expect(dialog).toContainText(/Redis \d|Valkey \d/);
  await dialog
    .getByRole('button', { name: /^(Save|Connect)/ })
    .last()
    .click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('main')).toContainText('locked');
  await locked.stop();
});

test('a page without the token says what to do', async ({ host, page }) => {
  await page.goto(host.origin);
  await expect(page.getByText(/token|address that Millrace printed/i).first()).toBeVisible();
});
