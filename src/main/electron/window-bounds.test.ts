import { describe, expect, test } from 'vitest';
import { leastSize, placeWindow } from './window-bounds.ts';

const screen = { x: 0, y: 0, width: 1920, height: 1080 };

describe('a window', () => {
  test('opens where it was', () => {
    const bounds = { x: 100, y: 50, width: 1200, height: 800 };
    expect(placeWindow(bounds, [screen])).toEqual(bounds);
  });

  test('opens in the middle of the first screen when its own is gone', () => {
    expect(placeWindow({ x: 3000, y: 0, width: 1200, height: 800 }, [screen])).toEqual({
      x: 240,
      y: 90,
      width: 1440,
      height: 900,
    });
  });

  test('is never smaller than it can be used', () => {
    expect(placeWindow({ x: 0, y: 0, width: 200, height: 200 }, [screen])).toMatchObject({
      width: 960,
      height: 640,
    });
  });

  test('stands beside the one that it was opened from', () => {
    const beside = { x: 10, y: 10, width: 1000, height: 700 };
    expect(placeWindow(undefined, [screen], beside)).toEqual({ x: 42, y: 42, width: 1000, height: 700 });
  });

  test.each([
    ['above the screen, where nobody can take hold of it', { x: 100, y: -500, width: 1200, height: 800 }],
    ['over the right edge', { x: 1700, y: 100, width: 1200, height: 800 }],
    ['larger than the screen', { x: -50, y: -50, width: 4000, height: 3000 }],
  ])('that was %s is on it', (_, bounds) => {
    const { x, y, width, height } = placeWindow(bounds, [screen]);
    expect([x >= 0, y >= 0, x + width <= 1920, y + height <= 1080]).toEqual([true, true, true, true]);
  });

  test('fits on a screen that is smaller than it likes', () => {
    const small = { x: 0, y: 25, width: 800, height: 575 };
    expect(placeWindow(undefined, [small])).toEqual(small);
    expect(leastSize(small)).toEqual({ minWidth: 800, minHeight: 575 });
  });

  test('keeps its place on a screen above and left of the first one', () => {
    const above = { x: -1920, y: -1080, width: 1920, height: 1080 };
    const bounds = { x: -1800, y: -1000, width: 1200, height: 800 };
    expect(placeWindow(bounds, [screen, above])).toEqual(bounds);
  });
});
