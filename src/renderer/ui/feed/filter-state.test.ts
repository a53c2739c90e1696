import { expect, test } from 'vitest';
import { filterOf, isIn, noFilter, toggled } from './filter-state.ts';

const channel = (name: string) => ({ kind: 'channel' as const, name: new TextEncoder().encode(name) });
const pattern = (name: string) => ({ kind: 'pattern' as const, name: new TextEncoder().encode(name) });

test('a channel is muted, and no longer, whatever object names it', () => {
  const muted = toggled(toggled([], channel('a')), pattern('a'));
  expect(isIn(muted, channel('a'))).toBe(true);
  expect(toggled(muted, channel('a'))).toEqual([pattern('a')]);
});

test('without a condition and channels there is no filter', () => {
  expect(filterOf(noFilter)).toBeNull();
  expect(filterOf({ ...noFilter, condition: { language: 'text', text: '  ' } })).toBeNull();
  expect(filterOf({ ...noFilter, solo: [channel('a')] })).toMatchObject({ text: '', solo: [channel('a')] });
});
