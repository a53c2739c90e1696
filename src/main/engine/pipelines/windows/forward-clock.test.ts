import { expect, test } from 'vitest';
import { ForwardClock } from './forward-clock.ts';

test('follows the wall clock, forward jumps included', () => {
  let wall = 1_000;
  let steady = 0;
  const clock = new ForwardClock(
    () => wall,
    () => steady,
  );
  wall = 1_010;
  steady = 10;
  expect(clock.now()).toBe(1_010);
  wall = 99_000;
  expect(clock.now()).toBe(99_000);
});

test('never goes back, and lets the wall clock come up', () => {
  let wall = 10_000;
  let steady = 0;
  const clock = new ForwardClock(
    () => wall,
    () => steady,
  );
  clock.now();
  wall = 9_000;
  steady = 100;
  expect(clock.now()).toBe(10_090);
  wall += 20_000;
  steady += 20_000;
  expect(clock.now()).toBe(29_000);
});
