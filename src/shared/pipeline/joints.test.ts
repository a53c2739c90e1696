import { describe, expect, test } from 'vitest';
import { jointsOf, roundsOf, type Joints } from './joints.ts';
import { placeText } from './place.ts';
import { readPipelines } from './read-pipelines.ts';

/** Joints of the pipelines of one file: each is named by what it is called under. */
function jointsIn(pipelines: Record<string, object>): Joints {
  const text = JSON.stringify({
    pipelines: Object.entries(pipelines).map(([name, pipeline]) => Object.assign({ name }, pipeline)),
  });
  const read = readPipelines(text, { environment: {}, fallbackName: 'x' });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return jointsOf(read.pipelines.map(pipeline => ({ node: pipeline.name, pipeline })));
}

/** "writer → place → reader" of each joint, dotted where it may be one. */
const ways = ({ places, writes, reads }: Joints) =>
  writes.flatMap(write =>
    reads
      .filter(({ place }) => place === write.place)
      .map(read => {
        const place = placeText(places.find(({ id }) => id === write.place)!);
        return `${write.node} → ${place} ${read.may ? '⇢' : '→'} ${read.node}`;
      }),
  );
const generated = { source: { type: 'generator', payload: '{}' } };
const counted = {
  window: { type: 'tumbling', size: '1s' },
  aggregate: { n: { count: true } },
};

describe('what is joined', () => {
  test.each<[string, Record<string, object>, string[]]>([
    [
      'a channel, by its name and by a pattern',
      {
        a: { ...generated, sinks: [{ type: 'publish', channel: 'orders.eu' }] },
        b: { source: { type: 'channel', channels: ['orders.eu'] }, sinks: [{ type: 'stdout' }] },
        c: { source: { type: 'channel', patterns: ['orders.*'] }, sinks: [{ type: 'stdout' }] },
        d: { source: { type: 'channel', patterns: ['clicks.*'] }, sinks: [{ type: 'stdout' }] },
      },
      ['a → orders.eu → b', 'a → orders.eu → c'],
    ],
    [
      'a stream, a list, a file',
      {
        a: {
          ...generated,
          sinks: [
            { type: 'stream', key: 's' },
            { type: 'list', key: 'l' },
            { type: 'file', path: 'f' },
          ],
        },
        b: { source: { type: 'stream', keys: ['s', 't'], group: 'g' }, sinks: [{ type: 'stdout' }] },
        c: { source: { type: 'list', key: 'l' }, sinks: [{ type: 'stdout' }] },
        d: { source: { type: 'jsonl', path: 'f' }, sinks: [{ type: 'stdout' }] },
      },
      ['a → s → b', 'a → l → c', 'a → f → d'],
    ],
    [
      'late and invalid events',
      {
        a: {
          source: { type: 'stream', keys: ['in'] },
          ...counted,
          window: { ...counted.window, time: { event: 'event.t' } },
          sinks: [{ type: 'stdout' }],
          late: { sinks: [{ type: 'publish', channel: 'late' }] },
          invalid: { sinks: [{ type: 'stream', key: 'dead' }] },
        },
        b: { source: { type: 'channel', channels: ['late'] }, sinks: [{ type: 'stdout' }] },
        c: { source: { type: 'stream', keys: ['dead'] }, sinks: [{ type: 'stdout' }] },
      },
      ['a → late → b', 'a → dead → c'],
    ],
    [
      'keys that change, as far as their names are known',
      {
        a: {
          ...generated,
          groupBy: ['event.c'],
          ...counted,
          sinks: [{ type: 'timeSeries', prefix: 'ev:', total: 'ev' }],
        },
        b: { source: { type: 'keyspace', patterns: ['ev:*'] }, sinks: [{ type: 'stdout' }] },
        c: { source: { type: 'keyspace', patterns: ['ev:d?'] }, sinks: [{ type: 'stdout' }] },
        d: { source: { type: 'keyspace', patterns: ['e[v]'] }, sinks: [{ type: 'stdout' }] },
      },
      ['a → ev:* → b', 'a → ev:* ⇢ c', 'a → ev → d'],
    ],
    [
      'what is looked up',
      {
        a: { ...generated, sinks: [{ type: 'hash', key: 'user:all', field: 'event.id' }] },
        b: {
          ...generated,
          lookup: { user: { key: "'user:' + event.id" }, other: { key: 'event.other' } },
          sinks: [{ type: 'stdout' }],
        },
      },
      ['a → user:all → b'],
    ],
    [
      'neither a stream and a list of one name, nor an address',
      {
        a: {
          ...generated,
          sinks: [
            { type: 'stream', key: 'k' },
            { type: 'http', url: 'https://example.com/' },
          ],
        },
        b: { source: { type: 'list', key: 'k' }, sinks: [{ type: 'stdout' }] },
        c: { source: { type: 'sse', url: 'https://example.com/' }, sinks: [{ type: 'stdout' }] },
      },
      // Reading and sending are not the same: what is sent to an address does not come from there.
      [],
    ],
  ])('%s', (_, pipelines, joined) => {
    expect(ways(jointsIn(pipelines))).toEqual(joined);
  });
});

test('what nobody else reads or writes is an end', () => {
  const { places, reads, writes } = jointsIn({
    a: { source: { type: 'channel', patterns: ['in.*'] }, sinks: [{ type: 'publish', channel: 'out' }] },
    b: { source: { type: 'channel', patterns: ['in.*'] }, sinks: [{ type: 'chart' }], ...counted },
  });
  expect(places.map(({ id }) => id)).toEqual(['channel name out', 'channel pattern in.*']);
  expect(reads.map(({ node, place }) => [node, place])).toEqual([
    ['a', 'channel pattern in.*'],
    ['b', 'channel pattern in.*'],
  ]);
  expect(writes).toEqual([{ node: 'a', place: 'channel name out', what: 'results', notCounted: null }]);
});

test('a group reads as such', () => {
  const { reads } = jointsIn({
    a: { source: { type: 'stream', keys: ['in'], group: 'g' }, sinks: [{ type: 'stdout' }] },
    b: { source: { type: 'stream', keys: ['in'] }, sinks: [{ type: 'stdout' }] },
  });
  expect(reads.map(({ node, group }) => [node, group])).toEqual([
    ['a', 'g'],
    ['b', null],
  ]);
});

test('what goes to one of several branches is not counted', () => {
  const { writes } = jointsIn({
    a: {
      ...generated,
      sinks: [
        { type: 'stream', key: 'all' },
        { type: 'stream', key: 'some', where: 'event.a == 1' },
      ],
    },
  });
  expect(writes.map(({ notCounted }) => notCounted)).toEqual([null, expect.stringContaining('a part')]);
});

describe('events go round', () => {
  const passing = (from: string, to: string) => ({
    source: { type: 'stream', keys: [from] },
    sinks: [{ type: 'stream', key: to }],
  });

  test('from one to the next and back', () => {
    const joints = jointsIn({ a: passing('x', 'y'), b: passing('y', 'z'), c: passing('z', 'x') });
    expect(roundsOf(joints)).toEqual([{ nodes: ['a', 'b', 'c'], may: false }]);
  });

  test('not where they only meet again, nor through a look-up', () => {
    const joints = jointsIn({
      a: { ...generated, sinks: [{ type: 'stream', key: 'x' }] },
      b: passing('x', 'z'),
      c: {
        source: { type: 'stream', keys: ['x', 'z'] },
        lookup: { last: { key: "'last'" } },
        sinks: [{ type: 'hash', key: 'last', field: 'event.id' }],
      },
    });
    expect(roundsOf(joints)).toEqual([]);
  });

  test('perhaps, where names are not known', () => {
    const joints = jointsIn({
      a: {
        source: { type: 'keyspace', patterns: ['ev:d*'] },
        groupBy: ['event.key'],
        ...counted,
        sinks: [{ type: 'timeSeries', prefix: 'ev:' }],
      },
    });
    expect(roundsOf(joints)).toEqual([{ nodes: ['a'], may: true }]);
  });
});
