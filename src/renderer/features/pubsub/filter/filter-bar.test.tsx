import { act, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { callsOf, renderPage, setUpPage, type Answers } from '../../../../../test/support/page.tsx';
import { change } from '../../../lib/navigation.ts';
import { FeedRowSource } from '../../../ui/feed/feed-row-source.ts';
import { pubsubRows } from '../feed/feed-rows.ts';
import { FilterBar } from '../../../ui/feed/filter-bar.tsx';
import { useFilter } from './filter-store.ts';

setUpPage('#/pubsub');

const source = new FeedRowSource(pubsubRows);
/** As the engine: what begins with a bracket and does not end with one cannot be read. */
const answers: Answers = {
  'feeds.checkFilter': ({ text }) => ({
    problem: text.endsWith('(') ? { message: 'missing closing )', at: text.length - 1 } : null,
  }),
};

function Bar() {
  const control = useFilter();
  return (
    <>
      <FilterBar
        control={control}
        source={source}
        previewOf={row => (row.kind === 'message' ? row.preview : null)}
        action={{ id: 'filter', title: 'Filter the messages', group: 'Pub/Sub' }}
      />
      <output aria-label="in force">{control.filter?.text ?? 'none'}</output>
    </>
  );
}

const inForce = () => screen.getByRole('status', { name: 'in force' }).textContent;
const field = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Filter' });

it('takes effect when it can be read, and stands in the address', async () => {
  const { user } = renderPage(<Bar />, answers);
  await user.type(field(), 'event.bot');
  await waitFor(() => expect(inForce()).toBe('event.bot'));
  expect(window.location.hash).toBe('#/pubsub?language=text&filter=event.bot');
  expect(callsOf('feeds.checkFilter').at(-1)).toEqual({ language: 'text', text: 'event.bot' });
});

it('says what is wrong, where, and what the messages are of meanwhile', async () => {
  const { user } = renderPage(<Bar />, answers);
  await user.type(field(), 'f(');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('At character 2: missing closing )');
  expect(alert.textContent).toContain('Until then, all messages are shown.');
  expect(inForce()).toBe('none');
  await user.clear(field());
  await user.type(field(), 'f');
  await waitFor(() => expect(inForce()).toBe('f'));
  await user.type(field(), '(');
  await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('the filter is still f.'));
  expect(inForce()).toBe('f');
});

it('Esc empties it; a link or Back puts its own condition into the field', async () => {
  const { user } = renderPage(<Bar />, answers);
  await user.type(field(), 'one{Enter}');
  await waitFor(() => expect(inForce()).toBe('one'));
  await user.keyboard('{Escape}');
  expect(field().value).toBe('');
  expect(inForce()).toBe('none');
  act(() => change('pubsub', { filter: 'two', language: 'text' }));
  expect(field().value).toBe('two');
  expect(inForce()).toBe('two');
});

it('takes plain words, and offers to read as CEL what is CEL, and as text what is not', async () => {
  const { user } = renderPage(<Bar />, {
    'feeds.checkFilter': ({ language, text }) => ({
      problem:
        language === 'cel' && text === 'edit'
          ? { message: 'This is not valid CEL: Unknown variable: edit.', at: 0 }
          : null,
    }),
  });
  await user.type(field(), 'event.bot == true');
  await user.click(await screen.findByRole('button', { name: 'Read it as CEL' }));
  await waitFor(() => expect(window.location.hash).toContain('language=cel'));
  expect(screen.queryByRole('button', { name: 'Read it as CEL' })).toBeNull();
  await user.clear(field());
  await user.type(field(), 'edit');
  expect((await screen.findByRole('alert')).textContent).toContain('edit is not a field.');
  await user.click(screen.getByRole('button', { name: 'Search for the text edit' }));
  await waitFor(() => expect(window.location.hash).toBe('#/pubsub?language=text&filter=edit'));
  expect(inForce()).toBe('edit');
  expect(screen.queryByRole('alert')).toBeNull();
});

it('lists what is muted, and hears all again', async () => {
  const { user } = renderPage(<Bar />, answers);
  const name = new TextEncoder().encode('noise');
  act(() => change('pubsub', { muted: [{ kind: 'channel', name }] }));
  expect(screen.getByRole('button', { name: 'Unmute noise' })).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Hear all' }));
  expect(screen.queryByRole('button', { name: 'Unmute noise' })).toBeNull();
});
