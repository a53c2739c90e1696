import type { Page } from '@playwright/test';
import { expect, expectAccessible, openScreen, test } from './fixtures.ts';

/** A file of one's own with this text, saved. */
async function makeFile(app: Page, name: string, file: object): Promise<void> {
  await openScreen(app, 'Pipelines');
  await app.getByRole('button', { name: 'New', exact: true }).click();
  const making = app.getByRole('dialog', { name: 'New pipeline' });
  await making.getByRole('radio', { name: 'Generated events' }).click();
  await making.getByRole('textbox', { name: 'Name' }).fill(name);
  await making.getByRole('button', { name: 'Create' }).click();
  await expect(app.getByRole('heading', { name, level: 2 })).toBeVisible();
  await app.getByRole('button', { name: 'JSON', exact: true }).click();
  await writeFile(app, { name, ...file });
  await app.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(app.getByText('draft · kept')).toBeHidden();
}
async function writeFile(app: Page, file: object): Promise<void> {
  const editor = app.getByRole('textbox', { name: 'Pipeline file' });
  await editor.click();
  await app.keyboard.press('Control+a');
  await app.keyboard.insertText(JSON.stringify(file, null, 2));
  await expect(app.getByRole('list', { name: 'Problems' })).toBeHidden();
}
const start = (app: Page) => app.getByRole('button', { name: 'Start', exact: true }).click();
const stepCard = (app: Page, name: string) =>
  app.getByRole('list', { name: 'Steps' }).getByRole('button', { name: new RegExp(`^${name}`) });

test('an event that a run refused is mended in the step that refused it, and counts after a restart', async ({
  app,
  redis,
}) => {
  await makeFile(app, 'Orders', {
    source: { type: 'stream', keys: ['orders'], payloadField: 'data', from: '0' },
    select: { fields: { total: 'event.price * 2' } },
    sinks: [{ type: 'list', key: 'totals' }],
  });
  await start(app);
  await redis.ask('XADD', 'orders', '*', 'data', '{"price":5}');
  await redis.ask('XADD', 'orders', '*', 'data', '{"cost":7}');
  await app.getByRole('tab', { name: 'Invalid 1' }).click();
  await expectAccessible(app);
  await app.getByRole('button', { name: 'Mend this' }).click();

  const panel = app.getByRole('region', { name: 'The event to mend' });
  await expect(panel).toContainText('No such key: price');
  await expect(panel.getByRole('status')).toHaveText('It is still stopped at select.');
  await expect(stepCard(app, 'select')).toHaveAttribute('aria-pressed', 'true');
  const field = app.getByRole('textbox', { name: 'total is' });
  await expect(field).toBeFocused();
  await expectAccessible(app);
  await field.fill('event.?price.orValue(0) * 2');
  await expect(panel.getByRole('status')).toHaveText('It passes now.');
  await expect(panel).toContainText('"total":0');
  // The address keeps the place.
  await app.reload();
  await expect(panel.getByRole('status')).toHaveText('It passes now.');

  await app.getByRole('button', { name: 'Save and restart' }).click();
  const asked = app.getByRole('dialog', { name: /^Restart Orders/ });
  await asked.getByRole('button', { name: 'Save and restart' }).click();
  await expect(asked).toBeHidden();
  await redis.ask('XADD', 'orders', '*', 'data', '{"cost":7}');
  await expect.poll(() => redis.ask('LRANGE', 'totals', 0, -1).then(String)).toBe('{"total":10},{"total":0}');
});

test('two runs of a changed file: each has its report, and both are compared', async ({ app, redis }) => {
  const file = (count: number) => ({
    source: { type: 'generator', fields: { n: '{{seq}}' }, count },
    sinks: [{ type: 'list', key: 'out' }],
  });
  await makeFile(app, 'Twice', file(100));
  await start(app);
  await expect.poll(() => redis.ask('LLEN', 'out')).toBe('100');
  await app.getByRole('tab', { name: 'Runs 1' }).click();
  await expect(app.getByRole('grid', { name: 'Runs' })).toContainText('done');

  await app.getByRole('button', { name: 'Edit', exact: true }).click();
  // The tab with the text is the one that was open.
  await writeFile(app, { name: 'Twice', ...file(150) });
  await start(app);
  await expect.poll(() => redis.ask('LLEN', 'out')).toBe('250');
  await app.getByRole('tab', { name: 'Runs 2' }).click();
  const grid = app.getByRole('grid', { name: 'Runs' });
  await expect(grid.getByRole('row')).toHaveCount(3);
  await expectAccessible(app);

  // By keyboard: the newest is the first.
  await grid.focus();
  await app.keyboard.press('Home');
  await app.keyboard.press('Enter');
  const report = app.getByRole('region', { name: 'Report of a run' });
  await expect(report.getByRole('row', { name: /^Received 150/ })).toBeVisible();
  await expect(report).toContainText('as it is saved now');
  await expectAccessible(app);
  await app.getByRole('combobox', { name: 'Compare with' }).click();
  await app.getByRole('option', { name: /· done$/ }).click();
  const compared = app.getByRole('region', { name: 'Two runs compared' });
  await expect(compared.getByRole('row', { name: /^Received 100 150 \+50 \+50 %/ })).toBeVisible();
  const changes = compared.getByRole('region', { name: 'What was changed in the file' });
  await expect(changes.getByRole('deletion')).toHaveText(/"count": 100/);
  await expect(changes.getByRole('insertion')).toHaveText(/"count": 150/);
  await expectAccessible(app);
  await app.emulateMedia({ colorScheme: 'light' });
  await expectAccessible(app);
  await app.reload();
  await expect(compared.getByRole('row', { name: /^Received 100 150/ })).toBeVisible();

  await app.goBack();
  await expect(report).toBeVisible();
  await app.getByRole('button', { name: 'Forget this run' }).click();
  await app.getByRole('dialog').getByRole('button', { name: 'Forget the run' }).click();
  await expect(report).toBeHidden();
  await app.getByRole('tab', { name: 'Runs 1' }).click();
  await expect(grid.getByRole('row')).toHaveCount(2);
});
