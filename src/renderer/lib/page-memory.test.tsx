import { waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { MAX_DRAFT_CHARACTERS } from '#shared/contract/page.ts';
import { callsOf, renderPage, setUpPage } from '../../../test/support/page.tsx';
import { draftOf, rememberDraft } from './page-memory.ts';

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
