import { expect, test } from 'vitest';
import type { NamedPipeline } from '#shared/pipeline/plan.ts';
import type { PipelineSnapshot } from '../thread/pipeline-messages.ts';
import type { PipelineThread } from '../thread/pipeline-thread.ts';
import { SHOWN_ROWS, type Row } from '../sinks/rows.ts';
import { RunRecord } from './run-record.ts';

const thread = {
  file: { id: 'p', source: { type: 'channel' } } as unknown as NamedPipeline,
  status: null,
} as PipelineThread;
const row = (second: number, key: string, more: Partial<Row> = {}): Row => ({
  window: {
    start: new Date(second * 1_000).toISOString(),
    end: new Date((second + 10) * 1_000).toISOString(),
  },
  key: [key],
  n: 1,
  ...more,
});
const snapshot = (open: Row[]): PipelineSnapshot => ({
  open,
  invalid: [],
  late: [],
  lag: null,
  lastTransaction: null,
});
const shown = (record: RunRecord) => {
  const { rows, open } = record.figures([thread], true);
  return { rows: rows.map(({ start, key }) => `${start / 1_000} ${key}`), open: open.map(({ key }) => key) };
};

test('a window that has closed since the last snapshot is among the rows, and no longer open', () => {
  const record = new RunRecord();
  record.see(thread, snapshot([row(0, 'a'), row(0, 'b'), row(10, 'c')]));
  record.addRows('p', [row(0, 'a'), row(0, 'b')]);
  expect(shown(record)).toEqual({ rows: ['0 a', '0 b'], open: ['c'] });
  // A stop emits the windows that are open.
  record.addRows('p', [row(10, 'c', { open: true })]);
  expect(shown(record)).toEqual({ rows: ['0 a', '0 b', '10 c'], open: [] });
});

test('the newest rows are kept', () => {
  const record = new RunRecord();
  for (let second = 0; second < 10 * SHOWN_ROWS; second++) record.addRows('p', [row(second, 'a')]);
  const { rows } = record.figures([thread], true);
  expect(rows).toHaveLength(SHOWN_ROWS);
  expect(rows.at(-1)).toMatchObject({ seq: 10 * SHOWN_ROWS, values: [['n', '1']] });
});
