import { expect, test } from 'vitest';
import type { NamedPipeline } from '#shared/pipeline/plan.ts';
import type { Sample } from '../events/samples.ts';
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

const refused = (number: number, bytes = 10): Sample => ({
  number,
  at: 1_000 + number,
  reason: 'it is not valid JSON',
  path: ['decode'],
  event: `n${number}`,
  from: null,
  id: null,
  whole: { ...nothing, seq: number, payload: new Uint8Array(bytes) },
  late: null,
});
const nothing = {
  receivedAt: 1_000,
  value: null,
  fields: null,
  channel: null,
  pattern: null,
  key: null,
  id: null,
  name: null,
};
/** As with every event refused: each look finds others. */
const seeAll = (record: RunRecord, numbers: readonly number[], bytes?: number) => {
  for (let from = 0; from < numbers.length; from += 20)
    record.see(thread, {
      ...snapshot([]),
      invalid: numbers.slice(from, from + 20).map(number => refused(number, bytes)),
    });
};
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test('an event that a screen was shown can be mended while newer ones are refused, by number and by bytes', () => {
  const record = new RunRecord();
  seeAll(record, upTo(2_000));
  expect(record.refused('p', 'invalid-1-1001')).toMatchObject({ text: 'n1' });
  expect(record.refused('other', 'invalid-2-1002')).toBeNull();
  seeAll(
    record,
    upTo(7_000).map(number => number + 2_000),
  );
  expect(record.refused('p', 'invalid-2-1002')).toBeNull();
  expect(record.refused('p', 'invalid-8999-9999')).toMatchObject({ text: 'n8999' });

  const large = new RunRecord();
  seeAll(large, upTo(400), 64 * 1024);
  expect(large.refused('p', 'invalid-1-1001')).toBeNull();
  expect(large.refused('p', 'invalid-300-1300')).not.toBeNull();
});

test('an event that is being mended is kept', () => {
  const record = new RunRecord();
  seeAll(record, upTo(20));
  expect(record.refused('p', 'invalid-3-1003')).not.toBeNull();
  seeAll(
    record,
    upTo(9_000).map(number => number + 20),
  );
  expect(record.refused('p', 'invalid-3-1003')).toMatchObject({ text: 'n3' });
});

test('an event that is still shown can be mended, however many another pipeline has refused since', () => {
  const record = new RunRecord();
  record.see(thread, { ...snapshot([]), invalid: [refused(1)] });
  const other = { file: { ...thread.file, id: 'other' }, status: null } as PipelineThread;
  for (const number of upTo(6_000)) record.see(other, { ...snapshot([]), invalid: [refused(number)] });
  // Nothing new was refused here: what was seen last is still on the screen.
  record.see(thread, null);
  const [figures] = record.figures([thread], true).pipelines;
  expect(figures!.invalidSamples.map(({ ref }) => ref)).toEqual(['invalid-1-1001']);
  expect(record.refused('p', 'invalid-1-1001')).toMatchObject({ text: 'n1' });
});
