import { waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import type { Remembered } from '#shared/contract/page.ts';
import { MAX_DRAFT_CHARACTERS } from '#shared/max-draft.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { callsOf, renderPage, setUpPage } from '../../../test/support/page.tsx';
import type { LinkState } from './engine-link.ts';
import { link } from './engine.ts';
import {
  draftOf,
  layoutOf,
  loadMemory,
  meetEngine,
  whenMemoryIsKnown,
  rememberDraft,
  rememberLayout,
} from './page-memory.ts';

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

/** The page has no engine. */
function linkIs(phase: 'waiting' | 'refused'): void {
  const state: LinkState = { phase, reason: 'None is there.', attempt: 0, retryAt: 0 };
  vi.spyOn(link, 'getState').mockReturnValue(state);
}

/** What is said to nobody is known to be so. */
const turn = () => new Promise(resolve => setTimeout(resolve));

const nothing: Remembered = { layout: {}, published: [], drafts: {} };

/** An engine that has these things, and keeps what it is told. */
function engineWith(remembered: Promise<Remembered> | Remembered) {
  const told: unknown[] = [];
  const page = {
    remembered: () => Promise.resolve(remembered),
    rememberLayout: async (input: unknown) => void told.push(input),
    rememberDraft: async (input: unknown) => void told.push(input),
  };
  return { told, client: { page } as never };
}

it('an engine that is there is waited for, however busy it is', async () => {
  sessionStorage.setItem('millrace.window', 'w1');
  linkIs('waiting');
  vi.useFakeTimers();
  try {
    const busy = Promise.withResolvers<Remembered>();
    const loaded = loadMemory();
    const met = meetEngine(engineWith(busy.promise).client);
    await vi.advanceTimersByTimeAsync(10_000);
    busy.resolve({ ...nothing, drafts: { 'w1 pipeline': 'half' } });
    await met;
    expect(await loaded).toBe('known');
    expect(draftOf('pipeline')).toBe('half');
  } finally {
    vi.useRealTimers();
  }
});

it('a page is drawn without an engine that does not come, or refuses it; what was left is there once it comes', async () => {
  const heard = vi.spyOn(link, 'subscribe');
  const loaded = loadMemory();
  linkIs('refused');
  for (const [listener] of heard.mock.calls) listener();
  expect(await loaded).toBe('late');
  await meetEngine(engineWith({ ...nothing, layout: { width: '3' } }).client);
  await whenMemoryIsKnown();
  expect(layoutOf('width')).toBe('3');
});

it('what was changed before it is known how the page was left stays, and is told', async () => {
  sessionStorage.setItem('millrace.window', 'w1');
  linkIs('waiting');
  rememberLayout('console.open', 'true');
  rememberDraft('composer', 'new');
  // Nobody takes it yet.
  await turn();
  const { client, told } = engineWith({
    ...nothing,
    layout: { 'console.open': 'false', width: '3' },
    drafts: { 'w1 composer': 'old', 'w1 pipeline': 'half' },
  });
  await meetEngine(client);
  expect(layoutOf('console.open')).toBe('true');
  expect(layoutOf('width')).toBe('3');
  expect(draftOf('composer')).toBe('new');
  expect(draftOf('pipeline')).toBe('half');
  expect(told).toEqual([
    { name: 'console.open', value: 'true' },
    { name: 'w1 composer', text: 'new' },
  ]);
});

it('what was changed while there was no engine is told to the next one, as it is then', async () => {
  sessionStorage.setItem('millrace.window', 'w1');
  linkIs('waiting');
  await meetEngine(engineWith(nothing).client);
  rememberDraft('composer', 'h');
  rememberDraft('composer', 'half');
  await turn();
  const { client, told } = engineWith({ ...nothing, drafts: { 'w1 composer': 'old' } });
  await meetEngine(client);
  expect(told).toEqual([{ name: 'w1 composer', text: 'half' }]);
  expect(draftOf('composer')).toBe('half');
});

it('an engine that is waited for and goes holds the page up no longer', async () => {
  linkIs('waiting');
  vi.useFakeTimers();
  try {
    const heard = vi.spyOn(link, 'subscribe');
    const loaded = loadMemory();
    const gone = Promise.withResolvers<Remembered>();
    const met = meetEngine(engineWith(gone.promise).client);
    await vi.advanceTimersByTimeAsync(10_000);
    gone.reject(new MillraceError('disconnected', 'It is gone.'));
    await expect(met).rejects.toThrow('It is gone.');
    for (const [listener] of heard.mock.calls) listener();
    expect(await loaded).toBe('late');
  } finally {
    vi.useRealTimers();
  }
});

it('what an engine was told and did not answer is told to the next one', async () => {
  sessionStorage.setItem('millrace.window', 'w1');
  const gone = Promise.withResolvers<never>();
  renderPage(null, { 'page.rememberDraft': () => gone.promise });
  await meetEngine(engineWith(nothing).client);
  rememberDraft('composer', 'half');
  await waitFor(() => expect(callsOf('page.rememberDraft')).toHaveLength(1));
  gone.reject(new MillraceError('disconnected', 'It is gone.'));
  await turn();
  const { client, told } = engineWith(nothing);
  await meetEngine(client);
  expect(told).toEqual([{ name: 'w1 composer', text: 'half' }]);
});

it('an engine that goes before it has said how the page was left is not taken for one that knows nothing', async () => {
  linkIs('waiting');
  const loaded = loadMemory();
  const gone = Promise.reject(new MillraceError('disconnected', 'It is gone.'));
  await expect(meetEngine(engineWith(gone).client)).rejects.toThrow('It is gone.');
  await meetEngine(engineWith({ ...nothing, layout: { width: '3' } }).client);
  expect(await loaded).toBe('known');
  expect(layoutOf('width')).toBe('3');
});
