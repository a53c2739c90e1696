import { behindSlowLine } from '../support/slow-line.ts';
import { expect, test, watchProblems } from './fixtures.ts';

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
