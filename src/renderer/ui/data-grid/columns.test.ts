import { expect, it } from 'vitest';
import { fittedWidths, type Column } from './columns.ts';

const column = (id: string, width: number | 'flex', more: Partial<Column<object>> = {}): Column<object> => ({
  id,
  width,
  title: id,
  text: () => '',
  cell: () => '',
  ...more,
});
const columns = [
  column('name', 100),
  column('time', 100, { figure: true }),
  column('count', 60, { align: 'right' }),
  column('payload', 'flex', { minWidth: 120 }),
];

it('gives what is cut its width where there is room', () => {
  const contents = { name: 180, time: 150, count: 90 };
  expect(fittedWidths(columns, {}, contents, 1_000)).toEqual({ name: 180, time: 150, count: 90 });
});

it('gives figures room before names, and leaves the flexible column its share', () => {
  const contents = { name: 350, time: 150, count: 90 };
  // 600 - 35 % leave 390 for the others.
  expect(fittedWidths(columns, {}, contents, 600)).toEqual({ name: 150, time: 150, count: 90 });
  expect(fittedWidths(columns, {}, contents, 420)).toEqual({ name: 100, time: 140, count: 60 });
});

it('leaves alone what a person set, and what has no room', () => {
  expect(fittedWidths(columns, { name: 80 }, { name: 300 }, 1_000)).toMatchObject({ name: 80 });
  expect(fittedWidths(columns, {}, { time: 300 }, 300)).toEqual({ name: 100, time: 100, count: 60 });
});
