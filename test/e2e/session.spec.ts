import { expect, test } from './fixtures.ts';

test('a reload and a second tab need no token; another browser does', async ({ app, host, browser }) => {
  expect(app.url()).not.toContain('token');
  await app.reload();
  await expect(app.getByRole('contentinfo')).toContainText('connected');

  const second = await app.context().newPage();
  await second.goto(`${host.origin}/#/streams`);
  await expect(second.getByRole('contentinfo')).toContainText('connected');
  await expect(second.getByRole('main').getByRole('heading', { name: 'Streams', level: 1 })).toBeVisible();
  expect(await second.evaluate(() => document.cookie)).toBe('');

  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(host.origin);
  await expect(stranger.getByText(/Open the address that Millrace printed/).first()).toBeVisible();
  await stranger.context().close();
});
