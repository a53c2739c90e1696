import { expect, it, vi } from 'vitest';
import type { Preview, SampledEvent } from '#shared/contract/compose.ts';
import { rowsOf } from './event-rows.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const event = (seq: number, more: Partial<SampledEvent>): SampledEvent => ({
  seq,
  receivedAt: 5,
  payload: null,
  value: null,
  fields: null,
  channel: null,
  pattern: null,
  key: null,
  id: null,
  name: null,
  ...more,
});
const events = [
  event(0, { payload: bytes('{"a":1}') }),
  event(1, { payload: new Uint8Array([255, 0]) }),
  event(2, { value: '{"a":2}' }),
];
const trace = { lookedUp: null, selected: null, key: null, windows: [], stoppedAt: null, reason: null };
const preview = {
  events: [
    { ...trace, seq: 0, time: 7, decoded: '{"a":1}', key: 'one', windows: [{ start: 0, end: 10_000 }] },
    { ...trace, seq: 1, time: 7, decoded: null, stoppedAt: 'decode' as const, reason: 'is not UTF-8' },
    { ...trace, seq: 2, time: 7, decoded: '{"a":2}', stoppedAt: 'where' as const },
  ],
} as unknown as Preview;
const rows = (step: string) =>
  rowsOf(step, events, preview, { colors: new Map([['one', 3]]), utc: false }).map(
    ({ before, after, stopped, isRefused, color }) => [before, after, stopped, isRefused, color],
  );

it('an event is shown before and after a step, or with where and why it ended', () => {
  expect(rows('decode')).toEqual([
    ['{"a":1}', '{"a":1}', '', false, null],
    ['ff 00', null, 'stopped at decode: is not UTF-8', true, null],
    ['{"a":2}', '{"a":2}', 'stopped at where', false, null],
  ]);
  expect(rows('where').map(row => row.slice(1, 3))).toEqual([
    ['passes', ''],
    [null, 'stopped at decode: is not UTF-8'],
    [null, 'stopped at where'],
  ]);
  expect(rows('groupBy')[0]).toEqual(['{"a":1}', 'one', '', false, 3]);
  expect(rows('window')[0]![1]).toMatch(/ · 10 s$/);
});

it('what has no preview yet is shown as it came', () => {
  expect(
    rowsOf('where', events, null, { colors: new Map(), utc: false }).map(({ before, time }) => [
      before,
      time,
    ]),
  ).toEqual([
    ['{"a":1}', 5],
    ['ff 00', 5],
    ['{"a":2}', 5],
  ]);
});

it.each([
  [true, '00:00:00 · 10 s'],
  [false, '02:00:00 · 10 s'],
])('windows are told in the time that is set (in UTC: %s)', (utc, expected) => {
  vi.spyOn(Date.prototype, 'getTimezoneOffset').mockReturnValue(-120);
  const [first] = rowsOf('window', events, preview, { colors: new Map(), utc });
  expect(first!.after).toContain(expected);
  vi.restoreAllMocks();
});
