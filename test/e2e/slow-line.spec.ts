import type { Page } from '@playwright/test';
import { behindSlowLine } from '../support/slow-line.ts';
import { expect, expectAccessible, test, watchProblems } from './fixtures.ts';

/** Opens a page that is drawn before it has an engine. */
async function openLate(page: Page, address: string): Promise<() => Promise<void>> {
  const there = Promise.withResolvers<void>();
  await page.routeWebSocket(/\/engine/, async socket => {
    await there.promise;
    socket.connectToServer();
  });
  await page.goto(address);
  await expect(page.getByRole('main')).toContainText('Connecting to the engine');
  await expectAccessible(page);
  return async () => {
    there.resolve();
    // Hidden behind a dialog, where one is open.
    await expect(page.locator('footer')).toContainText(/^connected/);
  };
}

test('what is typed on a page before it has an engine stays when that comes', async ({ host, page }) => {
  const connect = await openLate(page, host.url);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('new connection');
  await page.keyboard.press('Enter');
  const paste = page.getByRole('dialog').getByRole('textbox', { name: 'Paste an address' });
  await paste.fill('redis://10.0.0.7:6399');
  await connect();
  await expect(paste).toHaveValue('redis://10.0.0.7:6399');
  await expect(paste).toBeFocused();
  await expect(page.getByRole('dialog').getByRole('textbox', { name: 'Host' })).toHaveValue('10.0.0.7');
});

test('a console that is opened before there is an engine stays open, and is as high as it was made', async ({
  app,
  context,
  host,
}) => {
  const region = (page: Page) => page.getByRole('region', { name: 'Console' });
  const height = async (page: Page) => (await region(page).boundingBox())!.height;
  await app.keyboard.press('Control+`');
  await expect(region(app).getByRole('textbox', { name: 'Command' })).toBeFocused();
  const usual = await height(app);
  await app.getByRole('separator', { name: 'Resize the panes' }).first().focus();
  for (let press = 0; press < 3; press++) await app.keyboard.press('ArrowUp');
  await expect.poll(() => height(app)).toBeGreaterThan(usual + 20);
  const made = await height(app);
  await app.getByRole('button', { name: 'Close the console' }).click();
  await expect(region(app)).toBeHidden();
  // A window of its own knows what was told by then.
  await app.reload();
  await expect(app.getByRole('contentinfo')).toContainText('connected');

  const late = await context.newPage();
  const connect = await openLate(late, host.origin);
  await late.keyboard.press('Control+`');
  await expect(region(late)).toBeVisible();
  await connect();
  await expect.poll(() => height(late)).toBeCloseTo(made, 0);
  await late.reload();
  await expect.poll(() => height(late)).toBeCloseTo(made, 0);
});

test('on a slow line nothing that is pressed is lost: the console opens, and what was run comes back', async ({
  host,
  page,
}) => {
  const far = await behindSlowLine(host, 300);
  const problems = watchProblems(page);
  const command = page.getByRole('region', { name: 'Console' }).getByRole('textbox', { name: 'Command' });
  await page.goto(far.url);
  await expect(page.getByRole('contentinfo')).toContainText('connected');
  await page.keyboard.press('Control+`');
  await expect(command).toBeFocused();
  await page.keyboard.type('ping');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('log')).toContainText('PONG');
  await page.reload();
  await command.press('ArrowUp');
  await expect(command).toHaveValue('ping');
  expect(problems).toEqual([]);
  await far.stop();
});
