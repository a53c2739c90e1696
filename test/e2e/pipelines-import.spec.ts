import { expect, expectAccessible, openScreen, test } from './fixtures.ts';

const imported = {
  name: 'From a colleague',
  source: { type: 'generator', fields: { n: '{{seq}}', city: 'Chennai' }, count: 5 },
  sinks: [
    { type: 'stream', key: 'colleague:numbers' },
    { type: 'publish', channel: 'colleague:news' },
  ],
};

test('an imported file starts after a look at what it reaches, also when it was edited; then it is known', async ({
  app,
  redis,
}) => {
  await openScreen(app, 'Pipelines');
  await app.getByLabel('Pipeline file to import').setInputFiles({
    name: 'From a colleague.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(imported)),
  });
  await expect(app.getByRole('heading', { name: 'From a colleague', exact: true, level: 2 })).toBeVisible();
  const mark = app.getByText('imported, never started');
  await expect(mark).toBeVisible();
  const start = app.getByRole('button', { name: 'Start', exact: true });
  await start.click();
  const dialog = app.getByRole('dialog', { name: 'Start From a colleague?' });
  await expect(dialog.getByRole('region', { name: /publishes/ })).toContainText('colleague:news');
  const keys = dialog.getByRole('region', { name: /changes these keys/ });
  await expect(keys.getByRole('listitem')).toHaveText(['colleague:numbers', 'millrace:{from-a-colleague}:0']);
  await expectAccessible(app);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  await expect(start).toBeVisible();
  expect(await redis.ask('DBSIZE')).toBe('0');

  await app.getByRole('button', { name: 'JSON', exact: true }).click();
  const editor = app.getByRole('textbox', { name: 'Pipeline file' });
  await editor.click();
  await app.keyboard.press('Control+a');
  await app.keyboard.insertText(JSON.stringify(imported).replace('colleague:numbers', 'changed:numbers'));
  await app.getByRole('button', { name: 'Save', exact: true }).click();
  // The button is out of use while it is being saved, too.
  await expect(app.getByText('changed, not saved')).toBeHidden();
  await app.reload();
  await openScreen(app, 'Pipelines');
  await expect(mark).toBeVisible();
  await start.click();
  await expect(keys.getByRole('listitem').first()).toHaveText('changed:numbers');
  await dialog.getByRole('button', { name: 'Start with this' }).click();
  await expect(app.getByText('ended', { exact: true })).toBeVisible();
  expect(await redis.ask('XLEN', 'changed:numbers')).toBe('5');
  await expect(mark).toBeHidden();
  await start.click();
  await expect.poll(() => redis.ask('XLEN', 'changed:numbers')).toBe('10');
});
