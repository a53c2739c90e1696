import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { entriesOf, pendingOf, pendingStream, plain } from '../support/streams.ts';
import { expect, expectAccessible, figure, openScreen, test } from './fixtures.ts';

async function openStream(app: Page, name: string): Promise<void> {
  await openScreen(app, 'Streams');
  const list = app.getByRole('grid', { name: 'Streams' });
  await list.getByText(name, { exact: true }).click();
  await expect(app.getByRole('grid', { name: 'Entries' })).toBeVisible();
}

async function openPending(app: Page, name: string): Promise<void> {
  await openStream(app, name);
  await app.getByRole('tab', { name: /pending/i }).click();
  await expect(app.getByRole('grid', { name: 'Pending entries' })).toBeVisible();
}

const pane = (app: Page) => app.getByRole('tabpanel', { name: /selected|1 entry|Repair/ });
/** Rows of a grid, without its header. */
const rows = (app: Page, grid: string) => app.getByRole('grid', { name: grid }).getByRole('row');

test('find the poison entry and move it to the dead-letter stream', async ({ app, redis }) => {
  await pendingStream(redis, 'orders', 300);
  await redis.ask('XCLAIM', 'orders', 'g', 'alice', 0, '163-0', 'RETRYCOUNT', 812, 'JUSTID');
  await openPending(app, 'orders');
  await expect(app.getByRole('tab', { name: 'g · pending 300' })).toBeVisible();

  // It is the one that was delivered again and again: its bar in the picture of deliveries.
  await app.getByRole('button', { name: /^100 – 999: 1$/ }).click();
  await expect(app.getByText(figure('1 of 300 checked entries match'))).toBeVisible();
  const poison = app.getByRole('grid', { name: 'Pending entries' }).getByRole('row', { name: /163-0/ });
  await expect(poison).toContainText('812');
  await poison.click();
  await app.getByRole('tab', { name: 'Entry journey' }).click();
  await expect(app.getByRole('list', { name: 'Groups and this entry' })).toContainText(
    /g pending with alice .* delivered 812×/,
  );

  await app.getByRole('tab', { name: '1 entry' }).click();
  await app.getByRole('button', { name: 'Dead-letter…' }).click();
  await app.getByRole('textbox', { name: 'Reason' }).fill('cannot be parsed');
  await expect(pane(app)).toContainText(/Copies 1 entry \(1 of alice\) to orders:dead/);
  await expect(pane(app)).toContainText("2 orders orders:dead g 'cannot be parsed' 163-0 alice 812");
  await app.getByRole('button', { name: 'Move 1 entry to orders:dead' }).click();
  await expect(app.getByText('Moved 1 entry to orders:dead.')).toBeVisible();

  const pending = await pendingOf(redis, 'orders');
  expect(pending).toHaveLength(299);
  expect(pending.map(([id]) => id)).not.toContain('163-0');
  const [[, fields]] = (await entriesOf(redis, 'orders:dead')) as [[string, string[]]];
  expect(fields.slice(0, 2)).toEqual(['n', '163']);
  expect(
    Object.fromEntries(fields.flatMap((name, index) => (index % 2 === 0 ? [[name, fields[index + 1]]] : []))),
  ).toEqual({
    n: '163',
    'dead-letter.source': 'orders',
    'dead-letter.group': 'g',
    'dead-letter.consumer': 'alice',
    'dead-letter.id': '163-0',
    'dead-letter.deliveries': '812',
    'dead-letter.time': expect.stringMatching(/^\d{13}$/) as unknown,
    'dead-letter.reason': 'cannot be parsed',
  });
  expect(Number(await redis.ask('XLEN', 'orders'))).toBe(300);
});

test('mend a dead letter and put it back', async ({ app, redis }) => {
  await pendingStream(redis, 'orders', 3);
  await openPending(app, 'orders');
  await app.getByRole('checkbox', { name: 'Select 2-0' }).click();
  await app.getByRole('button', { name: 'Dead-letter…' }).click();
  await app.getByRole('button', { name: 'Move 1 entry to orders:dead' }).click();
  await expect(app.getByText('Moved 1 entry to orders:dead.')).toBeVisible();

  await app.getByRole('button', { name: 'All streams' }).click();
  await app.getByRole('grid', { name: 'Streams' }).getByText('orders:dead', { exact: true }).click();
  await app.getByRole('tab', { name: 'Dead letters' }).click();
  await rows(app, 'Dead letters').nth(1).click();
  await app.keyboard.press('Space');
  await expect(app.getByText(figure('1 selected'))).toBeVisible();
  await app.keyboard.press('Space');
  await expect(app.getByText(figure('1 selected'))).toBeHidden();
  await app.getByRole('textbox', { name: 'Value of field 1' }).fill('mended');
  await expect(
    app.getByText(/Adds 1 entry to orders, with the edited fields, and takes it from orders:dead/),
  ).toBeVisible();
  await app.getByRole('button', { name: 'Requeue 1 entry' }).click();
  await expect(app.getByText('Requeued 1 entry.')).toBeVisible();
  expect((await entriesOf(redis, 'orders')).at(-1)![1]).toEqual(['n', 'mended']);
  expect(Number(await redis.ask('XLEN', 'orders:dead'))).toBe(0);
});

test('claim some entries for another consumer; what was acknowledged meanwhile is left alone', async ({
  app,
  redis,
}) => {
  await pendingStream(redis, 'orders', 20);
  await openPending(app, 'orders');
  for (const id of ['2-0', '3-0', '5-0']) await app.getByRole('checkbox', { name: `Select ${id}` }).click();
  await expect(app.getByRole('tab', { name: '3 selected' })).toBeVisible();
  await app.getByRole('combobox', { name: 'Give to' }).fill('bob');
  await expect(pane(app)).toContainText('XCLAIM orders g bob 0 2-0 3-0 5-0');
  await redis.ask('XACK', 'orders', 'g', '3-0');
  await app.getByRole('button', { name: 'Claim 3 for bob' }).click();
  await expect(pane(app)).toContainText('Claimed 2 entries for bob.');
  await expect(pane(app)).toContainText('no longer pending');
  const byId = new Map((await pendingOf(redis, 'orders')).map(([id, owner]) => [id, owner]));
  expect([byId.get('2-0'), byId.get('3-0'), byId.get('5-0'), byId.get('6-0')]).toEqual([
    'bob',
    undefined,
    'bob',
    'alice',
  ]);
});

test('acknowledge all that match a condition on the payload', async ({ app, redis }) => {
  await pendingStream(redis, 'orders', 120);
  await openPending(app, 'orders');
  await app.getByRole('textbox', { name: 'Payload filter' }).fill('int(event.n) > 20');
  await app.keyboard.press('Enter');
  await expect(app.getByText(figure('100 of 120 checked entries match'))).toBeVisible();
  await app.getByRole('button', { name: 'Select all that match' }).click();
  await app.getByRole('button', { name: 'Acknowledge', exact: true }).click();
  await app.getByRole('button', { name: 'Acknowledge 100 entries' }).click();
  await expect(pane(app)).toContainText('Acknowledged 100 entries.');
  expect(await pendingOf(redis, 'orders')).toHaveLength(20);
});

test('what was acknowledged is made pending again as it was', async ({ app, redis }) => {
  await pendingStream(redis, 'orders', 6);
  await redis.ask('XCLAIM', 'orders', 'g', 'bob', 0, '4-0', 'RETRYCOUNT', 7, 'JUSTID');
  const before = await pendingOf(redis, 'orders');
  await openPending(app, 'orders');
  await app.getByRole('columnheader', { name: 'deliveries' }).getByRole('button').click();
  await expect(rows(app, 'Pending entries').nth(1)).toContainText('4-0');
  for (const id of ['4-0', '2-0']) await app.getByRole('checkbox', { name: `Select ${id}` }).click();
  await app.getByRole('button', { name: 'Acknowledge', exact: true }).click();
  await app.getByRole('button', { name: 'Acknowledge 2 entries' }).click();
  await expect(pane(app)).toContainText('Acknowledged 2 entries.');
  expect(await pendingOf(redis, 'orders')).toHaveLength(4);

  await app.keyboard.press('Control+z');
  await app.getByRole('button', { name: 'Make 2 entries pending again' }).click();
  await expect(app.getByRole('dialog')).toContainText('Made 2 entries pending again.');
  expect(await pendingOf(redis, 'orders')).toEqual(before);
});

test('a drag across the bars of a picture filters by all of them', async ({ app, redis }) => {
  await pendingStream(redis, 'orders', 10);
  for (const [id, deliveries] of [
    ['2-0', 2],
    ['3-0', 3],
    ['4-0', 4],
    ['7-0', 7],
  ] as const)
    await redis.ask('XCLAIM', 'orders', 'g', 'alice', 0, id, 'RETRYCOUNT', deliveries, 'JUSTID');
  await openPending(app, 'orders');
  await app.getByRole('button', { name: /^2: 1$/ }).hover();
  await app.mouse.down();
  await app.getByRole('button', { name: /^3: 1$/ }).hover();
  await app.getByRole('button', { name: /^4: 1$/ }).hover();
  await app.mouse.up();
  await expect(app.getByText('delivered 2 – 4')).toBeVisible();
  await expect(app.getByText(figure('3 of 10 checked entries match'))).toBeVisible();
  await app.getByRole('button', { name: /^5 – 9: 1$/ }).click({ modifiers: ['Shift'] });
  await expect(app.getByText(figure('4 of 10 checked entries match'))).toBeVisible();
  await app.getByRole('button', { name: 'Any number of deliveries' }).click();
  await expect(app.getByText(figure('10 of 10 here'))).toBeVisible();
});

test('ghosts are marked, and told before a claim drops them', async ({ app, redis }) => {
  await pendingStream(redis, 'orders', 5);
  await redis.ask('XDEL', 'orders', '2-0');
  await openPending(app, 'orders');
  await expect(app.getByRole('row', { name: /2-0/ })).toContainText('deleted while pending');
  await app.getByRole('checkbox', { name: 'Select 2-0' }).click();
  await app.getByRole('combobox', { name: 'Give to' }).fill('bob');
  await expect(pane(app)).toContainText(figure('1 of them is a ghost'));
});

test('streams are sorted by a figure, also those far below; a favourite stays on top', async ({
  app,
  redis,
}) => {
  await redis.ask(
    'EVAL',
    `for i = 1, 150 do local key = string.format('s%03d', i) for n = 1, i do redis.call('XADD', key, n .. '-0', 'n', n) end end`,
    0,
  );
  await openScreen(app, 'Streams');
  await expect(app.getByText(figure('150 streams among 150 keys'))).toBeVisible();
  const first = rows(app, 'Streams').nth(1);
  await expect(first).toContainText('s001');
  const title = app.getByRole('columnheader', { name: 'entries' });
  await title.getByRole('button').click();
  await expect(title).toHaveAttribute('aria-sort', 'descending');
  await expect(first).toContainText('s150');
  // What is added is sorted in when the figures are read again.
  await redis.ask('EVAL', `for n = 1, 200 do redis.call('XADD', 's002', '*', 'n', n) end`, 0);
  await expect(first).toContainText('s002');
  await expect(first).toContainText('202');
  await app.getByRole('button', { name: 'Make s150 a favourite' }).click();
  await expect(first).toContainText('s150');
  await expect(rows(app, 'Streams').nth(2)).toContainText('s002');
  await title.getByRole('button').click();
  await expect(rows(app, 'Streams').nth(2)).toContainText('s001');
  await title.getByRole('button').click();
  await expect(title).not.toHaveAttribute('aria-sort');
});

test('favourites are those of all windows', async ({ app, context, host, redis }) => {
  for (const name of ['alpha', 'beta', 'gamma']) await redis.ask('XADD', name, '*', 'n', 1);
  const second = await context.newPage();
  await second.goto(host.origin);
  for (const page of [app, second]) await openScreen(page, 'Streams');
  await app.getByRole('button', { name: 'Make beta a favourite' }).click();
  await second.getByRole('button', { name: 'Make gamma a favourite' }).click();
  await second.reload();
  for (const page of [app, second])
    for (const name of ['beta', 'gamma'])
      await expect(page.getByRole('button', { name: `${name} is a favourite` })).toBeVisible();
});

test('a thousand streams of one family are one row; it is opened, and all of them are sorted', async ({
  app,
  redis,
}) => {
  await redis.ask(
    'EVAL',
    `for i = 1, 1000 do redis.call('XADD', string.format('rq:job:%04d', i), '*', 'n', i) end for i = 1, 5 do redis.call('XADD', 'orders', '*', 'n', i) end for i = 1, 3 do redis.call('XADD', 'rq:job:0700', '*', 'n', i) end`,
    0,
  );
  await openScreen(app, 'Streams');
  await expect(app.getByText(figure('1,001 streams among 1,001 keys'))).toBeVisible();
  await expect(rows(app, 'Streams')).toHaveCount(3);
  await app.getByRole('columnheader', { name: 'entries' }).getByRole('button').click();
  const family = rows(app, 'Streams').nth(1);
  await expect(family).toContainText('rq:job:1,000 streams');
  await expect(family).toContainText('1,003');
  await family.click();
  await expect(rows(app, 'Streams').nth(2)).toContainText('rq:job:0700');
  await app.keyboard.press('ArrowLeft');
  await expect(rows(app, 'Streams')).toHaveCount(3);
  await expectAccessible(app);
  await app.getByRole('textbox', { name: 'Except these patterns' }).fill('rq:*');
  await expect(app.getByText('1,000 left out')).toBeVisible();
  await expect(rows(app, 'Streams')).toHaveCount(2);
});

test('make a stream, add to it, trim it', async ({ app, redis }) => {
  await openScreen(app, 'Streams');
  await app.getByRole('button', { name: 'Create stream' }).first().click();
  await app.getByRole('textbox', { name: 'Name', exact: true }).fill('orders');
  await app.getByRole('textbox', { name: 'Name of field 1' }).fill('item');
  await app.getByRole('textbox', { name: 'Value of field 1' }).fill('kettle');
  await app.getByRole('button', { name: 'Field', exact: true }).click();
  await app.getByRole('textbox', { name: 'Name of field 2' }).fill('item');
  await app.getByRole('textbox', { name: 'Value of field 2' }).fill('\\xff');
  await expect(app.getByRole('dialog')).toContainText(String.raw`XADD orders * item kettle item "\xff"`);
  await app.getByRole('button', { name: 'Add entry' }).click();
  await expect(app.getByRole('dialog')).toContainText(/Added \d+-0/);
  const [[, fields]] = (await redis.ask('XRANGE', 'orders', '-', '+')) as [[Buffer, Buffer[]]];
  expect(fields).toEqual([
    Buffer.from('item'),
    Buffer.from('kettle'),
    Buffer.from('item'),
    Buffer.from([255]),
  ]);
  await app.keyboard.press('Escape');

  for (let index = 0; index < 9; index++) await redis.ask('XADD', 'orders', '*', 'n', index);
  await openStream(app, 'orders');
  await app.getByRole('button', { name: 'Trim…' }).click();
  await app.getByRole('textbox', { name: 'Entries to keep' }).fill('4');
  await app.getByRole('checkbox', { name: /Exactly/ }).click();
  await expect(app.getByRole('dialog')).toContainText('Removes 6 of 10 entries');
  await app.getByRole('dialog').getByRole('button', { name: 'Trim orders' }).click();
  await expect(app.getByRole('dialog')).toContainText('Removed 6 entries; 4 entries left.');
  expect(Number(await redis.ask('XLEN', 'orders'))).toBe(4);
});

test('an id that is none, and one that is not above the last, are explained in place', async ({
  app,
  redis,
}) => {
  await redis.ask('XADD', 'orders', '5-1', 'a', '1');
  await openStream(app, 'orders');
  await app.getByRole('button', { name: 'Add entry' }).click();
  const dialog = app.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name of field 1' }).fill('a');
  await dialog.getByRole('textbox', { name: 'Id' }).fill('soon');
  await expect(dialog.getByRole('alert')).toContainText('"soon" is not a stream id');
  await dialog.getByRole('textbox', { name: 'Id' }).fill('5-1');
  await expect(dialog.getByRole('alert')).toContainText('The id must be above the last one, 5-1');
  await expect(dialog.getByRole('button', { name: 'Add entry' })).toBeDisabled();
});

test('go to an id, search with a count, and pick columns', async ({ app, redis }) => {
  await redis.ask(
    'EVAL',
    `for i = 1, 3000 do redis.call('XADD', 'log', i .. '-0', 'n', i, 'city', i % 2 == 0 and 'Oslo' or 'Lima') end`,
    0,
  );
  await openStream(app, 'log');
  await expect(rows(app, 'Entries').last()).toContainText('3000-0');
  await app.getByRole('textbox', { name: 'Go to an id or a time' }).fill('1500-0');
  await app.keyboard.press('Enter');
  await expect(rows(app, 'Entries').nth(1)).toContainText('1500-0');
  await app.getByRole('button', { name: 'First entry' }).click();
  await expect(rows(app, 'Entries').nth(1)).toContainText(/^1-0/);

  await app.getByRole('combobox', { name: 'Kind of search' }).click();
  await app.getByRole('option', { name: 'CEL' }).click();
  await app.getByRole('textbox', { name: 'Search' }).fill('int(event.n) % 10 == 0');
  await app.keyboard.press('Enter');
  await expect(app.getByText(figure('100 matched of 991 scanned'))).toBeVisible();
  await expect(rows(app, 'Entries').nth(1)).toContainText('3000-0');
  await app.getByRole('button', { name: 'Next 100 matches' }).click();
  await expect(app.getByText(figure('200 matched of 1,991 scanned'))).toBeVisible();

  await app.getByRole('button', { name: 'Columns' }).click();
  await app.getByRole('checkbox', { name: 'city' }).click();
  await app.keyboard.press('Escape');
  await expect(app.getByRole('columnheader', { name: 'city' })).toBeVisible();
});

test('values that are compressed or packed are read, and can be read as something else', async ({
  app,
  redis,
}) => {
  const inside = JSON.stringify({ order: 9, text: 'x'.repeat(3_000_000) });
  await redis.ask(
    'XADD',
    'packed',
    '1-0',
    'kind',
    'order',
    'body',
    gzipSync(inside),
    'raw',
    brotliCompressSync('hidden'),
  );
  await openStream(app, 'packed');
  await rows(app, 'Entries').filter({ hasText: '1-0' }).click();
  const field = (name: string) => app.getByRole('button', { name: new RegExp(`^${name} `) });
  const decoded = app.getByRole('button', { name: 'Decode as' });
  const payload = app.getByRole('tabpanel', { name: /Pretty|Raw/ });
  await expect(decoded).toContainText('text auto');
  await field('body').click();
  await expect(decoded).toContainText('gzip → JSON auto');
  await expect(app.getByText('3,000,021 B')).toBeVisible();
  await expect(payload).toContainText('"order": 9');

  await field('raw').click();
  await expect(decoded).toContainText('bytes auto');
  await decoded.click();
  await app.getByRole('menuitem', { name: 'brotli' }).click();
  await expect(decoded).toContainText('brotli → text chosen for field');
  await expect(payload).toContainText('hidden');
  await expectAccessible(app);

  // The choice is for the fields of this name, and stays.
  await redis.ask('XADD', 'packed', '2-0', 'raw', 'no brotli');
  await app.reload();
  await openStream(app, 'packed');
  await rows(app, 'Entries').filter({ hasText: '2-0' }).click();
  await expect(app.getByRole('alert')).toContainText('It cannot be read as brotli');
  await decoded.click();
  await app.getByRole('menuitem', { name: 'Automatic' }).click();
  await expect(decoded).toContainText('text auto');
});

test('new entries of two streams arrive in one tail', async ({ app, redis }) => {
  await redis.ask('XADD', 'a', '*', 'old', '1');
  await openStream(app, 'a');
  await app.getByRole('tab', { name: 'Tail' }).click();
  await expect(app.getByText(figure('0 received'))).toBeVisible();
  await app.getByRole('textbox', { name: 'Another stream to tail' }).fill('b');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('button', { name: 'Stop tailing b' })).toBeVisible();
  await expect(app.getByText(figure('0 received'))).toBeVisible();
  await expect(async () => {
    await redis.ask('XADD', 'a', '*', 'from', 'first');
    await redis.ask('XADD', 'b', '*', 'from', 'second');
    await expect(app.getByRole('grid', { name: 'New entries' })).toContainText('second', { timeout: 1_000 });
  }).toPass();
  await expect(app.getByRole('grid', { name: 'New entries' })).toContainText('first');
});

test('create a group at an earlier id, and destroy one with its counts', async ({ app, redis }) => {
  await pendingStream(redis, 'orders', 6);
  await openStream(app, 'orders');
  await app.getByRole('tab', { name: /^Groups/ }).click();
  await app.getByRole('button', { name: 'Replay in a new group…' }).click();
  const dialog = app.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('replay');
  await dialog.getByRole('textbox', { name: 'Begins after' }).fill('2-0');
  await expect(dialog).toContainText('it is given 4 of 6 entries');
  await dialog.getByRole('button', { name: 'Create group replay' }).click();
  await expect(dialog).toContainText('Created replay at 2-0.');
  await app.keyboard.press('Escape');
  await expect(app.getByRole('grid', { name: 'Groups' })).toContainText('replay');

  await app.getByRole('grid', { name: 'Groups' }).getByText('g', { exact: true }).click();
  await app.getByRole('button', { name: 'Destroy…' }).click();
  await app.getByRole('button', { name: 'Destroy group g and drop 6 pending entries' }).click();
  await expect(dialog).toContainText('Destroyed g.');
  const groups = plain(await redis.ask('XINFO', 'GROUPS', 'orders')) as unknown[][];
  expect(groups.map(group => group[1])).toEqual(['replay']);
});

test('a stream that vanishes under an open screen is said so, and comes back', async ({ app, redis }) => {
  await redis.ask('XADD', 'orders', '*', 'a', '1');
  await openStream(app, 'orders');
  await redis.ask('DEL', 'orders');
  await expect(app.getByRole('alert').first()).toContainText('does not exist');
  await redis.ask('SET', 'orders', 'text');
  await expect(app.getByRole('alert').first()).toContainText('it holds another type');
  await redis.ask('DEL', 'orders');
  await redis.ask('XADD', 'orders', '*', 'a', '1');
  await expect(app.getByRole('alert')).toHaveCount(0);
  await expect(app.getByText(/^1 entry/)).toBeVisible();
});

test('repair with the keyboard alone', async ({ app, redis }) => {
  await pendingStream(redis, 'orders', 5);
  await app.keyboard.press('Control+3');
  const list = app.getByRole('grid', { name: 'Streams' });
  await expect(list).toContainText('orders');
  await list.focus();
  await app.keyboard.press('ArrowDown');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('grid', { name: 'Entries' })).toBeVisible();
  await app.keyboard.press('Control+k');
  await app.keyboard.type('Show pending');
  await expect(app.getByRole('option').first()).toContainText('Show pending entries');
  await app.keyboard.press('Enter');
  const grid = app.getByRole('grid', { name: 'Pending entries' });
  await expect(grid).toContainText('5-0');
  await grid.focus();
  await app.keyboard.press('ArrowDown');
  await app.keyboard.press('ArrowDown');
  await app.keyboard.press('Space');
  await app.keyboard.press('ArrowDown');
  await app.keyboard.press('Space');
  await expect(app.getByRole('tab', { name: '2 selected' })).toBeVisible();
  await app.getByRole('button', { name: 'Acknowledge', exact: true }).focus();
  await app.keyboard.press('Enter');
  await app.getByRole('button', { name: 'Acknowledge 2 entries' }).focus();
  await app.keyboard.press('Enter');
  await expect(pane(app)).toContainText('Acknowledged 2 entries.');
  expect((await pendingOf(redis, 'orders')).map(([id]) => id)).toEqual(['1-0', '4-0', '5-0']);
});

for (const scheme of ['dark', 'light'] as const) {
  test(`the screens of the streams are accessible, ${scheme}`, async ({ app, redis }) => {
    test.slow();
    await app.emulateMedia({ colorScheme: scheme });
    await pendingStream(redis, 'orders', 40);
    await redis.ask('XCLAIM', 'orders', 'g', 'bob', 0, '3-0', 'RETRYCOUNT', 900, 'IDLE', 500_000);
    await redis.ask('XDEL', 'orders', '5-0');
    await openScreen(app, 'Streams');
    await expect(app.getByRole('grid', { name: 'Streams' })).toContainText('orders');
    await expectAccessible(app);
    await openStream(app, 'orders');
    await rows(app, 'Entries').nth(2).click();
    await expect(app.getByRole('list', { name: 'Groups and this entry' })).toBeVisible();
    await expectAccessible(app);
    await app.getByRole('tab', { name: 'Tail' }).click();
    await expect(app.getByText(figure('0 received'))).toBeVisible();
    await expectAccessible(app);
    await app.getByRole('tab', { name: /^Groups/ }).click();
    await expect(app.getByRole('button', { name: 'Delete consumer bob' })).toBeVisible();
    await expectAccessible(app);
    await app.getByRole('tab', { name: /pending/ }).click();
    await expect(app.getByRole('group', { name: /^idle/ })).toBeVisible();
    await app.getByRole('checkbox', { name: 'Select 3-0' }).click();
    await app.getByRole('combobox', { name: 'Give to' }).fill('bob');
    await expect(pane(app)).toContainText('XCLAIM');
    await expectAccessible(app);
    await app.getByRole('button', { name: 'Trim…' }).click();
    await expectAccessible(app);
  });
}
