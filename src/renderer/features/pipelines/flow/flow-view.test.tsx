import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { Flow, FlowPipeline, FlowPressure } from '#shared/contract/flow.ts';
import { renderPage, setUpPage } from '../../../../../test/support/page.tsx';
import { FlowView } from './flow-view.tsx';

setUpPage();

const calm: FlowPressure = {
  state: 'keeps-up',
  waiting: { of: 'count', amount: 3 },
  perSecond: 0,
  reason: null,
};
const behind: FlowPressure = {
  state: 'falls-behind',
  waiting: { of: 'count', amount: 12_400 },
  perSecond: 1_200,
  reason: null,
};
const pipeline = (name: string, pressure: FlowPressure, more: Partial<FlowPipeline> = {}): FlowPipeline => ({
  node: `f/${name}`,
  file: 'f',
  fileName: 'Orders',
  id: name.toLowerCase(),
  name,
  isOwn: true,
  state: 'running',
  receivedPerSecond: 400,
  emittedPerSecond: 398,
  received: 1,
  emitted: 1,
  pressure,
  ...more,
});
const made = { id: 'c', kind: 'channel', name: 'made', as: 'name' } as const;
const clean = { id: 's', kind: 'stream', name: 'clean', as: 'name' } as const;
const out = { id: 'l', kind: 'list', name: 'out', as: 'name' } as const;
const results = { what: 'results', notCounted: null } as const;
const events = { as: 'events', by: null, group: null, may: false } as const;
const flow: Flow = {
  pipelines: [
    pipeline('Make', { ...calm, state: 'unknown', waiting: null, reason: 'it is not counted' }),
    pipeline('Clean', calm),
    pipeline('Count', behind, { node: 'g/Count', file: 'g', fileName: 'Counting', isOwn: false }),
  ],
  places: [made, clean, out],
  writes: [
    { node: 'f/Make', place: 'c', ...results },
    { node: 'f/Clean', place: 's', ...results, notCounted: 'it takes a part' },
    { node: 'g/Count', place: 'l', ...results },
  ],
  reads: [
    {
      node: 'f/Clean',
      place: 'c',
      ...events,
      by: { kind: 'channel', name: 'm*', as: 'pattern' },
    },
    { node: 'g/Count', place: 's', ...events, group: 'counters' },
  ],
  rounds: [],
};
const show = (shown: Flow) =>
  renderPage(<FlowView id="f" connectionId="here" />, { 'pipelines.flow': () => shown });

it('says each joint in a sentence: who writes, who reads, how fast, and who falls behind', async () => {
  show(flow);
  const list = await screen.findByRole('list', { name: 'Joints' });
  expect(
    within(list)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent),
  ).toEqual([
    'Make → Cleanchannel made, read as channels like m*398/s written, 400/s readkeeps up',
    'Clean → Countstream clean, group counters— written (it takes a part), 400/s readfalls behind by 1,200/s, 12,400 entries wait',
    'Count → outlist out398/s written',
  ]);
  expect(within(list).getByRole('link', { name: 'stream clean, group counters' }).getAttribute('href')).toBe(
    '#/streams?stream=clean&tab=groups',
  );
});

it('says that a rate is of all that is read', async () => {
  show({ ...flow, reads: [...flow.reads, { node: 'g/Count', place: 'c', ...events }] });
  const list = await screen.findByRole('list', { name: 'Joints' });
  const items = within(list).getAllByRole('listitem');
  expect(items.find(({ textContent }) => textContent.startsWith('Make → Count'))!.textContent).toContain(
    '398/s written, 400/s read from 2 places together',
  );
});

it('draws pipelines and places as links, one Tab for all and the arrow keys among them', async () => {
  const { user } = show(flow);
  const picture = await screen.findByRole('group', { name: 'Picture of the flow' });
  const links = within(picture).getAllByRole('link');
  expect(links.map(link => link.getAttribute('href'))).toEqual([
    '#/pipelines?pipeline=f&view=run&part=make',
    '#/pipelines?pipeline=f&view=run&part=clean',
    '#/pipelines?pipeline=g&view=run&part=count',
    '#/pubsub?hear=channel%3Amade',
    '#/streams?stream=clean&tab=groups',
    '#/keys?key=out',
  ]);
  await user.tab();
  expect(document.activeElement).toBe(links[0]);
  await user.keyboard('{ArrowRight}');
  expect(document.activeElement).toBe(links[3]);
  await user.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}');
  expect(document.activeElement).toBe(links[2]);
  // What is outside of the file says in which one it is.
  expect(links[2]!.textContent).toContain('Counting · falls behind by 1,200/s');
});

it('warns where events go round', async () => {
  show({ ...flow, rounds: [{ names: ['Clean', 'Back'], may: false }] });
  const notice = await screen.findByRole('list', { name: 'Events go round' });
  expect(notice.textContent).toContain('Events go round: Clean → Back → Clean.');
});

it('says what would be drawn where there is nothing', async () => {
  show({ pipelines: [], places: [], writes: [], reads: [], rounds: [] });
  expect(await screen.findByText('What flows from where to where appears here')).toBeTruthy();
  expect(screen.queryByRole('list', { name: 'Joints' })).toBeNull();
});
