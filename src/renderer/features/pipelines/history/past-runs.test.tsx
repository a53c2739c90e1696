import { screen, within } from '@testing-library/react';
import { useState } from 'react';
import { expect, it } from 'vitest';
import type { KeptFigures, KeptRun } from '#shared/contract/run-history.ts';
import { callsOf, renderPage, setUpPage, type Answers } from '../../../../../test/support/page.tsx';
import { PastRun } from './past-run.tsx';
import { fittedWidths } from '../../../ui/data-grid/columns.ts';
import { columns, RunsTab } from './runs-tab.tsx';

setUpPage();

const figures = (received: number, invalid: number): KeptFigures => ({
  received,
  decoded: received - invalid,
  invalid,
  unmatched: 0,
  matched: received - invalid,
  late: 0,
  repeated: 0,
  limited: 0,
  emitted: 20,
  flushes: 4,
  gaps: 0,
  dropped: 0,
  overLimit: 0,
  watermark: null,
  position: '{"orders":"1-1"}',
});
const noon = Date.parse('2026-01-01T12:00:00Z');
const run = (name: string, minute: number, over: Partial<KeptRun> = {}): KeptRun => ({
  run: name,
  name: 'Orders',
  startedAt: noon + minute * 60_000,
  endedAt: noon + minute * 60_000 + 10_000,
  seenAt: noon + minute * 60_000 + 10_000,
  end: 'stopped',
  error: null,
  offline: false,
  restarts: 0,
  connection: { name: 'local', server: '127.0.0.1:6379/0' },
  fileHash: name,
  pipelines: [
    { id: 'orders', name: 'Orders', guarantee: 'every event counts once', figures: figures(100, 10) },
  ],
  ...over,
});
const killed = run('killed', 3, {
  end: 'interrupted',
  endedAt: null,
  seenAt: null,
  error: 'Millrace was killed, or crashed, while it ran.',
  pipelines: [{ id: 'orders', name: 'Orders', guarantee: 'every event counts once', figures: null }],
});
const newer = run('newer', 2, {
  pipelines: [
    { id: 'orders', name: 'Orders', guarantee: 'every event counts once', figures: figures(150, 0) },
  ],
});
const older = run('older', 1);
const runs = [killed, newer, older];
const texts: Record<string, string> = {
  older: '{\n  "where": "event.a"\n}\n',
  newer: '{\n  "where": "event.b"\n}\n',
};
const answers: Answers = {
  'runHistory.file': ({ run: name }) => ({ text: texts[name] ?? null }),
  'runHistory.forget': () => {},
};

function Screen({ first, of = runs }: { first: string | null; of?: readonly KeptRun[] }) {
  const [past, setPast] = useState(first);
  const [against, setAgainst] = useState<string | null>(null);
  return past === null ? (
    <RunsTab id="orders" runs={of} problem="The file was damaged." past={past} onPast={setPast} />
  ) : (
    <PastRun
      id="orders"
      savedText={texts.newer}
      runs={of}
      past={past}
      against={against}
      onAgainst={setAgainst}
      onClose={() => setPast(null)}
    />
  );
}
const cells = (name: string) =>
  within(screen.getByRole('table', { name: 'Figures of Orders' }))
    .getAllByRole('row')
    .find(row => within(row).queryByRole('rowheader', { name }))!.textContent;

it('runs are listed, newest first; the keyboard opens the report of one', async () => {
  const { user } = renderPage(<Screen first={null} />, answers);
  const grid = await screen.findByRole('grid', { name: 'Runs' });
  expect((await within(grid).findAllByRole('row')).slice(1).map(row => row.textContent)).toEqual([
    expect.stringContaining('interrupted'),
    expect.stringMatching(/stopped10 s150/),
    expect.stringMatching(/stopped10 s100/),
  ]);
  expect(screen.getByRole('status').textContent).toBe('The file was damaged.');
  grid.focus();
  await user.keyboard('{Home}{ArrowDown}{Enter}');
  expect(await screen.findByRole('region', { name: 'Report of a run' })).toBeTruthy();
  expect(cells('Received')).toBe('Received150');
  expect(cells('Received per second')).toBe('Received per second15');
  expect(await screen.findByText('as it is saved now')).toBeTruthy();
  expect(screen.getByText('every event counts once')).toBeTruthy();
  expect(screen.getByText('{"orders":"1-1"}')).toBeTruthy();
});

it('of a run that was killed the figures are unknown, and never 0', async () => {
  renderPage(<Screen first="killed" />, answers);
  expect(cells('Received')).toBe('Received—');
  expect(screen.getByText('Millrace was killed, or crashed, while it ran.')).toBeTruthy();
  expect(await screen.findByText(/no longer kept/)).toBeTruthy();
});

it('two are compared, the older one first, with what was changed in the file between them', async () => {
  const { user } = renderPage(<Screen first="newer" />, answers);
  await user.click(screen.getByRole('combobox', { name: 'Compare with' }));
  await user.click(await screen.findByRole('option', { name: /:01:00 · stopped/ }));
  expect(cells('Received')).toBe('Received100150+50+50 %');
  expect(cells('Invalid')).toBe('Invalid100−10−100 %');
  const changed = screen.getByRole('region', { name: 'What was changed in the file' });
  expect((await within(changed).findByText(/event\.a/)).tagName).toBe('DEL');
  expect(within(changed).getByText(/event\.b/).tagName).toBe('INS');
  await user.click(screen.getByRole('combobox', { name: 'Compare with' }));
  await user.click(await screen.findByRole('option', { name: /:03:00 · interrupted/ }));
  expect(cells('Received')).toBe('Received150——');
  expect(await screen.findByText(/no longer kept/)).toBeTruthy();
});

it('is forgotten after a question; a run that is gone is told', async () => {
  const { user } = renderPage(<Screen first="older" />, answers);
  await user.click(screen.getByRole('button', { name: 'Forget this run' }));
  expect(callsOf('runHistory.forget')).toEqual([]);
  await user.click(await screen.findByRole('button', { name: 'Forget the run' }));
  await screen.findByRole('grid', { name: 'Runs' });
  expect(callsOf('runHistory.forget')).toEqual([{ id: 'orders', run: 'older' }]);
  await user.click(screen.getByRole('button', { name: 'Forget all' }));
  await user.click(await screen.findByRole('button', { name: 'Forget 3 runs' }));
  expect(callsOf('runHistory.forget')[1]).toEqual({ id: 'orders' });
});

it('without runs it says what would be there; a report of one that is gone says that', async () => {
  const { unmount } = renderPage(<Screen first={null} of={[]} />, answers);
  expect(await screen.findByText('Runs appear here when they are over')).toBeTruthy();
  unmount();
  renderPage(<Screen first="gone" of={[]} />, answers);
  expect(screen.getByText('This run is no longer in the history.')).toBeTruthy();
});

it('a name and a file that would reorder the text around them are written out', async () => {
  const evil = run('evil', 4, {
    pipelines: [
      { id: 'orders', name: 'Orders\u202e', guarantee: 'every event counts once', figures: figures(1, 0) },
    ],
  });
  const file = '{\n\t"name": "Orders\u202e"\n}\n';
  const page = renderPage(<Screen first="evil" of={[evil]} />, {
    ...answers,
    'runHistory.file': () => ({ text: file }),
  });
  const shown = await screen.findByText(/"name"/);
  expect(shown.textContent).toBe(file.replace('\u202e', String.raw`\xe2\x80\xae`));
  expect(page.container.textContent).not.toContain('\u202e');
});

it('how long a run took, and how it ended, stand whole where the panes are as wide as at first', () => {
  const longest = 86;
  const room = 420;
  const widths = fittedWidths(columns, {}, { took: longest }, room);
  expect(widths.took).toBeGreaterThanOrEqual(longest);
  // "interrupted", with what is around it.
  const others = Object.values(widths).reduce((sum, width) => sum + width, 0);
  expect(room - others).toBeGreaterThanOrEqual(106);
});

it('times are in UTC where the settings say so', async () => {
  renderPage(<Screen first="older" />, {
    ...answers,
    'app.settings': () => ({ settings: { utc: true } }) as never,
  });
  expect(await screen.findByText('2026-01-01 12:01:00.000 UTC')).toBeTruthy();
  expect(screen.getByText('2026-01-01 12:01:10.000 UTC, after 10 s')).toBeTruthy();
});
