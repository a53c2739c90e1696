import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { EntryBlock } from '#shared/contract/stream-values.ts';
import { provenanceFields } from '#shared/redis/dead-letter.ts';
import { encodeEntry } from '#shared/redis/entry-bytes.ts';
import { renderPage, setUpPage } from '../../../../../test/support/page.tsx';
import { DeadLettersView } from './dead-letters-view.tsx';

setUpPage();

const bytes = (text: string) => new TextEncoder().encode(text);
const provenance = ['orders', 'g', 'alice', '1-0', '7', '1794838871014', 'cannot be parsed'];

/** A page of entries: each with its own field, a dead letter also with its provenance. */
function pageOf(entries: [id: string, isLetter: boolean][]): { entries: EntryBlock; complete: boolean } {
  const encoded = entries.map(([id, isLetter]) =>
    encodeEntry(id, [
      bytes('item'),
      bytes(`kettle ${id}`),
      ...(isLetter ? provenanceFields.flatMap((name, at) => [bytes(name), bytes(provenance[at]!)]) : []),
    ]),
  );
  const data = Buffer.concat(encoded);
  let end = 0;
  return {
    entries: {
      data: new Uint8Array(data),
      ends: Uint32Array.from(encoded, part => (end += part.length)),
      sizes: Float64Array.from(encoded, part => part.length),
    },
    complete: true,
  };
}

const view = <DeadLettersView connectionId="p1" streamKey={bytes('orders:dead')} />;

it('takes no ordinary stream for dead letters: its live entries are not listed, and nothing can be requeued', async () => {
  renderPage(view, {
    'streams.entries': () =>
      pageOf([
        ['1-0', false],
        ['2-0', false],
      ]),
  });
  expect(await screen.findByText('These entries are not dead letters')).toBeTruthy();
  expect(
    screen.getByText(/2 entries of orders:dead were read, and none says where it came from/),
  ).toBeTruthy();
  expect(screen.queryByRole('button', { name: /Requeue/ })).toBeNull();
  expect(screen.queryByRole('grid')).toBeNull();
});

it('lists dead letters with where they came from; an ordinary entry between them cannot be picked', async () => {
  const { user } = renderPage(view, {
    'streams.entries': () =>
      pageOf([
        ['1-1', true],
        ['2-0', false],
      ]),
  });
  expect(await screen.findByText('cannot be parsed')).toBeTruthy();
  expect(screen.getByText('not a dead letter')).toBeTruthy();
  expect(screen.queryByRole('checkbox', { name: 'Select 2-0' })).toBeNull();
  const requeue = screen.getByRole<HTMLButtonElement>('button', { name: /Requeue/ });
  expect(requeue.disabled).toBe(true);
  await user.click(screen.getByRole('checkbox', { name: 'Select 1-1' }));
  expect(screen.getByText('1 selected')).toBeTruthy();
  expect(requeue.disabled).toBe(false);
});
