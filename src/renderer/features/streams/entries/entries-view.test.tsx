import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { EntryBlock } from '#shared/contract/stream-values.ts';
import type { StreamSummary } from '#shared/contract/streams.ts';
import { encodeEntry, packEntries } from '#shared/redis/entry-bytes.ts';
import { callsOf, renderPage, setUpPage, type Answers } from '../../../../../test/support/page.tsx';
import { followAddress } from '../../../lib/navigation.ts';
import { EntriesView } from './entries-view.tsx';

setUpPage('#/streams');

const bytes = (text: string) => new TextEncoder().encode(text);
const blockOf = (ids: number[]): EntryBlock => ({
  ...packEntries(
    ids.map(id => encodeEntry(`${id}-0`, [bytes('n'), bytes(String(id))], { maxFields: 8, maxBytes: 64 })),
  ),
  sizes: Float64Array.from(ids, () => 2),
});
const summary: StreamSummary = {
  length: 100,
  memoryBytes: null,
  firstId: '1-0',
  lastId: '100-0',
  lastGeneratedId: '100-0',
  entriesAdded: 100,
  maxDeletedId: null,
  groups: [],
  named: null,
};
const ids = Array.from({ length: 100 }, (_, index) => index + 1);
const answers: Answers = {
  'streams.entries': ({ reverse, count }) => ({
    entries: blockOf((reverse ? ids.toReversed() : ids).slice(0, count)),
    complete: false,
  }),
  'streams.timeline': () => null,
  'app.settings': () => ({ settings: { newestFirst: true, utc: true } }) as never,
};
const view = (
  <EntriesView connectionId="c1" streamKey={bytes('orders')} summary={summary} onReAdd={() => {}} />
);

it('reads the newest n with one command, which is shown', async () => {
  const { user } = renderPage(view, answers);
  expect(await screen.findByRole('combobox', { name: 'Order' })).toBeTruthy();
  await user.type(screen.getByRole('textbox', { name: 'COUNT' }), '3{Enter}');
  await screen.findByText('XREVRANGE orders + - COUNT 3');
  const grid = screen.getByRole('grid', { name: 'Entries' });
  await waitFor(() => expect(grid.getAttribute('aria-rowcount')).toBe('4'));
  expect(callsOf('streams.entries').at(-1)).toMatchObject({ reverse: true, count: 3 });
  const shown = within(grid).getAllByRole('row').slice(1);
  expect(shown.map(row => /\d+-0/.exec(row.textContent)![0])).toEqual(['100-0', '99-0', '98-0']);

  await user.clear(screen.getByRole('textbox', { name: 'COUNT' }));
  await user.keyboard('{Enter}');
  await waitFor(() => expect(screen.queryByText(/XREVRANGE/)).toBeNull());
});

it('says what COUNT may be', async () => {
  const { user } = renderPage(view, answers);
  await user.type(await screen.findByRole('textbox', { name: 'COUNT' }), '0{Enter}');
  expect(screen.getByRole('textbox', { name: 'COUNT' }).getAttribute('aria-invalid')).toBe('true');
  expect(screen.queryByText(/XREVRANGE/)).toBeNull();
});

it('a search finds the newest first', async () => {
  window.history.replaceState(null, '', '/#/streams?language=text&text=n');
  followAddress();
  let asked: unknown;
  renderPage(view, {
    ...answers,
    'streams.scan': input => {
      asked = input;
      return {
        scanned: 100,
        matched: 3,
        entries: blockOf([100, 99, 98]),
        at: '98-0',
        finished: false,
        failed: 0,
        failure: null,
      };
    },
  });
  const grid = await screen.findByRole('grid', { name: 'Entries' });
  await waitFor(() => expect(grid.getAttribute('aria-rowcount')).toBe('4'));
  const shown = within(grid).getAllByRole('row').slice(1);
  expect(shown.map(row => /\d+-0/.exec(row.textContent)![0])).toEqual(['100-0', '99-0', '98-0']);
  expect(asked).toMatchObject({ reverse: true, start: '-', end: '+' });
});
