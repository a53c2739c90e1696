import { waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import type { Remembered } from '#shared/contract/page.ts';
import { MAX_DRAFT_CHARACTERS } from '#shared/max-draft.ts';
import { callsOf, renderPage, setUpPage } from '../../../test/support/page.tsx';
import { draftOf, loadMemory, rememberDraft } from './page-memory.ts';

setUpPage('#/pipelines');

it('a draft that became too long to be kept leaves no older one behind', async () => {
  renderPage(null, { 'page.rememberDraft': () => undefined });
  const told = () => callsOf('page.rememberDraft').map(({ text }) => text);
  rememberDraft('pipeline', 'short');
  await waitFor(() => expect(told()).toEqual(['short']));
  const long = 'x'.repeat(MAX_DRAFT_CHARACTERS + 1);
  rememberDraft('pipeline', long);
  await waitFor(() => expect(told()).toEqual(['short', null]));
  expect(draftOf('pipeline')).toBe(long);
});

it('what changed last is told before the page goes, also while what was told before is unanswered', async () => {
  renderPage(null, { 'page.rememberDraft': () => new Promise<never>(() => {}) });
  const told = () => callsOf('page.rememberDraft').map(({ text }) => text);
  rememberDraft('pipeline', 'h');
  rememberDraft('pipeline', 'ha');
  rememberDraft('pipeline', 'half');
  expect(told()).toEqual(['h']);
  dispatchEvent(new Event('pagehide'));
  expect(told()).toEqual(['h', 'half']);
});

it('an engine that is there is waited for, however busy it is', async () => {
  vi.useFakeTimers();
  try {
    const busy = Promise.withResolvers<Remembered>();
    renderPage(null, { 'page.remembered': () => busy.promise });
    sessionStorage.setItem('millrace.window', 'w1');
    const loaded = loadMemory();
    await vi.advanceTimersByTimeAsync(10_000);
    busy.resolve({ layout: {}, published: [], drafts: { 'w1 pipeline': 'half' } });
    expect(await loaded).toBe('known');
    expect(draftOf('pipeline')).toBe('half');
  } finally {
    vi.useRealTimers();
  }
});
