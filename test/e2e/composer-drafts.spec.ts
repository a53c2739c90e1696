import type { Page } from '@playwright/test';
import { expect, expectAccessible, openScreen, test } from './fixtures.ts';

async function makeGenerator(app: Page, name: string): Promise<void> {
  await openScreen(app, 'Pipelines');
  await app.getByRole('button', { name: 'New', exact: true }).click();
  const making = app.getByRole('dialog', { name: 'New pipeline' });
  await making.getByRole('radio', { name: 'Generated events' }).click();
  await making.getByRole('textbox', { name: 'Name' }).fill(name);
  await making.getByRole('button', { name: 'Create' }).click();
  await expect(app.getByRole('heading', { name, level: 2 })).toBeVisible();
}
const stepCard = (app: Page, name: string) =>
  app.getByRole('list', { name: 'Steps' }).getByRole('button', { name: new RegExp(`^${name}`) });

test('a form left half-filled is there after a reload, and so are the steps that led to it', async ({
  app,
}) => {
  await makeGenerator(app, 'Half');
  await stepCard(app, 'sinks').click();
  await app.getByRole('combobox', { name: 'Kind of sink' }).click();
  await app.getByRole('option', { name: 'list', exact: true }).click();
  await app.getByRole('button', { name: 'Add a step after decode' }).click();
  await app.getByRole('menuitem', { name: /^where/ }).click();
  await expect(app.getByRole('textbox', { name: 'Condition' })).toBeFocused();
  await expect(stepCard(app, 'where')).toContainText('is empty');
  await expect(app.getByText('draft · kept')).toBeVisible();
  await app.reload();
  await expect(stepCard(app, 'where')).toContainText('is empty');
  await expect(stepCard(app, 'sinks')).toContainText('list');
  await expect(app.getByRole('button', { name: 'Start', exact: true })).toBeDisabled();
  // Back over the reload, step by step, to the file as it was saved.
  const undo = app.getByRole('button', { name: 'Undo' });
  await undo.click();
  await expect(stepCard(app, 'where')).toHaveCount(0);
  await expect(stepCard(app, 'sinks')).toContainText('list');
  await undo.click();
  await expect(app.getByText('draft · kept')).toBeHidden();
  await expect(undo).toBeDisabled();
  await app.getByRole('button', { name: 'Redo' }).click();
  await expect(stepCard(app, 'sinks')).toContainText('list');
});

test('a template of a generator offers its values behind two brackets', async ({ app }) => {
  await makeGenerator(app, 'Templates');
  const field = app.getByRole('textbox', { name: 'value is' });
  await field.fill('');
  await field.pressSequentially('{{rand');
  const option = app.getByRole('option', { name: /randInt\(1,10\)/ });
  await expect(option).toBeVisible();
  await expectAccessible(app);
  await option.click();
  await expect(field).toHaveText('{{randInt(1,10)}}');
  await expect(stepCard(app, 'source')).toContainText('20 sample');
});

test('a file of a newer version says so, keeps what it has, and its text stays editable', async ({ app }) => {
  await makeGenerator(app, 'Newer');
  await app.getByRole('button', { name: 'JSON', exact: true }).click();
  const editor = app.getByRole('textbox', { name: 'Pipeline file' });
  await editor.click();
  await app.keyboard.press('Control+a');
  const newer = {
    version: 2,
    name: 'Newer',
    shiny: { later: true },
    source: { type: 'generator', fields: { n: '{{seq}}' } },
    sinks: [{ type: 'chart', glow: 3 }],
  };
  await app.keyboard.insertText(JSON.stringify(newer, null, 2));
  const alert = app.getByRole('alert').filter({ hasText: 'newer Millrace' });
  await expect(alert).toContainText('update this one to start the file');
  await expect(app.getByRole('button', { name: 'Start', exact: true })).toBeDisabled();
  // A form changes its own place, and nothing else.
  await stepCard(app, 'source').click();
  await app.getByRole('textbox', { name: 'n is' }).fill('{{seq + 1}}');
  await expect(editor).toContainText('"{{seq + 1}}"');
  await expect(editor).toContainText('"later": true');
  await expect(editor).toContainText('"glow": 3');
  await expect(editor).toContainText('"version": 2');
  await app.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(app.getByText('draft · kept')).toBeHidden();
  await app.reload();
  await expect(alert).toBeVisible();
  await expect(editor).toContainText('"later": true');
  await expectAccessible(app);
});

test('in forced colours the chosen step and the tabs are told apart; the pane at the left is as wide as it is made', async ({
  app,
}) => {
  await app.emulateMedia({ forcedColors: 'active' });
  await makeGenerator(app, 'Colours');
  const chosen = stepCard(app, 'source');
  const outlineOf = (name: string) =>
    stepCard(app, name).evaluate(card => getComputedStyle(card).outlineStyle);
  await expect(chosen).toHaveAttribute('aria-pressed', 'true');
  // Neither of them has the keyboard.
  await app.getByRole('button', { name: 'JSON', exact: true }).focus();
  expect(await outlineOf('source')).toBe('solid');
  expect(await outlineOf('sinks')).toBe('none');
  await expectAccessible(app);
  const form = app.getByRole('region', { name: 'source' });
  const before = (await form.boundingBox())!.width;
  const bar = app.getByRole('separator', { name: 'Resize the panes' }).first();
  await bar.focus();
  for (let press = 0; press < 3; press++) await app.keyboard.press('ArrowRight');
  await expect.poll(async () => (await form.boundingBox())!.width).toBeGreaterThan(before + 10);
  const wider = (await form.boundingBox())!.width;
  await app.reload();
  await expect.poll(async () => Math.abs((await form.boundingBox())!.width - wider)).toBeLessThan(3);
});
