import { expect, it } from 'vitest';
import type { Subscription } from '#shared/contract/pubsub.ts';
import { refusals } from './refusals.ts';

const subscription = (name: string, problem: string | null) =>
  ({ name, state: problem === null ? 'active' : 'refused', problem }) as unknown as Subscription;

it('puts those that were refused for the same reason together', () => {
  const found = refusals([
    subscription('a', 'No permission.'),
    subscription('b', null),
    subscription('c', 'No permission.'),
    subscription('d', 'Another slot.'),
  ]);
  expect(found.map(({ problem, of }) => [problem, of.map(({ name }) => name)])).toEqual([
    ['No permission.', ['a', 'c']],
    ['Another slot.', ['d']],
  ]);
});
