import { startRedisServer } from '../support/redis-server.ts';
import { expect, openScreen, readFilterAsCel, subscribe, test } from './fixtures.ts';

test('a stream, its tab, group and conditions are in the address: Back, Forward, a reload and a second window find them', async ({
  app,
  redis,
  context,
}) => {
  await redis.ask('XADD', 'orders:eu & co', '*', 'item', 'kettle');
  await redis.ask('XADD', 'others', '*', 'item', 'cup');
  await redis.ask('XGROUP', 'CREATE', 'orders:eu & co', 'alpha', '0');
  await redis.ask('XGROUP', 'CREATE', 'orders:eu & co', 'beta', '0');
  await redis.ask('XREADGROUP', 'GROUP', 'beta', 'bob', 'STREAMS', 'orders:eu & co', '>');
  await openScreen(app, 'Streams');
  await app.getByRole('grid', { name: 'Streams' }).getByText('orders:eu & co', { exact: true }).click();
  await app.getByRole('tab', { name: /Groups/ }).click();
  await app.getByRole('row', { name: /beta/ }).click();
  await app.getByRole('button', { name: 'Pending 1', exact: true }).click();
  await expect(app.getByRole('tab', { name: /beta · pending 1/ })).toHaveAttribute('aria-selected', 'true');
  await app.getByRole('textbox', { name: 'Payload filter' }).fill('event.item == "kettle"');
  await app.keyboard.press('Enter');
  await expect(app).toHaveURL(/kettle/);

  await app.reload();
  await expect(app.getByRole('tab', { name: /beta · pending 1/ })).toHaveAttribute('aria-selected', 'true');
  await expect(app.getByRole('textbox', { name: 'Payload filter' })).toHaveValue('event.item == "kettle"');

  await app.goBack();
  await expect(app.getByRole('tab', { name: /Groups/ })).toHaveAttribute('aria-selected', 'true');
  await app.goBack();
  await expect(app.getByRole('tab', { name: 'Entries' })).toHaveAttribute('aria-selected', 'true');
  await app.goBack();
  await expect(app.getByRole('row', { name: /others/ })).toBeVisible();
  await app.goForward();
  await app.goForward();
  await expect(app.getByRole('tab', { name: /Groups/ })).toHaveAttribute('aria-selected', 'true');

  const second = await context.newPage();
  await second.goto(app.url());
  await expect(second.getByRole('button', { name: /Stream orders:eu & co/ })).toBeVisible();
  await expect(second.getByRole('tab', { name: /Groups/ })).toHaveAttribute('aria-selected', 'true');
});

test('the filter of the messages survives a reload, and a link can name what is heard', async ({ app }) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'orders');
  await readFilterAsCel(app);
  await app.getByRole('textbox', { name: 'Filter' }).fill('event.total > 5');
  await expect(app).toHaveURL(/filter=event/);
  await app.reload();
  await expect(app.getByRole('textbox', { name: 'Filter' })).toHaveValue('event.total > 5');
  await expect(app.getByRole('status', { name: 'Filter result' })).toBeVisible();

  await app.goto(`${new URL(app.url()).origin}/#/pubsub?hear=pattern:news.*&hear=channel:orders`);
  await expect(app.getByRole('textbox', { name: 'Filter' })).toHaveValue('');
  await app.getByRole('button', { name: 'Unsubscribe from news.*' }).click();
  await expect(app.getByRole('button', { name: 'Unsubscribe from news.*' })).toHaveCount(0);
  await app.reload();
  await expect(app.getByRole('button', { name: 'Unsubscribe from orders' })).toBeVisible();
  await expect(app.getByRole('button', { name: 'Unsubscribe from news.*' })).toHaveCount(0);
});

test('another server does not show the stream of the one before', async ({ app, redis }) => {
  const other = await startRedisServer();
  try {
    await redis.ask('XADD', 'orders', '*', 'item', 'kettle');
    await other.ask('XADD', 'elsewhere', '*', 'item', 'cup');
    await openScreen(app, 'Overview');
    await app.getByRole('button', { name: 'New connection' }).click();
    const dialog = app.getByRole('dialog');
    await dialog.getByRole('textbox', { name: /paste/i }).fill(other.url);
    await dialog.getByRole('textbox', { name: /^Name/ }).fill('other');
    await dialog
      .getByRole('button', { name: /^(Save|Connect)/ })
      .last()
      .click();
    await expect(dialog).toBeHidden();

    await openScreen(app, 'Streams');
    await app.getByRole('grid', { name: 'Streams' }).getByText('elsewhere', { exact: true }).click();
    await expect(app.getByRole('button', { name: /Stream elsewhere/ })).toBeVisible();
    await app.keyboard.press('ControlOrMeta+k');
    await app.keyboard.type('Switch to');
    await app.keyboard.press('Enter');
    await expect(app.getByRole('row', { name: /orders/ })).toBeVisible();
    await app.goBack();
    await expect(app.getByRole('button', { name: /Stream elsewhere/ })).toBeVisible();
  } finally {
    await other.stop();
  }
});

test('a stream opens with the keyboard in its entries, and Esc goes back one level at a time', async ({
  app,
  redis,
}) => {
  await redis.ask('XADD', 'orders', '1-0', 'item', 'kettle');
  await openScreen(app, 'Streams');
  const list = app.getByRole('grid', { name: 'Streams' });
  await list.getByText('orders', { exact: true }).click();
  const entries = app.getByRole('grid', { name: 'Entries' });
  await expect(entries).toBeFocused();
  await expect(entries).toContainText('kettle');
  await app.keyboard.press('ArrowDown');
  await expect(app.getByRole('row', { selected: true })).toContainText('1-0');
  const pane = app.getByRole('separator');
  await expect(pane).toBeVisible();
  await app.keyboard.press('Escape');
  await expect(pane).toHaveCount(0);
  await app.keyboard.press('Escape');
  await expect(list).toBeFocused();
});

test('unsaved text of a pipeline and of the composer survives a reload', async ({ app }) => {
  await openScreen(app, 'Pub/Sub');
  await app.getByRole('textbox', { name: 'Publish to' }).fill('orders');
  await app.getByRole('textbox', { name: 'Payload' }).fill('{"half":"written"}');
  await app.reload();
  await expect(app.getByRole('textbox', { name: 'Publish to' })).toHaveValue('orders');
  await expect(app.getByRole('textbox', { name: 'Payload' })).toContainText('{"half":"written"}');

  await openScreen(app, 'Pipelines');
  await app.getByRole('button', { name: 'JSON', exact: true }).click();
  const file = app.getByRole('textbox', { name: /file|JSON|Pipeline/i });
  await file.press('Control+End');
  await file.press('Enter');
  await expect(app.getByText('changed, not saved')).toBeVisible();
  await app.reload();
  await expect(app.getByText('changed, not saved')).toBeVisible();
});
