import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderPage, setUpPage } from '../../../../test/support/page.tsx';
import { ChartTable } from './chart-table.tsx';

setUpPage();

it('shows what the chart draws in the table of the program, the newest bucket first', async () => {
  const times = Array.from({ length: 500 }, (_, index) => index * 10_000);
  const series = [
    { name: 'en', color: 1, values: times.map((_, index) => index) },
    { name: 'de', color: 2, values: times.map(() => null) },
  ];
  renderPage(<ChartTable label="edits" times={times} series={series} utc />);
  const grid = await screen.findByRole('grid', { name: 'edits: values' });
  expect(
    within(grid)
      .getAllByRole('columnheader')
      .map(title => title.textContent),
  ).toEqual(['time', 'en', 'de']);
  await waitFor(() => expect(within(grid).getAllByRole('row').length).toBeGreaterThan(5));
  const newest = within(grid).getAllByRole('row')[1]!;
  expect(
    within(newest)
      .getAllByRole('gridcell')
      .slice(1)
      .map(cell => cell.textContent),
  ).toEqual(['499', '—']);
  expect(grid.getAttribute('aria-rowcount')).toBe('501');
});
