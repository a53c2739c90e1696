import { expect, it } from 'vitest';
import { fullnessOf } from './subscriber-fullness.ts';

const limit = { hardBytes: 32_000_000, softBytes: 8_000_000, softSeconds: 60 };
const of = (
  outputBytes: number | null,
  overSoftSeconds: number | null = null,
  limits: typeof limit | null = limit,
) => fullnessOf({ outputBytes, overSoftSeconds }, limits);

it('is calm below half of the limit', () => {
  expect(of(0)).toMatchObject({ share: 0, tone: 'calm', figure: '0 B of 32 MB' });
  expect(of(7_999_999)).toMatchObject({ tone: 'calm', words: 'It keeps up.' });
});

it('warns above half of the hard limit, and where the soft limit counts seconds', () => {
  expect(of(20_000_000)).toMatchObject({ share: 0.625, tone: 'warning' });
  expect(of(9_000_000, 12.4)).toMatchObject({
    tone: 'danger',
    words: expect.stringContaining('at most 48 s') as string,
  });
  expect(of(9_000_000, 99)).toMatchObject({ words: expect.stringContaining('at most 0 s') as string });
});

it('is unknown where the server does not tell, which is not calm and not 0', () => {
  expect(of(100, null, null)).toMatchObject({
    share: null,
    figure: '100 B',
    words: expect.stringContaining('not known') as string,
  });
  expect(of(null)).toMatchObject({ share: null, figure: '—' });
});

it('a limit of 0 is none', () => {
  expect(of(1e9, null, { hardBytes: 0, softBytes: 0, softSeconds: 0 })).toMatchObject({
    share: null,
    tone: 'calm',
  });
  expect(of(4_000_000, null, { ...limit, hardBytes: 0 })).toMatchObject({
    share: 0.5,
    figure: '4.0 MB of 8.0 MB',
  });
});
