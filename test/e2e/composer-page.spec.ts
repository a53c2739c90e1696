import { connect } from 'node:net';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, openScreen, test } from './fixtures.ts';
import type { TestServer } from '../support/redis-server.ts';

const stepsOf = (app: Page) => app.getByRole('list', { name: 'Steps' });
const cardOf = (app: Page, name: string) =>
  stepsOf(app).getByRole('button', { name: new RegExp(`^${name}`) });

/** Somebody publishes orders, for as long as a test looks at them. */
function publishOrders(redis: TestServer, channel: string): { stop: () => Promise<void> } {
  const over = new AbortController();
  const publish = async () => {
    for (let n = 0; !over.signal.aborted; n++) {
      const order = {
        type: n % 4 === 0 ? 'created' : 'paid',
        country: ['de', 'fr', 'us'][n % 3],
        amount: n % 50,
      };
      await redis.ask('PUBLISH', channel, JSON.stringify(order));
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  };
  const published = publish();
  return { stop: () => (over.abort(), published) };
}

async function makePipeline(app: Page, channel: string, name: string): Promise<void> {
  await openScreen(app, 'Pipelines');
  await app.getByRole('button', { name: 'New', exact: true }).click();
  const dialog = app.getByRole('dialog', { name: 'New pipeline' });
  await dialog.getByRole('textbox', { name: 'Channels or patterns' }).fill(channel);
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(app.getByRole('heading', { name, level: 2 })).toBeVisible();
}

test('a newcomer gets from a busy channel to a live chart of a field of its messages in 12 actions at most', async ({
  app,
  redis,
}) => {
  const orders = publishOrders(redis, 'orders');
  // Somebody listens already: the channel is one that the server knows.
  const listener = connect(redis.port, '127.0.0.1');
  listener.write('SUBSCRIBE orders\r\n');
  let actions = 0;
  const act = async (action: Promise<unknown>) => {
    await action;
    actions++;
  };
  await act(openScreen(app, 'Pipelines'));
  await act(app.getByRole('button', { name: 'New', exact: true }).click());
  const dialog = app.getByRole('dialog', { name: 'New pipeline' });
  await act(
    dialog.getByRole('list', { name: 'Channels heard now' }).getByRole('button', { name: 'orders' }).click(),
  );
  await act(dialog.getByRole('button', { name: 'Create' }).click());
  await act(app.getByRole('tab', { name: /^Fields [1-9]/ }).click());
  await act(app.getByRole('button', { name: 'paid', exact: true }).click());
  await act(app.getByRole('button', { name: 'Group by event.country' }).click());
  await expect(cardOf(app, 'where')).toContainText('event.type == "paid"');
  await act(app.getByRole('button', { name: 'Start', exact: true }).click());
  const chart = app.getByRole('figure', { name: 'Results by window' });
  for (const country of ['de', 'fr', 'us'])
    await expect(chart.getByRole('columnheader', { name: country })).toBeAttached();
  expect(actions).toBeLessThanOrEqual(12);
  await orders.stop();
  listener.destroy();
});

test('every step shows its own events; a dry run counts live ones and writes nothing; the draft outlives a reload', async ({
  app,
  redis,
}) => {
  const orders = publishOrders(redis, 'orders');
  await makePipeline(app, 'orders', 'Orders');
  await expect(cardOf(app, 'decode')).toContainText('0 invalid');
  await cardOf(app, 'sinks').click();
  await app.getByRole('combobox', { name: 'Kind of sink' }).click();
  await app.getByRole('option', { name: 'list' }).click();
  await app.getByRole('textbox', { name: 'List', exact: true }).fill('taken');
  await redis.ask('SET', 'taken', 'x');
  await app.getByRole('button', { name: 'Add a step after decode' }).click();
  await app.getByRole('menuitem', { name: /^where/ }).click();
  await expect(cardOf(app, 'where')).toContainText('is empty');
  await expect(app.getByRole('button', { name: 'Start', exact: true })).toBeDisabled();
  const condition = app.getByRole('textbox', { name: 'Condition' });
  await condition.fill('event.contry == "de"');
  await expect(app.getByRole('status').filter({ hasText: 'event.country' }).first()).toBeVisible();
  await condition.fill('event.country == "de"');
  await expect(cardOf(app, 'where')).toContainText(/^where.*of 20$/);
  await expect(app.getByRole('grid', { name: 'Events of the sample' })).toContainText('stopped at where');
  await expect(app.getByRole('region', { name: 'Transaction' })).toContainText('RPUSH taken');
  await expect(app.getByRole('note').filter({ hasText: 'taken' })).toContainText('could not write there');
  await expectAccessible(app);
  const keys = await redis.ask('DBSIZE');
  await app.getByRole('button', { name: 'Dry run', exact: true }).click();
  const dry = app.getByRole('region', { name: 'Dry run' });
  await expect(dry).toContainText('writes nothing');
  await expect(dry.getByRole('grid', { name: 'Rows of the dry run' })).toContainText(/[1-9]/);
  await expectAccessible(app);
  await dry.getByRole('button', { name: 'Stop the dry run' }).click();
  expect(await redis.ask('DBSIZE')).toBe(keys);
  await app.reload();
  await expect(cardOf(app, 'where')).toContainText('event.country == "de"');
  await expect(app.getByText('draft · kept')).toBeVisible();

  await app.setViewportSize({ width: 960, height: 640 });
  await app.getByRole('tab', { name: 'Events' }).click();
  await expect(app.getByRole('grid', { name: 'Events of the sample' })).toBeInViewport();
  await cardOf(app, 'sinks').click();
  await expect(app.getByRole('textbox', { name: 'List', exact: true })).toBeInViewport();
  await app.emulateMedia({ colorScheme: 'light' });
  await expectAccessible(app);
  await orders.stop();
});

test('by keyboard alone: a step with completion, undo and redo over form and text, the start', async ({
  app,
  redis,
}) => {
  const orders = publishOrders(redis, 'orders');
  await makePipeline(app, 'orders', 'Keys only');
  await expect(cardOf(app, 'decode')).toContainText('0 invalid');
  const keys = app.keyboard;
  await cardOf(app, 'source').focus();
  // The first one that adds a step stands behind the card of decode.
  await keys.press('ArrowRight');
  await keys.press('ArrowRight');
  await expect(app.getByRole('button', { name: 'Add a step after decode' })).toBeFocused();
  await keys.press('Enter');
  await expect(app.getByRole('menuitem', { name: /^where/ })).toBeFocused();
  await keys.press('Enter');
  const condition = app.getByRole('textbox', { name: 'Condition' });
  await expect(condition).toBeFocused();
  await expect(app.getByRole('tab', { name: 'Fields 3' })).toBeVisible();
  await keys.type('coun');
  await expect(app.getByRole('option', { name: /^event\.country/ })).toBeVisible();
  // What has just been offered is not taken by a press that was meant for something else.
  await expect(async () => {
    await keys.press('Enter');
    await expect(condition).toHaveText('event.country', { timeout: 500 });
  }).toPass();
  await keys.type(' == "fr"');
  await expect(condition).toHaveText('event.country == "fr"');
  await cardOf(app, 'where').focus();
  // What was typed with a pause is several steps; before them the step itself was added.
  const written = cardOf(app, 'where').locator('.mono');
  let undone = 0;
  for (; (await written.textContent()) !== ''; undone++) await keys.press('Control+z');
  await expect(cardOf(app, 'where')).toContainText('is empty');
  await keys.press('Control+z');
  await expect(cardOf(app, 'where')).toHaveCount(0);
  await expect(app.getByText('draft · kept')).toBeHidden();
  await cardOf(app, 'source').focus();
  for (let redone = 0; redone <= undone; redone++) await keys.press('Control+Shift+z');
  await expect(written).toHaveText('event.country == "fr"');
  await keys.press('Control+s');
  await expect(app.getByText('draft · kept')).toBeHidden();
  await app.getByRole('button', { name: 'Start', exact: true }).focus();
  await keys.press('Enter');
  await expect(app.getByRole('main').getByText('running', { exact: true }).first()).toBeVisible();
  await orders.stop();
});

test('a step that is added beside the fields opens its form, with the focus', async ({ app, redis }) => {
  const orders = publishOrders(redis, 'orders');
  await makePipeline(app, 'orders', 'From the fields');
  await expect(cardOf(app, 'decode')).toContainText('0 invalid');
  const fields = app.getByRole('tab', { name: /^Fields/ });
  await fields.click();
  await app.getByRole('button', { name: 'Add a step after decode' }).click();
  await app.getByRole('menuitem', { name: /^where/ }).click();
  const condition = app.getByRole('textbox', { name: 'Condition' });
  await expect(condition).toBeFocused();
  await app.keyboard.type('event.country == ');
  await expect(condition).toHaveText('event.country ==');
  await orders.stop();
});

test('a file is renamed with its position, copied, edited while it runs, and removed', async ({
  app,
  redis,
}) => {
  await redis.ask('XADD', 'jobs', '*', 'n', 1);
  await openScreen(app, 'Pipelines');
  await app.getByRole('button', { name: 'New', exact: true }).click();
  const making = app.getByRole('dialog', { name: 'New pipeline' });
  await making.getByRole('radio', { name: 'Stream' }).click();
  await making.getByRole('textbox', { name: 'Streams' }).fill('jobs');
  await making.getByRole('textbox', { name: 'Name' }).fill('First');
  await making.getByRole('button', { name: 'Create' }).click();
  await cardOf(app, 'sinks').click();
  await app.getByRole('combobox', { name: 'Kind of sink' }).click();
  await app.getByRole('option', { name: 'timeSeries' }).click();
  await app.getByRole('textbox', { name: 'Prefix of the keys' }).fill('jobs:');
  await app.getByRole('textbox', { name: 'Hash of the totals' }).fill('total');
  await app.getByRole('button', { name: 'Start', exact: true }).click();
  await expect.poll(() => redis.ask('HVALS', 'total').then(String)).toBe('1');

  await app.getByRole('button', { name: 'Edit', exact: true }).click();
  await expect(app.getByRole('button', { name: 'Save and restart' })).toBeDisabled();
  await cardOf(app, 'sinks').click();
  await app.getByRole('textbox', { name: 'Hash of the totals' }).fill('all');
  await app.getByRole('button', { name: 'Save and restart' }).click();
  const asked = app.getByRole('dialog', { name: /^Restart First/ });
  await expect(asked.getByRole('region', { name: 'First' })).toContainText('sinks');
  await expectAccessible(app);
  await asked.getByRole('button', { name: 'Save and restart' }).click();
  // What comes from here on is counted by the edited file alone.
  await expect(asked).toBeHidden();
  await expect(app.getByRole('button', { name: 'Stop', exact: true })).toBeVisible();
  await redis.ask('XADD', 'jobs', '*', 'n', 2);
  await expect.poll(() => redis.ask('HVALS', 'all').then(String)).toBe('1');
  await app.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(app.getByText('ended', { exact: true })).toBeVisible();

  await app.getByRole('button', { name: 'Edit', exact: true }).click();
  await app.getByRole('heading', { name: 'First', level: 2 }).getByRole('button').click();
  const renaming = app.getByRole('dialog', { name: 'Rename the pipeline' });
  await renaming.getByRole('textbox', { name: 'Name' }).fill('Second');
  await expect(renaming).toContainText('millrace:{first}');
  await renaming.getByRole('button', { name: 'Rename' }).click();
  await expect(app.getByRole('heading', { name: 'Second', level: 2 })).toBeVisible();
  await app.getByRole('button', { name: 'JSON', exact: true }).click();
  await expect(app.getByRole('textbox', { name: 'Pipeline file' })).toContainText('"id": "first"');

  const more = app.getByRole('button', { name: 'More of this file' });
  await more.click();
  await app.getByRole('menuitem', { name: 'Duplicate' }).click();
  await expect(app.getByRole('heading', { name: 'Second copy', level: 2 })).toBeVisible();
  await expect(app.getByRole('textbox', { name: 'Pipeline file' })).not.toContainText('"id"');
  await more.click();
  await app.getByRole('menuitem', { name: 'Remove' }).click();
  await app.getByRole('button', { name: 'Remove the file' }).click();
  const files = app.getByRole('navigation', { name: 'Pipeline files' });
  await expect(files.getByRole('button', { name: 'Second copy' })).toBeHidden();
  await expect(files.getByRole('button', { name: 'Second', exact: true })).toBeVisible();
});

test('a recipe stays as it is: what is composed is a copy, one pipeline of it at a time', async ({ app }) => {
  await openScreen(app, 'Pipelines');
  const files = app.getByRole('navigation', { name: 'Pipeline files' });
  await files.getByRole('button', { name: 'Mobile users by time zone' }).click();
  await app.getByRole('button', { name: 'Compose', exact: true }).click();
  await expect(app.getByRole('heading', { name: 'Mobile users by time zone copy', level: 2 })).toBeVisible();
  await expect(cardOf(app, 'source')).toContainText('20 sample');
  await app.getByRole('combobox', { name: 'Pipeline of this file' }).click();
  await app.getByRole('option', { name: /^Mobile users/ }).click();
  await expect(cardOf(app, 'aggregate')).toContainText('num_mobile_users');
  await expect(
    app.getByText('Nothing has been published on device_events yet', { exact: false }).first(),
  ).toBeVisible();
  // The address leads back to it.
  await app.reload();
  await expect(app.getByRole('heading', { name: 'Mobile users by time zone copy', level: 2 })).toBeVisible();
});
