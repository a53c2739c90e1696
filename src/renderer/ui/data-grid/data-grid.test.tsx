import { fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, it, vi } from 'vitest';
import { renderPage, setUpPage } from '../../../../test/support/page.tsx';
import { ArrayRowSource } from './array-row-source.ts';
import type { Column } from './columns.ts';
import { DataGrid } from './data-grid.tsx';

setUpPage();

interface Row {
  name: string;
  size: number;
}
const keyOf = (row: Row) => row.name;
const columns: readonly Column<Row>[] = [
  { id: 'name', title: 'name', width: 'flex', text: row => row.name, cell: row => row.name },
  {
    id: 'size',
    title: 'size',
    width: 80,
    align: 'right',
    sortable: true,
    text: row => String(row.size),
    cell: row => row.size,
  },
];
const rows = Array.from({ length: 1_000 }, (_, index): Row => ({ name: `row ${index}`, size: index }));

interface TableProps {
  onActivate?: (key: string, extend: boolean) => void;
  onOpen?: (row: Row) => void;
  onSort?: (columnId: string) => void;
}

function Table({ onActivate, onOpen, onSort }: TableProps) {
  const [source] = useState(() => {
    const made = new ArrayRowSource<Row>(keyOf);
    made.replace(rows);
    return made;
  });
  const [active, setActive] = useState<string | null>(null);
  return (
    <DataGrid
      id="test"
      label="Rows"
      source={source}
      columns={columns}
      rowKey={keyOf}
      activeKey={active}
      onActivate={(key, _row, extend) => {
        setActive(key);
        onActivate?.(key, extend);
      }}
      {...(onOpen ? { onOpen } : {})}
      {...(onSort ? { onSort } : {})}
    />
  );
}

it('draws the rows in view and no more, and says how many there are', async () => {
  renderPage(<Table />);
  expect(await screen.findByText('row 0')).toBeTruthy();
  const drawn = screen.getAllByRole('row').length - 1;
  expect(drawn).toBeGreaterThan(20);
  expect(drawn).toBeLessThan(30);
  expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('1001');
});

it('is walked through with the keyboard, and Enter opens', async () => {
  const opened = vi.fn<(row: Row) => void>();
  const { user } = renderPage(<Table onOpen={opened} />);
  await screen.findByText('row 0');
  await user.tab();
  await user.keyboard('{ArrowDown}{ArrowDown}');
  expect(screen.getByRole('row', { selected: true }).textContent).toContain('row 1');
  await user.keyboard('{End}');
  expect(screen.getByRole('row', { selected: true }).textContent).toContain('row 999');
  await user.keyboard('{Enter}');
  expect(opened).toHaveBeenCalledExactlyOnceWith(rows[999]);
});

it('says when the keyboard moves with Shift', async () => {
  const activated = vi.fn<(key: string, extend: boolean) => void>();
  const { user } = renderPage(<Table onActivate={activated} />);
  await screen.findByText('row 0');
  await user.tab();
  await user.keyboard('{ArrowDown}{Shift>}{ArrowDown}{/Shift}');
  expect(activated.mock.calls).toEqual([
    ['row 0', false],
    ['row 1', true],
  ]);
});

it('is sorted by a press anywhere in a title cell', async () => {
  const sorted = vi.fn<(columnId: string) => void>();
  const { user } = renderPage(<Table onSort={sorted} />);
  const button = screen.getByRole('button', { name: 'size' });
  await user.click(button);
  expect(sorted).toHaveBeenCalledExactlyOnceWith('size');
  expect(button.className).toContain('flex-1');
});

it('keeps the second press of a double click from selecting text of the screen that was opened', async () => {
  const { user, show } = renderPage(<Table onOpen={() => show(<p>the screen that was opened</p>)} />);
  await user.pointer({ keys: '[MouseLeft>]', target: await screen.findByText('row 3') });
  const text = await screen.findByText('the screen that was opened');
  // `false`: the default, a selection, was prevented.
  expect(fireEvent.mouseDown(text, { detail: 2 })).toBe(false);
  expect(fireEvent.mouseDown(text, { detail: 2 })).toBe(true);
});
