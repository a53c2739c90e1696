import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { encode } from '@msgpack/msgpack';
import type { Page } from '@playwright/test';
import {
  expect,
  expectAccessible,
  figure,
  openScreen,
  promised,
  readFilterAsCel,
  subscribe,
  test,
} from './fixtures.ts';

const grid = (app: Page) => app.getByRole('grid', { name: 'Messages' });
const rowOf = (app: Page, text: string | RegExp) =>
  grid(app).getByRole('row').filter({ hasText: text }).last();
const detail = (app: Page) => app.getByRole('tabpanel', { name: 'Message' });

test('compressed and packed payloads are read, and what they were guessed as is said', async ({
  app,
  redis,
}) => {
  // It holds an analysis of the whole page.
  test.slow();
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'packed');
  const json = '{"order":9007199254740993,"city":"Antwerp"}';
  await redis.ask('PUBLISH', 'packed', gzipSync(json));
  await redis.ask('PUBLISH', 'packed', Buffer.from(encode({ packed: true, at: new Date(0) })));
  await redis.ask('PUBLISH', 'packed', zstdCompressSync('plain words'));
  await redis.ask('PUBLISH', 'packed', gzipSync(json).toString('base64'));
  await expect(rowOf(app, /^[\d:. ]*packed\s*gzip → |gzip.*Antwerp/)).toContainText(json);
  await expect(rowOf(app, 'MessagePack')).toContainText('{"packed":true,"at":"1970-01-01T00:00:00.000Z"}');
  await expect(rowOf(app, 'zstd')).toContainText('plain words');
  await expect(rowOf(app, 'base64 → gzip')).toContainText(json);

  await rowOf(app, 'base64 → gzip').click();
  await expect(app.getByRole('button', { name: 'Decode as' })).toContainText('base64 → gzip → JSON');
  await expect(detail(app)).toContainText(/\d+ B → 43 B/);
  await expect(detail(app)).toContainText('9007199254740993');
  await app.getByRole('tab', { name: 'Hex' }).click();
  // The bytes stay those that came: base64 of what gzip begins with.
  await expect(detail(app)).toContainText('48 34 73 49');
  await app.getByRole('tab', { name: 'Pretty' }).click();
  await expectAccessible(app);

  // The filter sees what is inside.
  await readFilterAsCel(app);
  await app.getByRole('textbox', { name: 'Filter', exact: true }).fill('event.city == "Antwerp"');
  await expect(app.getByRole('status', { name: 'Filter result' })).toContainText(figure('2 of 4'));
});

test('what a channel is read as can be chosen; it is remembered, and a choice that fails says why', async ({
  app,
  host,
  redis,
}) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'hidden');
  await redis.ask('PUBLISH', 'hidden', brotliCompressSync('{"inside":1}'));
  await rowOf(app, 'hidden').click();
  await expect(app.getByRole('button', { name: 'Decode as' })).toContainText('bytes');
  await app.getByRole('button', { name: 'Decode as' }).click();
  await app.getByRole('menuitem', { name: 'brotli' }).click();
  await expect(app.getByRole('button', { name: 'Decode as' })).toContainText('brotli → JSON');
  await expect(rowOf(app, 'brotli')).toContainText('{"inside":1}');

  await app.goto(host.url);
  await app.reload();
  await openScreen(app, 'Pub/Sub');
  await expect(rowOf(app, 'brotli')).toContainText('{"inside":1}');
  await redis.ask('PUBLISH', 'hidden', 'no brotli');
  await expect(rowOf(app, 'no brotli')).toContainText('not decoded');
  await rowOf(app, 'no brotli').click();
  await expect(detail(app).getByRole('alert')).toContainText('It cannot be read as brotli');
  await expect(detail(app)).toContainText('6e 6f 20 62');
  await app.getByRole('button', { name: 'Decode as' }).click();
  await app.getByRole('menuitem', { name: 'Automatic' }).click();
  await expect(app.getByRole('button', { name: 'Decode as' })).toContainText('text');
});

test('a field becomes a column from the keyboard, is renamed, remembered, sorted when paused, and removed', async ({
  app,
  host,
  redis,
}) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'orders');
  const flood = `for i = 1, 1000 do redis.call('PUBLISH', 'orders', '{"meta":{"n":' .. ((i * 7919) % 100003) .. '}}') end`;
  await redis.ask('EVAL', flood, 0);
  await redis.ask(
    'PUBLISH',
    'orders',
    gzipSync(`{"filler":"${'x'.repeat(50_000)}","meta":{"n":12345678901234567890}}`),
  );
  await redis.ask('PUBLISH', 'orders', 'no JSON');
  await expect(app.getByText(figure('1,002 kept'))).toBeVisible();
  await rowOf(app, '{"meta"').click();
  await app.getByRole('tab', { name: 'Tree' }).click();
  await app.getByRole('region', { name: /Payload as a tree/ }).focus();
  // meta opens, n is its first member.
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowDown', 'c']) await app.keyboard.press(key);
  const header = grid(app).getByRole('columnheader', { name: /meta\.n/ });
  await expect(header).toBeVisible();
  await expect(rowOf(app, 'gzip')).toContainText('12345678901234567890');
  await expect(header.getByTitle(/pause to sort/)).toBeVisible();

  await app.getByRole('button', { name: 'Column meta.n' }).click();
  await app.getByRole('menuitem', { name: 'Rename…' }).click();
  await app.getByRole('textbox', { name: 'Title' }).fill('number');
  await app.keyboard.press('Enter');
  await app.goto(host.url);
  await app.reload();
  await openScreen(app, 'Pub/Sub');
  await expect(grid(app).getByRole('columnheader', { name: /number/ })).toBeVisible();

  await app.getByRole('button', { name: /^Pause/ }).click();
  await grid(app).getByRole('button', { name: 'number', exact: true }).click();
  await expect(app.getByRole('status', { name: 'Sorting' })).toContainText(
    '1,002 messages sorted by number, ascending',
  );
  await expect(app.getByRole('status', { name: 'Sorting' })).toContainText(figure('1 without it, last'));
  const smallest = Math.min(...Array.from({ length: 1_000 }, (_, i) => ((i + 1) * 7_919) % 100_003));
  await expect(grid(app).getByRole('row').nth(1)).toContainText(`{"meta":{"n":${smallest}}}`);
  await grid(app).getByRole('button', { name: 'number', exact: true }).click();
  await expect(grid(app).getByRole('row').nth(1)).toContainText('12345678901234567890');
  await app.getByRole('button', { name: /^Resume/, pressed: true }).click();
  await expect(app.getByRole('status', { name: 'Sorting' })).toHaveCount(0);

  await app.getByRole('button', { name: 'Column number' }).click();
  await app.getByRole('menuitem', { name: 'Remove the column' }).click();
  await expect(grid(app).getByRole('columnheader', { name: /number/ })).toHaveCount(0);
});

test('200,000 messages are sorted by a field of their payload, and the page answers meanwhile', async ({
  app,
  redis,
}) => {
  const COUNT = 200_000;
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'orders');
  // The numbers from 0 on, each once, in an order that looks like none: the factor has no divisor in common with their count.
  for (let from = 0; from < COUNT; from += 20_000) {
    const flood = `for i = ${from}, ${from + 19_999} do redis.call('PUBLISH', 'orders', '{"n":' .. ((i * 7919) % ${COUNT}) .. '}') end`;
    await redis.ask('EVAL', flood, 0);
  }
  await expect(app.getByText(figure('200,000 kept'))).toBeVisible();
  await rowOf(app, '{"n":').click();
  await app.getByRole('tab', { name: 'Tree' }).click();
  await app.getByRole('region', { name: /Payload as a tree/ }).focus();
  for (const key of ['ArrowDown', 'c']) await app.keyboard.press(key);
  await app.getByRole('button', { name: /^Pause/ }).click();

  const sorted = app.getByRole('status', { name: 'Sorting' });
  const byNumber = grid(app).getByRole('button', { name: 'n', exact: true });
  // The longest time in which the page drew nothing.
  await app.evaluate(() => {
    const page = window as typeof window & { longestPause: number };
    page.longestPause = 0;
    let last = performance.now();
    const draw = () => {
      const now = performance.now();
      page.longestPause = Math.max(page.longestPause, now - last);
      last = now;
      requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
  });
  const values = () =>
    grid(app).getByRole('row').getByRole('gridcell').filter({ hasText: /^\d+$/ }).allTextContents();
  for (const [direction, first, step] of [
    ['ascending', 0, 1],
    ['descending', COUNT - 1, -1],
  ] as const) {
    await byNumber.click();
    await expect(sorted).toContainText(figure(`200,000 messages sorted by n, ${direction}`), {
      timeout: 60_000,
    });
    await expect(grid(app).getByRole('row').nth(1)).toContainText(`{"n":${first}}`);
    const shown = await values();
    expect(shown.length).toBeGreaterThan(5);
    expect(shown).toEqual(shown.map((_, row) => String(first + row * step)));
  }
  await grid(app).press('End');
  await expect(grid(app).getByRole('row').last()).toContainText('{"n":0}');
  const longestPause = await app.evaluate(
    () => (window as typeof window & { longestPause: number }).longestPause,
  );
  expect(longestPause).toBeLessThan(promised(3_000));
});

test('ten compressed megabytes and a bomb freeze nothing', async ({ app, redis }) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'big');
  const list = JSON.stringify(Array.from({ length: 400_000 }, (_, id) => ({ id, word: 'water' })));
  expect(list.length).toBeGreaterThan(10_000_000);
  await redis.ask('PUBLISH', 'big', gzipSync(list));
  await redis.ask('PUBLISH', 'big', gzipSync(Buffer.alloc(80 * 2 ** 20)));
  await expect(rowOf(app, 'not decoded')).toBeVisible();
  await rowOf(app, 'water').click();
  // While it is decoded and shown, the page answers at once.
  const startedAt = performance.now();
  await app.getByRole('textbox', { name: 'Filter', exact: true }).pressSequentially('abc');
  expect(performance.now() - startedAt).toBeLessThan(promised(2_000));
  await app.keyboard.press('Escape');
  await expect(detail(app)).toContainText('"word": "water"');
  await rowOf(app, 'not decoded').click();
  await expect(detail(app).getByRole('alert')).toContainText('larger than 64 MB');
  await expect(app.getByRole('contentinfo')).toContainText('connected');
});
