import { execFileSync } from 'node:child_process';
import { expect, expectAccessible, openScreen, test } from './fixtures.ts';

const file = {
  name: 'Orders',
  source: { type: 'stream', keys: ['orders'] },
  groupBy: ['event.city'],
  window: { type: 'tumbling', size: '10s' },
  aggregate: { n: { count: true } },
  sinks: [{ type: 'timeSeries', prefix: 'n:' }],
};

test('a pipeline is downloaded as a Bytewax project, or the reason is shown', async ({ app }) => {
  await openScreen(app, 'Pipelines');
  await app.getByLabel('Pipeline file to import').setInputFiles({
    name: 'Orders.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(file)),
  });
  await expect(app.getByRole('heading', { name: 'Orders', exact: true, level: 2 })).toBeVisible();
  await app.getByRole('button', { name: 'Edit', exact: true }).click();
  const more = app.getByRole('button', { name: 'More of this file' });
  const dialog = app.getByRole('dialog', { name: 'Export Orders as a Bytewax project' });
  const ask = async () => {
    await more.click();
    await app.getByRole('menuitem', { name: 'Export as a Bytewax project' }).click();
    await expect(dialog).toBeVisible();
  };
  await ask();
  await expect(dialog).toContainText('With recovery every event counts at least once in timeSeries');
  await expectAccessible(app);
  const saved = app.waitForEvent('download');
  await dialog.getByRole('button', { name: /^Download .*\.tar$/ }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toMatch(/-bytewax\.tar$/);
  const archive = await download.path();
  expect(execFileSync('tar', ['-tf', archive], { encoding: 'utf8' }).split('\n')).toEqual(
    expect.arrayContaining(['README.md', 'dataflow.py', 'millrace_bytewax/windows.py', 'requirements.txt']),
  );
  const dataflow = execFileSync('tar', ['-xOf', archive, 'dataflow.py'], { encoding: 'utf8' });
  expect(dataflow).toContain('flow = Dataflow("orders")');
  await app.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  await app.getByRole('button', { name: 'JSON', exact: true }).click();
  await app.getByRole('textbox', { name: 'Pipeline file' }).click();
  await app.keyboard.press('Control+a');
  await app.keyboard.insertText(JSON.stringify({ ...file, sample: { share: 0.5 } }));
  await ask();
  await expect(dialog.getByRole('listitem')).toHaveText(
    'sample: is not carried over to Bytewax; allowed: no "sample"',
  );
  await expect(dialog.getByRole('button', { name: /^Download/ })).toBeHidden();
});
