import { expect, it } from 'vitest';
import { addressOf, placeOf, type Place } from './places.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

const samples: Place[] = [
  { screen: 'overview', on: null, opened: {} },
  {
    screen: 'streams',
    on: 'p1',
    opened: { stream: bytes('orders:stream'), tab: 'pending', group: bytes('a b') },
  },
  {
    screen: 'streams',
    on: 'p1',
    opened: { stream: new Uint8Array([0, 255, 38, 61, 35]), also: ['x', 'y&z'] },
  },
  {
    screen: 'streams',
    on: null,
    opened: {
      stream: bytes('s'),
      consumer: bytes(''),
      idle: { from: 2, to: 5 },
      ghosts: 'only',
      language: 'cel',
    },
  },
  {
    screen: 'pubsub',
    on: 'p2',
    opened: {
      language: 'cel',
      filter: 'event.type == "edit" && true',
      highlight: true,
      hear: [{ kind: 'pattern', name: bytes('news.*') }],
      muted: [{ kind: 'channel', name: bytes('a:b') }],
    },
  },
  {
    screen: 'pipelines',
    on: 'p1',
    opened: {
      pipeline: 'orders',
      view: 'compose',
      mend: { run: 'orders', index: 2, sample: 'invalid-3-1700000000000' },
    },
  },
  { screen: 'charts', on: 'p2', opened: { tab: 'leaderboard', key: '{epoch}', epoch: 'epoch_index' } },
];

it.each(samples)('reads what it wrote: $screen', place => {
  expect(placeOf(addressOf(place))).toEqual(place);
});

it('leaves out what is as it is by itself', () => {
  expect(addressOf({ screen: 'pubsub', on: null, opened: { filter: '', muted: [], highlight: false } })).toBe(
    '#/pubsub',
  );
});

it.each(['', '#', '#/', '#/no-such-screen', '#/constructor', '#token=abc', '#/../x'])(
  'takes the address %j for the overview',
  address => {
    expect(placeOf(address)).toEqual({ screen: 'overview', on: null, opened: {} });
  },
);

it('passes over what it cannot read', () => {
  expect(placeOf('#/streams?tab=nowhere&idle=9-2&deliveries=x&ghosts=only&more=1')).toEqual({
    screen: 'streams',
    on: null,
    opened: { ghosts: 'only' },
  });
  expect(placeOf('#/pipelines?mend=orders/x/y&mend=&past=1').opened).toEqual({ past: '1' });
});
