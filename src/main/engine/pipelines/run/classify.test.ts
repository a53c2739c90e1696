import { MillraceError } from '#shared/rpc/errors.ts';
import { expect, test } from 'vitest';
import { classify, type Remedy } from './classify.ts';

test.each<[string, Remedy]>([
  ['OOM', 'wait'],
  ['MISCONF', 'wait'],
  ['READONLY', 'wait'],
  ['LOADING', 'wait'],
  ['BUSY', 'wait'],
  ['NOGROUP', 'reopen'],
  ['UNBLOCKED', 'reopen'],
  ['WRONGTYPE', 'end'],
])('a reply with %s: %s', (code, remedy) => {
  expect(classify(new MillraceError('redis', code, { code }))).toBe(remedy);
});

test('whoever does not answer is asked on another connection; what is not about Redis ends it', () => {
  for (const code of ['disconnected', 'timeout', 'connect-failed'] as const)
    expect(classify(new MillraceError(code, ''))).toBe('reconnect');
  expect(classify(new MillraceError('denied', '', { code: 'NOPERM' }))).toBe('end');
  expect(classify(new Error('a defect'))).toBe('end');
});
