import { expect, test } from 'vitest';
import { seconds, touchPage, withPageByTheClock } from '../../../test/support/page-at-rest.ts';
import { isNews } from './rest.ts';

withPageByTheClock();

test('the document is marked while the page is at rest', async () => {
  const isMarked = () => document.documentElement.hasAttribute('data-rest');
  await seconds(30);
  touchPage();
  await seconds(29);
  touchPage();
  await seconds(29);
  expect(isMarked()).toBe(false);
  await seconds(1);
  expect(isMarked()).toBe(true);
  touchPage();
  expect(isMarked()).toBe(false);
  await seconds(30);
  expect(isMarked()).toBe(true);
});

test.each([
  [{ a: 1 }, { a: 1 }, false],
  [{ a: 1 }, { a: 2 }, true],
  [[1, 2], [1, 2, 3], true],
  [{ rows: [{ id: 'a', idleMs: 1 }] }, { rows: [{ id: 'a', idleMs: 2_000 }] }, false],
  [{ rows: [{ id: 'a', idleMs: 1 }] }, { rows: [{ id: 'b', idleMs: 1 }] }, true],
  [new Uint8Array([1, 2]), new Uint8Array([1, 2]), false],
  [new Uint8Array([1, 2]), new Uint8Array([1, 3]), true],
  [undefined, null, true],
  [{ problem: null }, { problem: { code: 'timeout' } }, true],
])('from %j to %j: news is %j', (before, after, expected) => {
  expect(isNews(before, after)).toBe(expected);
});
