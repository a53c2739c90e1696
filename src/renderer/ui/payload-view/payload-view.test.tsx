import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderPage, setUpPage } from '../../../../test/support/page.tsx';
import { useKeyboard } from '../../app/use-keyboard.ts';
import { PayloadView } from './payload-view.tsx';

setUpPage();

const orders = {
  total: 3,
  lines: Array.from({ length: 200 }, (_, index) => ({
    sku: `sku-${index}`,
    notes: 'to be wrapped as a present, please, with a card',
    prices: [index, `net ${index}`, 'gross'],
  })),
};

function Pane({ payload }: { payload: unknown }) {
  useKeyboard();
  return <PayloadView bytes={new TextEncoder().encode(JSON.stringify(payload))} />;
}

const count = (text: string) => within(screen.getByRole('status')).findByText(text);
const current = () => [...document.querySelectorAll('mark[aria-current]')].map(mark => mark.textContent);

it('finds a text in a payload: how often it is there, and the next and the one before', async () => {
  const { user } = renderPage(<Pane payload={orders} />);
  await user.keyboard('{Control>}f{/Control}');
  const field = screen.getByRole('textbox', { name: 'Find in the payload' });
  expect(document.activeElement).toBe(field);
  await user.type(field, 'SKU-19');
  await count('1 of 11');
  expect(current()).toEqual(['sku-19']);
  await user.keyboard('{Enter}');
  await count('2 of 11');
  // It was far below, and is in view.
  await waitFor(() =>
    expect(document.querySelector('mark[aria-current]')!.parentElement!.textContent).toContain('sku-190'),
  );
  await user.keyboard('{Shift>}{Enter}{/Shift}{Shift>}{Enter}{/Shift}');
  await count('11 of 11');
  await user.clear(field);
  await user.type(field, 'nothing like it');
  await count('none');
  expect(document.querySelectorAll('mark')).toHaveLength(0);
  await user.keyboard('{Escape}');
  expect(screen.queryByRole('textbox', { name: 'Find in the payload' })).toBeNull();
});

it('opens the branches of the tree that hold a match', async () => {
  const { user } = renderPage(<Pane payload={orders} />);
  await user.click(screen.getByRole('tab', { name: 'Tree' }));
  expect(screen.queryByText(/sku-150/)).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Find in the payload' }));
  await user.type(screen.getByRole('textbox', { name: 'Find in the payload' }), 'net 150');
  await count('1 of 1');
  await waitFor(() => expect(document.querySelector('mark')?.textContent).toBe('net 150'));
});

it('finds text and bytes in the raw and the hex view', async () => {
  const { user } = renderPage(<Pane payload={{ a: 'x'.repeat(3_000), b: 'needle' }} />);
  await user.keyboard('{Control>}f{/Control}');
  const field = screen.getByRole('textbox', { name: 'Find in the payload' });
  await user.type(field, 'needle');
  for (const view of ['Raw', 'Hex']) {
    await user.click(screen.getByRole('tab', { name: view }));
    await count('1 of 1');
    await waitFor(() => expect(current().length).toBeGreaterThan(0));
  }
  await user.clear(field);
  await user.type(field, '6e 65 65');
  await count('1 of 1');
});

it('shows a match behind the cut of a very long line', async () => {
  const { user } = renderPage(<Pane payload={{ a: `${'x'.repeat(5_000)}needle${'y'.repeat(5_000)}` }} />);
  await user.keyboard('{Control>}f{/Control}');
  await user.type(screen.getByRole('textbox', { name: 'Find in the payload' }), 'needle');
  await count('1 of 1');
  await waitFor(() => expect(current()).toEqual(['needle']));
});
