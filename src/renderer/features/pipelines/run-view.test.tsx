import { screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import type { ListedPipeline, PipelineFigures, PipelineRunState } from '#shared/contract/pipelines.ts';
import { callsOf, renderPage, setUpPage } from '../../../../test/support/page.tsx';
import { RunView } from './run-view.tsx';

setUpPage();

const figures: PipelineFigures = {
  id: 'orders',
  received: 1,
  decoded: 0,
  invalid: 1,
  unmatched: 0,
  matched: 0,
  late: 0,
  repeated: 0,
  limited: 0,
  emitted: 0,
  flushes: 0,
  gaps: 0,
  dropped: 0,
  overLimit: 0,
  openWindows: 0,
  openGroups: 0,
  unflushed: 0,
  waiting: 0,
  lag: { kind: 'waiting', waiting: 0 },
  lastFlushMs: null,
  watermark: null,
  position: null,
  problem: null,
  receivedPerSecond: 0,
  matchedPerSecond: 0,
  emittedPerSecond: 0,
  invalidSamples: [
    {
      ref: 'invalid-1-5',
      at: 5,
      reason: 'is not JSON',
      path: ['decode'],
      event: 'nonsense',
      from: 'orders',
      id: null,
    },
  ],
  lateSamples: [],
  lastTransaction: null,
};
const run: PipelineRunState = {
  state: 'running',
  offline: false,
  connectionId: 'here',
  startedAt: 1,
  endedAt: null,
  error: null,
  asksReset: false,
  restart: null,
  resumes: false,
  pipelines: [figures],
  rows: [],
  open: [],
  log: [],
};
const text = '{"source":{"type":"channel","channels":["orders"]},"sinks":[{"type":"chart"}]}';

function show(kind: ListedPipeline['kind']) {
  const onCompose = vi.fn();
  const viewOf = (state: PipelineRunState) => (
    <RunView
      listed={listed}
      connectionId="here"
      part={null}
      showsFlow={false}
      onFlow={() => {}}
      taken={[]}
      document={{ id: 'orders', name: 'Orders', kind, text }}
      error={null}
      refetch={() => Promise.resolve()}
      run={state}
      onChoose={() => {}}
      onCompose={onCompose}
    />
  );
  const listed = {
    id: 'orders',
    name: 'Orders',
    kind,
    unconfirmed: false,
    state: 'running',
    connectionId: 'here',
  } as const;
  const page = renderPage(viewOf(run), {
    'pipelines.save': () => ({ id: 'orders-copy' }),
    'runHistory.watch': () => ({ runs: [], problem: null }),
  });
  return { ...page, onCompose, become: (state: PipelineRunState) => page.show(viewOf(state)) };
}
const mend = { run: 'orders', index: 0, sample: 'invalid-1-5' };

it.each([
  ['own', 'orders', 0],
  ['recipe', 'orders-copy', 1],
] as const)('an event of a run of a file (%s) is mended in %s', async (kind, composed, copies) => {
  const { user, onCompose } = show(kind);
  await user.click(await screen.findByRole('tab', { name: 'Invalid 1' }));
  await user.click(screen.getByRole('button', { name: 'Mend this' }));
  await vi.waitFor(() => expect(onCompose).toHaveBeenCalledWith(composed, mend));
  expect(callsOf('pipelines.save')).toHaveLength(copies);
});

it('events that did not count stay where they are while the pointer is over them', async () => {
  const { user, onCompose, become } = show('own');
  await user.click(await screen.findByRole('tab', { name: 'Invalid 1' }));
  await user.hover(screen.getByText('nonsense'));
  const newer = { ...figures.invalidSamples[0]!, ref: 'invalid-2-6', at: 6, event: 'newer' };
  const two = { ...figures, invalid: 2, invalidSamples: [...figures.invalidSamples, newer] };
  become({ ...run, pipelines: [two] });
  // That there are more is said.
  await screen.findByRole('tab', { name: 'Invalid 2' });
  await user.click(screen.getAllByRole('button', { name: 'Mend this' })[0]!);
  await vi.waitFor(() => expect(onCompose).toHaveBeenCalledWith('orders', mend));
  await user.unhover(screen.getByText('nonsense'));
  expect(await screen.findByText('newer')).toBeTruthy();
});
