import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SessionMeasure, type HeardMeasure } from './session-measure.ts';

const NOW = 1_700_000_000_000;
const all = { seconds: 60, top: 8, picked: [] };

beforeEach(() => vi.useFakeTimers({ now: NOW, toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

interface Message {
  at?: number;
  channel?: string;
  pattern?: string;
  payload?: string | Buffer;
}

function session() {
  const measure = new SessionMeasure();
  measure.setHearing(true, NOW);
  const hear = ({ at = 0, channel = 'a', pattern, payload = '' }: Message) => {
    const name = Buffer.from(channel);
    vi.setSystemTime(NOW + at);
    const by = pattern === undefined ? undefined : Buffer.from(pattern);
    measure.hear(measure.open(name, 3), NOW + at, name, by, Buffer.from(payload as string));
  };
  return { measure, hear };
}

test('a flood is counted exactly, in total, by channel and by size', () => {
  const { measure, hear } = session();
  for (let n = 0; n < 100_000; n++) hear({ channel: n % 4 === 0 ? 'b' : 'a', payload: 'x'.repeat(n % 10) });
  const { total, channels, channelCount, unmeasured } = measure.read(all);
  expect(total).toMatchObject({ messages: 100_000, bytes: 450_000 });
  expect(total.sizeClasses.map(({ from, to, messages }) => [from, to, messages])).toEqual([
    [0, 0, 10_000],
    [0, 1, 10_000],
    [1, 2, 10_000],
    [2, 4, 20_000],
    [4, 8, 40_000],
    [8, 16, 10_000],
  ]);
  expect(
    channels.map(({ name, messages, color }) => [Buffer.from(name).toString(), messages, color]),
  ).toEqual([
    ['a', 75_000, 3],
    ['b', 25_000, 3],
  ]);
  expect([channelCount, unmeasured]).toEqual([2, 0]);
});

test('pauses between messages are measured per channel and in total, but not over a disconnection', () => {
  const { measure, hear } = session();
  for (let n = 0; n <= 100; n++) hear({ at: n * 10, channel: n % 2 === 0 ? 'a' : 'b' });
  measure.setHearing(false, NOW + 1_500);
  measure.setHearing(true, NOW + 31_000);
  hear({ at: 31_000 });
  const { total, channels } = measure.read(all);
  expect(total.gaps).toMatchObject({ count: 100, max: 10 });
  expect(total.gaps.p50).toBeCloseTo(10, 0);
  expect(channels[0]!.gaps).toMatchObject({ count: 50, max: 20 });
});

test('rates are of whole seconds; a second in which nothing could be heard is unknown, not 0', () => {
  const { measure, hear } = session();
  hear({ at: 500, payload: 'xx' });
  for (let n = 0; n < 30; n++) hear({ at: 3_000 + n, payload: 'x' });
  measure.setHearing(false, NOW + 5_100);
  measure.setHearing(true, NOW + 7_100);
  vi.setSystemTime(NOW + 10_000);
  // Nothing is known of what was before.
  expect([...measure.read({ seconds: 11, top: 0, picked: [] }).rates.total.messages][0]).toBeNaN();
  const { rates } = measure.read({ seconds: 10, top: 1, picked: [] });
  expect(rates.first).toBe(NOW);
  expect([...rates.total.messages]).toEqual([1, 0, 0, 30, 0, NaN, NaN, NaN, 0, 0]);
  expect([...rates.lines[0]!.bytes]).toEqual([2, 0, 0, 30, 0, NaN, NaN, NaN, 0, 0]);
});

test('channels of a pattern are counted exactly, then estimated and said to be', () => {
  const { measure, hear } = session();
  for (let n = 0; n < 4_000; n++) hear({ channel: `c${n % 2_000}`, pattern: 'c*' });
  expect(measure.read(all).patterns).toMatchObject([{ channels: 2_000, approximate: false }]);
  for (let n = 0; n < 20_000; n++) hear({ channel: `c${n}`, pattern: 'c*' });
  const { patterns, channelCount, unmeasured, total } = measure.read(all);
  expect(patterns[0]!.approximate).toBe(true);
  expect(Math.abs(patterns[0]!.channels - 20_000)).toBeLessThan(600);
  // Beyond the bound they are part of the total alone, and that is said.
  expect([channelCount, total.messages]).toEqual([1_000, 24_000]);
  expect(unmeasured).toBe(24_000 - 1_000 - 1_000 - 1_000);
});

test('delay is measured where the payload has a time, of one channel or all, and a clock ahead is seen', () => {
  const { measure, hear } = session();
  hear({ payload: '{"at":1}' });
  measure.setLatency(Buffer.from('a'), 'm.at');
  for (let n = 1; n <= 100; n++)
    hear({ at: n, payload: JSON.stringify({ m: { at: (NOW + n - 40) / 1_000 } }) });
  hear({ at: 200, payload: '{"m":{}}' });
  hear({ at: 200, payload: 'no json' });
  hear({ at: 200, channel: 'b', payload: JSON.stringify({ m: { at: NOW } }) });
  hear({ at: 300, payload: JSON.stringify({ m: { at: new Date(NOW + 350).toISOString() } }) });
  const [latency] = measure.read(all).latencies;
  expect(latency).toMatchObject({
    field: 'm.at',
    messages: 103,
    looked: 103,
    timed: 101,
    negative: 1,
    min: -50,
    unit: 'ISO 8601',
  });
  expect(latency!.delay.p50).toBeCloseTo(40, 0);
  expect(latency!.delay.max).toBeCloseTo(40, 3);
  measure.setLatency(Buffer.from('a'), '');
  expect(measure.read(all).latencies).toEqual([]);
});

test('of a flood so many messages a second are looked into, which is told', () => {
  const { measure, hear } = session();
  measure.setLatency(null, 'at');
  for (let n = 0; n < 5_000; n++) hear({ at: 10, payload: `{"at":${NOW}}` });
  hear({ at: 20, payload: `{"at":${NOW},"x":"${'x'.repeat(70_000)}"}` });
  hear({ at: 1_010, channel: 'b', payload: `{"at":${NOW}}` });
  expect(measure.read(all).latencies[0]).toMatchObject({
    channel: null,
    messages: 5_002,
    looked: 2_001,
    timed: 2_001,
    unit: 'ms',
    perSecond: 2_000,
  });
});

test('a reset begins anew, with its time', () => {
  const { measure, hear } = session();
  measure.setLatency(null, 'at');
  hear({ channel: 'cx', pattern: 'c*', payload: `{"at":${NOW}}` });
  vi.setSystemTime(NOW + 5_000);
  measure.reset();
  const { since, total, channels, patterns, latencies, timeFields } = measure.read(all);
  expect(since).toBe(NOW + 5_000);
  expect(total).toMatchObject({ messages: 0, bytes: 0, gaps: { p50: null, max: null, count: 0 } });
  expect([channels, patterns]).toEqual([[], []]);
  expect(latencies).toMatchObject([{ messages: 0, timed: 0 }]);
  expect(timeFields).toEqual(['at']);
  hear({ at: 5_001, channel: 'cx', pattern: 'c*' });
  expect(measure.read(all).patterns).toMatchObject([{ channels: 1 }]);
});

test('a channel that is named is measured from then on, however many came before it', () => {
  const measure = new SessionMeasure();
  measure.setHearing(true, NOW);
  // A session keeps what it was given for a channel.
  const opened = new Map<string, HeardMeasure>();
  const hear = ({ at = 0, channel, payload = '' }: { at?: number; channel: string; payload?: string }) => {
    const name = Buffer.from(channel);
    vi.setSystemTime(NOW + at);
    if (!opened.has(channel)) opened.set(channel, measure.open(name, 3));
    measure.hear(opened.get(channel)!, NOW + at, name, undefined, Buffer.from(payload));
  };
  for (let n = 0; n < 3_000; n++) hear({ channel: `c${n}` });
  for (let n = 0; n < 500; n++) hear({ channel: 'busy' });
  const picked = [Buffer.from('busy'), Buffer.from('new')];
  expect(measure.read({ ...all, top: 0, picked }).channels).toEqual([]);

  measure.name(picked);
  for (let n = 0; n < 40; n++) hear({ at: 60_000 + n, channel: 'busy', payload: 'xx' });
  hear({ at: 60_100, channel: 'new' });
  const { channels, rates, total } = measure.read({ ...all, top: 0, picked });
  expect(
    channels.map(({ name, messages, since }) => [Buffer.from(name).toString(), messages, since]),
  ).toEqual([
    ['busy', 40, NOW + 60_000],
    ['new', 1, NOW],
  ]);
  expect(rates.lines).toHaveLength(2);
  expect(total.messages).toBe(3_541);
  measure.reset();
  expect(measure.read({ ...all, top: 0, picked }).channels[0]).toMatchObject({
    messages: 0,
    since: NOW + 60_100,
  });
});
