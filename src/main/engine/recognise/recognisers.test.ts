import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyLookAlikes, keySets } from '../../../../test/fixtures/framework-keys.ts';
import {
  channelLookAlikes,
  channelSets,
  streamLookAlikes,
  streamSets,
  type ChannelSet,
  type StreamSet,
} from '../../../../test/fixtures/frameworks.ts';
import type { Beside } from './evidence.ts';
import { recogniseChannel, recogniseKey, recogniseStream, recognisers } from './recognisers.ts';

const besideOf =
  (beside: Record<string, string> = {}): Beside =>
  ({ key, field }) =>
    beside[field === undefined ? key : `${key}#${field}`] ?? null;

const ofStream = ({ key, fields, groups = [], lastId = '1700000000000-0', beside }: StreamSet) =>
  recogniseStream({ key, groups, fields: Object.entries(fields), lastId, beside: besideOf(beside) });
const ofChannel = ({ name, payload, beside }: ChannelSet) =>
  recogniseChannel({ name, payload, beside: besideOf(beside) });

test.each(streamSets)('%s is %s: stream %#', (framework, certainty, set) => {
  expect(ofStream(set)).toMatchObject({ framework, certainty });
});

test.each(channelSets)('%s is %s: channel %#', (framework, certainty, set) => {
  expect(ofChannel(set)).toMatchObject({ framework, certainty });
});

test.each(streamLookAlikes)('nothing is certain of a stream of somebody: $key %#', set => {
  expect(ofStream(set)?.certainty).not.toBe('certain');
});

test.each(channelLookAlikes)('nothing is certain of a channel of somebody: $name %#', set => {
  expect(ofChannel(set)?.certainty).not.toBe('certain');
});

test('there is something of every framework, and enough that is like it', () => {
  const known = new Set([...streamSets, ...channelSets, ...keySets].map(([framework]) => framework));
  expect([...known].sort()).toEqual(recognisers.map(({ framework }) => framework).sort());
  expect(streamSets.length + channelSets.length).toBeGreaterThanOrEqual(30);
  expect(keySets.length).toBeGreaterThanOrEqual(30);
  expect(keyLookAlikes.length).toBeGreaterThanOrEqual(30);
  expect(streamLookAlikes.length + channelLookAlikes.length).toBeGreaterThanOrEqual(30);
});

test('no bytes, whatever they are, make a recogniser fail, or be certain of a name that it does not know', () => {
  const names = fc.constantFrom(...channelSets.map(([, , { name }]) => name), 'news', '');
  const keys = fc.constantFrom(...streamSets.map(([, , { key }]) => key), 'news', '');
  const fieldNames = fc.constantFrom('data', 'message', '__data__', '_class', 'd', '{"a":1}', 'value');
  fc.assert(
    fc.property(names, keys, fieldNames, fc.uint8Array({ maxLength: 40 }), (name, key, field, bytes) => {
      ofChannel({ name, payload: bytes });
      ofStream({ key, fields: { [field]: bytes } });
      expect(ofChannel({ name: 'news', payload: bytes })).toBeNull();
    }),
  );
});

test('no key, whatever is in it, makes a recogniser fail, or is certain without a name or a message that is known', () => {
  const keys = fc.constantFrom(...keySets.map(([, , set]) => Object.keys(set)[0]!), 'news', '');
  const types = fc.constantFrom('string', 'hash', 'list', 'set', 'zset', 'ReJSON-RL');
  const values = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 3 });
  fc.assert(
    fc.property(keys, types, values, (key, type, values) => {
      const fields = values.map(value => ['data', value] as const);
      recogniseKey({ key, type, fields, values, beside: besideOf() });
      expect(recogniseKey({ key: 'news', type, fields, values, beside: besideOf() })).toBeNull();
    }),
  );
});
