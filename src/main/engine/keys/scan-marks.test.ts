import { expect, it } from 'vitest';
import { ScanMarks } from './scan-marks.ts';

it('finds the last step that began before a position', () => {
  const marks = new ScanMarks();
  for (const position of [0, 10, 10, 25, 40]) marks.add(`c${position}`, position);
  expect([0, 9, 10, 24, 25, 1_000].map(position => marks.before(position).position)).toEqual([
    0, 0, 10, 10, 25, 40,
  ]);
  expect(new ScanMarks().before(5)).toEqual({ cursor: '0', position: 0 });
});

it('forgets every second one rather than grow, and never the beginning', () => {
  const marks = new ScanMarks(8);
  for (let step = 0; step < 1_000; step++) marks.add(String(step), step * 10);
  const { position } = marks.before(9_999);
  expect(position).toBeGreaterThan(9_999 - 2 * 256 * 10);
  expect(marks.before(5)).toEqual({ cursor: '0', position: 0 });
});
