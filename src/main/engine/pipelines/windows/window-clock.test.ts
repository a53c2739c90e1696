import { describe, expect, test } from 'vitest';
import { EventClock } from './window-clock.ts';

const time = (latenessMs: number) => ({ latenessMs, idleMs: Math.max(10_000, latenessMs) });

const NOW = 1_000_000;

describe('the watermark of several partitions', () => {
  test('is that of the one furthest behind, and waits for those that have said nothing', () => {
    const clock = new EventClock(time(100), ['a', 'b']);
    clock.advance(5_000, NOW, 'a');
    expect(clock.watermark).toBe(-Infinity);
    clock.advance(2_000, NOW, 'b');
    expect(clock.watermark).toBe(1_900);
    clock.advance(9_000, NOW, 'a');
    expect(clock.watermark).toBe(1_900);
    clock.advance(9_500, NOW, 'b');
    expect(clock.watermark).toBe(8_900);
  });

  test('is held back by none that is idle, nor moved by how far that was', () => {
    const clock = new EventClock(time(0), ['a', 'b']);
    clock.idle('b', NOW);
    clock.advance(5_000, NOW, 'a');
    expect(clock.watermark).toBe(5_000);
    clock.advance(8_000, NOW, 'b');
    clock.idle('b', NOW);
    clock.advance(6_000, NOW, 'a');
    expect(clock.watermark).toBe(6_000);
    // With all idle nothing is behind any more.
    clock.idle('a', NOW);
    expect(clock.watermark).toBe(8_000);
  });

  test('never goes back', () => {
    const clock = new EventClock(time(0), ['a', 'b']);
    clock.idle('b', NOW);
    clock.advance(5_000, NOW, 'a');
    clock.advance(1_000, NOW, 'b');
    expect(clock.watermark).toBe(5_000);
  });
});

test('an event of the year 2099 moves nothing, one a little ahead of the clock as far as the clock', () => {
  const clock = new EventClock(time(0));
  clock.advance(5_000, NOW, '');
  clock.advance(Date.UTC(2099, 0), NOW, '');
  expect(clock.watermark).toBe(5_000);
  clock.advance(NOW + 1_000, NOW, '');
  expect(clock.watermark).toBe(NOW);
});

describe('when nothing comes any more', () => {
  test('time goes on after ten seconds, and stops for the next event', () => {
    const clock = new EventClock(time(1_000), ['a']);
    clock.advance(5_000, NOW, 'a');
    clock.rest(NOW + 60_000);
    // What is there has not been read yet.
    expect(clock.watermark).toBe(4_000);
    clock.idle('a', NOW);
    clock.rest(NOW + 9_999);
    expect(clock.watermark).toBe(4_000);
    clock.rest(NOW + 10_000);
    expect(clock.watermark).toBe(14_000);
    clock.advance(6_000, NOW + 10_000, 'a');
    clock.rest(NOW + 60_000);
    expect(clock.watermark).toBe(14_000);
  });

  test('a source that cannot tell is quiet since its last event', () => {
    const clock = new EventClock(time(20_000));
    clock.advance(50_000, NOW, '');
    clock.rest(NOW + 19_999);
    expect(clock.watermark).toBe(30_000);
    clock.rest(NOW + 20_000);
    expect(clock.watermark).toBe(50_000);
  });

  test('a loss of what was read is no rest', () => {
    const clock = new EventClock(time(0), ['a']);
    clock.advance(5_000, NOW, 'a');
    clock.idle('a', NOW);
    clock.restore(5_000);
    clock.rest(NOW + 60_000);
    expect(clock.watermark).toBe(5_000);
  });
});
