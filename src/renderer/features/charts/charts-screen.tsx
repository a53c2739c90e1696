import { ChartColumn, Plug } from 'lucide-react';
import { useActiveConnection } from '../../lib/active-connection.ts';
import { go, useOpened } from '../../lib/navigation.ts';
import { useRemembered } from '../../lib/remembered.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ScreenToolbar } from '../../ui/screen-toolbar.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { LeaderboardView } from './leaderboard-view.tsx';
import { SeriesView } from './series-view.tsx';

/** Results in Redis over time: time series of hashes, and leaderboards by epoch. */
export default function ChartsScreen() {
  const active = useActiveConnection();
  const [usual, remember] = useRemembered<'series' | 'leaderboard'>('charts.tab', 'series');
  const { tab = usual } = useOpened('charts');
  const setTab = (next: typeof tab) => {
    remember(next);
    go('charts', { tab: next });
  };
  return (
    <>
      <ScreenToolbar title="Charts" />
      {active ? (
        <Tabs
          label="Kinds of charts"
          value={tab}
          onValue={setTab}
          tabs={[
            {
              value: 'series',
              title: 'Time series',
              content: <SeriesView key={active.profile.id} connectionId={active.profile.id} />,
            },
            {
              value: 'leaderboard',
              title: 'Leaderboard',
              content: <LeaderboardView key={active.profile.id} connectionId={active.profile.id} />,
            },
          ]}
        />
      ) : (
        <EmptyState
          icon={<ChartColumn size={18} aria-hidden />}
          title="Time series and leaderboards appear here, live"
          action={
            <Button variant="primary" icon={<Plug size={14} aria-hidden />} onClick={() => go('overview')}>
              Choose a server
            </Button>
          }
        >
          Connect to a server first; then run a pipeline that writes a time series.
        </EmptyState>
      )}
    </>
  );
}
