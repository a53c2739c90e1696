import type { Page } from '@playwright/test';
import { plain } from '../support/streams.ts';
import { expect, expectAccessible, openScreen, test } from './fixtures.ts';

const keyList = (app: Page) => app.getByRole('grid', { name: 'Keys' });
const named = (app: Page) => app.getByRole('textbox', { name: 'Name or pattern' });

/** Opens a key by its name, which is the only one that is listed then. */
async function openKey(app: Page, name: string): Promise<void> {
  await named(app).fill(name);
  await keyList(app).getByRole('row').filter({ hasText: name }).first().click();
  await expect(app.getByRole('region', { name: `Key ${name}` })).toBeVisible();
}

async function confirm(app: Page, act: string): Promise<void> {
  const dialog = app.getByRole('dialog');
  await dialog.getByRole('button', { name: act, exact: true }).click();
  // It is there once the action has ended.
  await expect(dialog.getByRole('button', { name: 'Again' })).toBeVisible();
  await expect(dialog.getByText('done', { exact: true })).toBeVisible();
  await app.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
}

test('Keys: every type is shown, edited as it was seen, and read back', async ({ app, redis }) => {
  const ask = async (...command: [string, ...string[]]) => plain(await redis.ask(...command));
  await redis.ask('SET', 'greeting', '{"hello":"world"}', 'PX', 3_600_000);
  await redis.ask('HSET', 'ev:en', '1795264960', '3', '1795264970', '4');
  await redis.ask('RPUSH', 'jobs', 'first', 'second');
  await redis.ask('SADD', 'names', 'alice');
  await redis.ask('ZADD', 'scores', 1, 'alice', 2, 'bob');
  await redis.ask('PFADD', 'seen', 'a');
  await redis.ask('XADD', 'orders', '*', 'item', 'kettle');
  await redis.ask('SET', Buffer.from('odd \x1b[31m\n'), '1');
  await openScreen(app, 'Keys');
  await expect(keyList(app).getByRole('row').filter({ hasText: 'jobs' })).toContainText('list · 2');
  await expect(keyList(app)).toContainText(String.raw`odd \x1b[31m\n`);

  // A string: as JSON; edited, it keeps its lifetime.
  await openKey(app, 'greeting');
  const value = app.getByRole('region', { name: 'Value' });
  await expect(value).toContainText('"world"');
  await value.getByRole('button', { name: 'Edit…' }).click();
  const editor = app.getByRole('dialog').getByRole('textbox', { name: 'Value' });
  await editor.fill('{"hello":"you"}');
  await expect(app.getByRole('dialog')).toContainText(`SET greeting '{"hello":"you"}' KEEPTTL`);
  await confirm(app, 'Replace the value');
  expect(await ask('GET', 'greeting')).toBe('{"hello":"you"}');
  expect(Number(await ask('PTTL', 'greeting'))).toBeGreaterThan(3_000_000);
  await expect(value).toContainText('"you"');

  // A hash: what somebody else changes is marked; what was not seen is not overwritten.
  await openKey(app, 'ev:en');
  const fields = app.getByRole('grid', { name: 'Fields' });
  const field = fields.getByRole('row').filter({ hasText: '1795264960' });
  await expect(field).toContainText('3');
  await redis.ask('HINCRBY', 'ev:en', 1795264960, 171);
  await expect(field).toContainText('+171');
  await field.click();
  await value.getByRole('button', { name: 'Edit…' }).click();
  await redis.ask('HSET', 'ev:en', 1795264960, 'theirs');
  await editor.fill('mine');
  await expect(app.getByRole('dialog').getByRole('alert')).toContainText('it is "theirs" now');
  await app.keyboard.press('Escape');
  await expect(app.getByRole('dialog')).toBeHidden();
  expect(await ask('HGET', 'ev:en', '1795264960')).toBe('theirs');

  await openKey(app, 'jobs');
  await app.getByRole('button', { name: 'Element', exact: true }).click();
  await editor.fill('third');
  await confirm(app, 'Add the element');
  await expect(app.getByRole('grid', { name: 'Elements' })).toContainText('third');
  expect(await ask('LRANGE', 'jobs', '0', '-1')).toEqual(['first', 'second', 'third']);

  await redis.ask('LSET', 'jobs', 1, 'aGVsbG8gd29ybGQsIHRoaXMgaXMgYmFzZTY0');
  await app.getByRole('grid', { name: 'Elements' }).getByRole('row').nth(2).click();
  await value.getByRole('button', { name: 'Remove…' }).click();
  await confirm(app, 'Remove element 1');
  expect(await ask('LRANGE', 'jobs', '0', '-1')).toEqual(['first', 'third']);

  await openKey(app, 'names');
  await app.getByRole('grid', { name: 'Members' }).getByRole('row').filter({ hasText: 'alice' }).click();
  await app.getByRole('button', { name: 'Remove…' }).click();
  await confirm(app, 'Remove 1 member');
  await expect(app.getByText('The key is gone')).toBeVisible();

  await openKey(app, 'scores');
  const ranks = app.getByRole('grid', { name: 'Members by score' }).getByRole('row');
  await app.getByRole('button', { name: 'Reverse the order' }).click();
  await expect(ranks.nth(1)).toContainText('bob');
  await app.getByRole('textbox', { name: 'Highest score' }).fill('1');
  await expect(ranks).toHaveCount(2);
  await ranks.nth(1).click();
  await app.getByRole('button', { name: 'Set the score…' }).click();
  await app.getByRole('dialog').getByRole('textbox', { name: 'Score' }).fill('0.5');
  await confirm(app, 'Set the score');
  expect(await ask('ZSCORE', 'scores', 'alice')).toBe('0.5');

  await openKey(app, 'seen');
  await expect(app.getByRole('region', { name: 'Key seen' })).toContainText('HyperLogLog');
  await openKey(app, 'orders');
  await app.getByRole('button', { name: 'Open it under Streams' }).click();
  await expect(app.getByRole('grid', { name: 'Entries' })).toContainText('kettle');
});

test('Keys: a tree, its place in the address, a new key, and deleting by pattern', async ({ app, redis }) => {
  await redis.ask(
    'EVAL',
    'for i = 1, 3000 do redis.call("SET", "tmp:" .. i, i) end redis.call("SET", "keep:1", 1) redis.call("SET", "keep:2", 1)',
    0,
  );
  await openScreen(app, 'Keys');
  await expect(app.getByRole('status').filter({ hasText: '3,002 keys' })).toBeVisible();
  await keyList(app).getByText('keep:', { exact: true }).click();
  await expect(keyList(app).getByText('1', { exact: true })).toBeVisible();
  await expect(app.getByRole('region', { name: 'Keys that begin with keep:' })).toContainText('2 string');
  await keyList(app).getByText('2', { exact: true }).click();
  await expect(app.getByRole('region', { name: 'Key keep:2' })).toContainText('1 B');
  await expectAccessible(app);
  await app.reload();
  await expect(app.getByRole('region', { name: 'Key keep:2' })).toContainText('1 B');
  await expect(keyList(app).getByText('2', { exact: true })).toBeVisible();

  await app.getByRole('button', { name: 'Key', exact: true }).click();
  await app.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('new:hash');
  // The dialog grows by it, and the list of types with it: a press that begins before ends beside.
  await expect(app.getByRole('dialog')).toContainText('Creates the string new:hash');
  await app.getByRole('dialog').getByRole('combobox', { name: 'Type' }).click();
  await app.getByRole('option', { name: 'hash' }).click();
  await app.getByRole('dialog').getByRole('textbox', { name: 'Field' }).fill('a');
  await app.getByRole('dialog').getByRole('textbox', { name: 'Value' }).fill('1');
  await confirm(app, 'Create new:hash');
  await expect(app.getByRole('region', { name: 'Key new:hash' })).toContainText('1 field');
  expect(plain(await redis.ask('HGETALL', 'new:hash'))).toEqual(['a', '1']);

  await named(app).fill('tmp:*');
  await expect(app.getByRole('status').filter({ hasText: '3,000 keys among' })).toBeVisible();
  await app.getByRole('button', { name: 'Delete the keys that match…' }).click();
  await expect(app.getByRole('dialog')).toContainText('SCAN 0 MATCH tmp:* COUNT 1000');
  await confirm(app, 'Delete 3,000 keys');
  await expect(app.getByText('No key matches')).toBeVisible();
  expect(await redis.ask('DBSIZE')).toBe('3');
});
