import { expect, test } from 'vitest';
import type { PassedEvent } from '../events/batch.ts';
import { makeHash } from './hash.ts';
import { makeSet } from './set.ts';
import type { Results, SinkContext } from './sink.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

const source = { receivedAt: 0, channel: null, pattern: null, key: 's', id: null, name: null };

function passed(id: unknown, text: string): PassedEvent {
  return { event: { ...source, payload: Buffer.from(text) } as never, value: { id } };
}

function commandsOf(write: (into: Results) => void): unknown {
  const commands: Results['commands'] = [];
  write({ commands, types: new Map() } as never);
  return commands;
}

const events = [passed(bytes(0xff), 'a'), passed(bytes(0xfe), 'b'), passed('ÿ', 'c'), passed('ÿ', 'd')];

test('a hash has a field for each name, also where that is bytes and no text', () => {
  const sink = makeHash({ type: 'hash', key: 'h', field: 'event.id' });
  expect(commandsOf(into => sink.events!(events, into))).toEqual([
    [
      'HSET',
      'h',
      Buffer.from([0xff]),
      Buffer.from('a'),
      Buffer.from([0xfe]),
      Buffer.from('b'),
      'ÿ',
      Buffer.from('d'),
    ],
  ]);
});

test('a set has each member, also where that is bytes and no text', () => {
  const sink = makeSet({ type: 'set', key: 's', member: 'event.id' }, { takes: 'events' } as SinkContext);
  expect(commandsOf(into => sink.events!(events, into))).toEqual([
    ['SADD', 's', Buffer.from([0xff]), Buffer.from([0xfe]), 'ÿ'],
  ]);
});
