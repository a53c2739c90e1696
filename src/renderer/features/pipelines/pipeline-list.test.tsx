import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { ListedPipeline } from '#shared/contract/pipelines.ts';
import { renderPage, setUpPage, type Answers } from '../../../../test/support/page.tsx';
import { PipelineList } from './pipeline-list.tsx';

setUpPage();

const answers: Answers = {
  'connections.watch': () =>
    ({
      profiles: [
        { id: 'here', name: 'staging', color: 1 },
        { id: 'there', name: 'shop production', color: 2 },
      ],
      open: [],
    }) as never,
};
const listed: ListedPipeline[] = [
  { id: 'a', name: 'edits', kind: 'recipe', unconfirmed: false, state: null, connectionId: null },
  { id: 'b', name: 'orders', kind: 'own', unconfirmed: false, state: 'running', connectionId: 'there' },
  { id: 'c', name: 'clicks', kind: 'own', unconfirmed: false, state: 'paused', connectionId: 'here' },
];
const shown = () =>
  within(screen.getByRole('navigation'))
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent);

it('names the connection of every run, and filters by it', async () => {
  const { user } = renderPage(
    <PipelineList listed={listed} chosenId="a" showsAll={false} connectionId="here" onChoose={() => {}} />,
    answers,
  );
  expect(await screen.findByText('shop production')).toBeTruthy();
  expect(shown()).toEqual(['edits', 'ordersrunningshop production', 'clickspausedstaging']);
  await user.click(screen.getByRole('combobox', { name: 'Runs shown' }));
  await user.click(await screen.findByRole('option', { name: 'On staging' }));
  expect(shown()).toEqual(['edits', 'clickspausedstaging']);
});

it('has nothing to filter while no run is on another connection', () => {
  renderPage(
    <PipelineList
      listed={[listed[0]!, listed[2]!]}
      chosenId="a"
      showsAll={false}
      connectionId="here"
      onChoose={() => {}}
    />,
    answers,
  );
  expect(screen.queryByRole('combobox')).toBeNull();
});
