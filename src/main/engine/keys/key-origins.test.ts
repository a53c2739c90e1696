import { expect, it } from 'vitest';
import { originsOf } from './key-origins.ts';

const file = (sinks: object[], source: object = { type: 'channel', channels: ['wiki'] }) =>
  JSON.stringify({
    version: 1,
    name: 'Edits',
    source,
    groupBy: ['event.domain'],
    window: { type: 'tumbling', size: '10s', time: 'processing' },
    aggregate: { edits: { count: true } },
    sinks,
  });
const known = (id: string, text: string) => ({ id, name: id, text, grant: null });
const documents = [
  known('series', file([{ type: 'timeSeries', prefix: 'ev:', total: 'ev', members: 'domains' }])),
  known(
    'ranks',
    file([{ type: 'leaderboard' }, { type: 'leaderboard', key: 'top:{window}', epochKey: 'e' }]),
  ),
  known('rows', file([{ type: 'stream', key: 'out' }], { type: 'stream', keys: ['orders'], group: 'g' })),
  known('broken', '{ not JSON'),
];
const origins = (key: string) =>
  originsOf(new TextEncoder().encode(key), documents, [{ id: 'series', connectionId: 'p1' }], 'p1').map(
    ({ id, does, isHere, chart, streams, channels }) =>
      [id, does, isHere, chart?.kind ?? null].concat(streams, channels),
  );

it('knows the pipeline that writes a key, and what draws it', () => {
  expect(origins('ev:en.wikipedia.org')).toEqual([['series', 'writes', true, 'timeSeries', 'wiki']]);
  expect(origins('ev')).toEqual([['series', 'writes', true, null, 'wiki']]);
  expect(origins('domains')).toEqual([['series', 'writes', true, null, 'wiki']]);
  expect(origins('41')).toEqual([['ranks', 'writes', false, 'leaderboard', 'wiki']]);
  expect(origins('epoch_index')).toEqual([['ranks', 'writes', false, null, 'wiki']]);
  expect(origins('top:1795264960')).toEqual([['ranks', 'writes', false, 'leaderboard', 'wiki']]);
  expect(origins('out')).toEqual([['rows', 'writes', false, null, 'orders']]);
});

it('knows who reads a key and who keeps its position there, and nothing of others', () => {
  expect(origins('orders')).toEqual([['rows', 'reads', false, null]]);
  expect(origins('top:x')).toEqual([]);
  expect(origins('ev:')).toEqual([]);
  expect(origins('evx')).toEqual([]);
  expect(originsOf(Uint8Array.of(0xff), documents, [], 'p1')).toEqual([]);
});
