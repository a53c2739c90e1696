import { expect, test, vi } from 'vitest';
import { seconds, showPage, touchPage, withPageByTheClock } from '../../../test/support/page-at-rest.ts';
import { askEvery, restPause } from './ask-every.ts';
import { isAtRest } from './rest.ts';

withPageByTheClock();

test('what repeats itself untouched for half a minute is asked every five seconds, later every ten, and at once when somebody is there', async () => {
  const ask = vi.fn(() => ({ count: 1, serverTime: Date.now() }));
  const end = askEvery(1_000, ask);
  await seconds(30);
  expect(ask).toHaveBeenCalledTimes(30);
  expect(isAtRest()).toBe(true);
  await seconds(20);
  expect(ask).toHaveBeenCalledTimes(34);
  await seconds(70);
  expect(ask).toHaveBeenCalledTimes(48);
  await seconds(30);
  expect(ask).toHaveBeenCalledTimes(51);
  touchPage();
  await seconds(0);
  expect(ask).toHaveBeenCalledTimes(52);
  await seconds(10);
  expect(ask).toHaveBeenCalledTimes(62);
  end();
  touchPage();
  await seconds(10);
  expect(ask).toHaveBeenCalledTimes(62);
});

test('an answer that is another one keeps all from resting, and wakes all', async () => {
  let count = 0;
  const other = vi.fn(() => 'always the same');
  const ends = [askEvery(2_000, () => ({ count })), askEvery(1_000, other)];
  for (count = 1; count <= 20; count++) await seconds(2);
  expect(other).toHaveBeenCalledTimes(40);
  await seconds(60);
  expect(isAtRest()).toBe(true);
  const asked = other.mock.calls.length;
  count = 100;
  await seconds(5);
  await seconds(5);
  // Once while it rested still, at once when the other was heard, and then every second.
  expect(other.mock.calls.length - asked).toBeGreaterThanOrEqual(6);
  for (const end of ends) end();
});

test('what is asked seldom is not asked sooner for a touch', async () => {
  const ask = vi.fn(() => 1);
  const end = askEvery(30_000, ask);
  await seconds(31);
  expect(ask).toHaveBeenCalledTimes(1);
  touchPage();
  await seconds(1);
  expect(ask).toHaveBeenCalledTimes(1);
  await seconds(30);
  expect(ask).toHaveBeenCalledTimes(2);
  end();
});

test('what is asked every five seconds, and every ten at rest, is asked at once when somebody is there', async () => {
  const ask = vi.fn(() => 1);
  const end = askEvery(5_000, ask);
  await seconds(200);
  const asked = ask.mock.calls.length;
  while (ask.mock.calls.length === asked) await seconds(1);
  await seconds(1);
  touchPage();
  await seconds(0);
  expect(ask).toHaveBeenCalledTimes(asked + 2);
  end();
});

test('a clock that is set back holds nothing up', async () => {
  const ask = vi.fn(() => {
    if (ask.mock.calls.length === 3) vi.setSystemTime(Date.now() - 3_600_000);
    return ask.mock.calls.length;
  });
  const end = askEvery(1_000, ask);
  await seconds(10);
  end();
  expect(ask.mock.calls.length).toBeGreaterThanOrEqual(9);
});

test('nothing is asked while the answer before is awaited, nor while the page is hidden; what fails is asked again', async () => {
  let answer: (value: unknown) => void = () => {};
  const ask = vi.fn(() => new Promise(resolve => (answer = resolve)));
  const end = askEvery(1_000, ask);
  await seconds(5);
  expect(ask).toHaveBeenCalledTimes(1);
  answer(1);
  await seconds(1);
  expect(ask).toHaveBeenCalledTimes(2);
  answer(Promise.reject(new Error('away')));
  await seconds(1);
  expect(ask).toHaveBeenCalledTimes(3);
  answer(1);
  showPage('hidden');
  await seconds(60);
  expect(ask).toHaveBeenCalledTimes(3);
  showPage('visible');
  await seconds(0);
  expect(ask).toHaveBeenCalledTimes(4);
  end();
});

test('what is asked as often is asked at the same moment, whenever it began', async () => {
  const at: number[] = [];
  const note = () => at.push(Date.now() % 2_000);
  const ends = [askEvery(2_000, note)];
  await vi.advanceTimersByTimeAsync(700);
  ends.push(askEvery(2_000, note));
  await seconds(10);
  for (const end of ends) end();
  expect(new Set(at)).toEqual(new Set([0]));
});

test('a stream that comes by the clock is taken every five seconds at rest at first, and as it comes otherwise', async () => {
  const { signal } = new AbortController();
  await restPause(signal);
  await seconds(30);
  let isOver = false;
  void restPause(signal).then(() => (isOver = true));
  await seconds(4);
  expect(isOver).toBe(false);
  await seconds(4);
  expect(isOver).toBe(true);
});
