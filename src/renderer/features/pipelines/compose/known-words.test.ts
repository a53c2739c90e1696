import { expect, it } from 'vitest';
import { wordsFor } from './known-words.ts';

const part = (value: Record<string, unknown>) => ({ path: [], name: 'Orders', value });
const lookup = {
  user: { key: 'event.id', fields: ['plan', 'first name'] },
  rate: { key: 'event.c', type: 'string' },
};
const textsAt = (step: string, value: Record<string, unknown>) =>
  wordsFor('event', step, part(value), [])
    .map(({ text }) => text)
    .filter(text => !text.startsWith('meta.'));
const lookedUp = ['event.user', 'event.user.plan', 'event.user["first name"]', 'event.rate'];

it('what is looked up is offered behind the look-up, also where no event of the sample has found it', () => {
  expect(textsAt('select', { lookup })).toEqual(lookedUp);
  expect(textsAt('groupBy', { lookup })).toEqual(lookedUp);
  expect(textsAt('sinks', { lookup })).toEqual(lookedUp);
});

it('and not before it, nor where select has dropped it', () => {
  expect(textsAt('where', { lookup })).toEqual([]);
  expect(textsAt('lookup', { lookup })).toEqual([]);
  const select = { fields: { a: 'event.user.plan' } };
  expect(textsAt('select', { lookup, select })).toEqual(lookedUp);
  expect(textsAt('groupBy', { lookup, select })).toEqual([]);
  expect(textsAt('groupBy', { lookup, select: { ...select, rest: 'keep' } })).toEqual(lookedUp);
});

it('a look-up that is only half written offers what it says', () => {
  expect(textsAt('select', { lookup: { user: {}, '': null } })).toEqual(['event.user', 'event[""]']);
  expect(textsAt('select', { lookup: 'nothing yet' })).toEqual([]);
});
