import { expect, test } from 'vitest';
import { actionOf, newDraft } from './repair-draft.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const on = { key: bytes('s'), group: bytes('g') };
const selection = { by: 'rows' as const, rows: [{ id: '1-0', consumer: bytes('alice'), deliveries: '3' }] };

test('a claim takes all its options', () => {
  const draft = { ...newDraft('s', 45_000), consumer: 'bob', idle: '2 m', retryCount: '7', justId: true };
  expect(actionOf('claim', draft, on, selection).action).toMatchObject({
    kind: 'claim',
    consumer: bytes('bob'),
    minIdleMs: 45_000,
    idleMs: 120_000,
    retryCount: '7',
    justId: true,
    force: false,
  });
});

test('what is missing is said', () => {
  const draft = newDraft('s', 0);
  expect(actionOf('claim', draft, on, selection).problem).toMatch(/consumer/);
  expect(actionOf('claim', { ...draft, consumer: 'bob', minIdle: 'soon' }, on, selection).problem).toMatch(
    /idle time/,
  );
  expect(actionOf('ack', draft, on, null).problem).toMatch(/Select entries/);
  expect(actionOf('dead-letter', { ...draft, target: '' }, on, selection).problem).toMatch(/dead letters/);
});

test('in a cluster the dead letters are in the slot of their stream', () => {
  expect(newDraft('orders', 0).target).toBe('orders:dead');
  expect(newDraft('orders', 0, true).target).toBe('{orders}:dead');
  expect(newDraft('{shop}:orders', 0, true).target).toBe('{shop}:orders:dead');
});
