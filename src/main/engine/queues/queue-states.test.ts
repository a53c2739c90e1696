import { expect, it } from 'vitest';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Commands } from '../connections/commands.ts';
import type { Reply } from '../connections/redis-client.ts';
import type { Place } from './layout.ts';
import { lengthsOf } from './queue-states.ts';

const places = (['list', 'zset'] as const).map((type): Place => ({
  key: type,
  type,
  holds: 'jobs',
  lastFirst: false,
}));
const answering = (...replies: (Reply | MillraceError)[]) =>
  ({ pipeline: async () => replies }) as unknown as Commands;

it('is how many there are; null where a place is of another type', async () => {
  const wrongType = new MillraceError('redis', 'WRONGTYPE');
  expect(await lengthsOf(answering('3', wrongType), places)).toEqual([3, null]);
});

it.each<[Reply]>(['many', ['3'], 'NaN'].map(reply => [reply]))(
  'a server that answers %j is not taken at its word',
  async reply => {
    await expect(lengthsOf(answering('3', reply), places)).rejects.toBeInstanceOf(MillraceError);
  },
);
