import { ConnectionsPanel } from '../features/connections/connections-panel.tsx';
import { OverviewScreen } from '../features/overview/overview-screen.tsx';

/** The overview, with the connections beside it. */
export default function OverviewPage() {
  return <OverviewScreen connections={<ConnectionsPanel />} />;
}
