import { expect, it } from 'vitest';
import { settingsSchema } from '#shared/contract/app.ts';
import { FEED_BOUNDS, parseFeedBound } from './feed-bounds.ts';

it('reads grouped numbers', () => {
  expect(parseFeedBound('1,000,000', 'rows')).toEqual({ ok: true, value: 1_000_000 });
});

it('says what is allowed', () => {
  expect(parseFeedBound('7', 'mebibytes')).toEqual({ ok: false, problem: 'A whole number from 8 to 1,024.' });
  expect(parseFeedBound('1e6', 'rows').ok).toBe(false);
});

it('allows what the contract allows', () => {
  const { feedMaxRows, feedMaxBytes } = settingsSchema.shape;
  for (const end of ['min', 'max'] as const) {
    expect(feedMaxRows.safeParse(FEED_BOUNDS.rows[end]).success).toBe(true);
    expect(feedMaxBytes.safeParse(FEED_BOUNDS.mebibytes[end] * 2 ** 20).success).toBe(true);
  }
});
