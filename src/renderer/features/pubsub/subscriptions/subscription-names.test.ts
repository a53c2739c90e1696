import { expect, it } from 'vitest';
import { parseBytesText } from '#shared/redis/text.ts';
import { kindOfName } from '../../../lib/typed-names.ts';
import { subscribeLines } from './subscription-names.ts';

const sourceOf = (name: string) => ({ kind: kindOfName(name), name: parseBytesText(name) });

it('is one command for all names of a kind', () => {
  expect(subscribeLines(['orders', 'news.*', 'bids'].map(sourceOf))).toBe(
    'SUBSCRIBE orders bids\nPSUBSCRIBE news.*',
  );
  const many = Array.from({ length: 1_060 }, (_, n) => `c${n}`);
  expect(subscribeLines(many.map(sourceOf))).toMatch(/ c49 … and 1,010 more$/);
});
