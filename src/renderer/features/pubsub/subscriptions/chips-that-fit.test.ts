import { expect, it } from 'vitest';
import { chipsThatFit } from './chips-that-fit.ts';

const channel = (name: string) => ({ kind: 'channel' as const, name: new TextEncoder().encode(name) });

it('shows all where there is room, else the newest beside "+n", and always one', () => {
  const three = ['a', 'b', 'c'].map(channel);
  expect(chipsThatFit(three, 400)).toBe(3);
  expect(chipsThatFit(three, 320)).toBe(2);
  expect(chipsThatFit([channel('a'), channel('x'.repeat(60))], 400)).toBe(1);
  expect(chipsThatFit(three, 0)).toBe(1);
  expect(chipsThatFit([], 400)).toBe(0);
});
