import { Eraser, PanelBottom, PanelRight, Pause, Play, Workflow } from 'lucide-react';
import { useState } from 'react';
import type { FeedFilter } from '#shared/contract/feeds.ts';
import type { PubSubSession } from '#shared/contract/pubsub.ts';
import { useAction } from '../../lib/actions.ts';
import { useQueryCall } from '../../lib/engine.ts';
import { formatCount } from '../../lib/format/numbers.ts';
import { useSettings } from '../../lib/settings.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ScreenToolbar } from '../../ui/screen-toolbar.tsx';
import type { FilterControl } from '../../ui/feed/filter-state.ts';
import { NewPipelineDialog } from '../../ui/new-pipeline/new-pipeline-dialog.tsx';
import { startOfSubscriptions } from './subscriptions/start-of-subscriptions.ts';
import { RecordButton } from './recordings/record-button.tsx';
import { SubscriptionChips } from './subscriptions/subscription-chips.tsx';
import { SubscribePopover } from './subscriptions/subscribe-popover.tsx';

interface PubSubToolbarProps {
  connectionId: string;
  session: PubSubSession;
  filtering: FilterControl;
  /** In force, for an export. */
  filter: FeedFilter | null;
  paused: boolean;
  onPause: (paused: boolean) => void;
  paneOpen: boolean;
  onPane: (open: boolean) => void;
  composerOpen: boolean;
  onComposer: (open: boolean) => void;
  /** Something of the feed is hidden from this view. */
  isCleared: boolean;
  onClear: () => void;
  onShowAll: () => void;
  /** Offers to publish a recording again. */
  onReplay: (recording: string) => void;
}

export function PubSubToolbar(props: PubSubToolbarProps) {
  const { connectionId, session, filtering, filter, paused, onPause } = props;
  const { paneOpen, onPane, composerOpen, onComposer, isCleared, onClear, onShowAll, onReplay } = props;
  const update = useQueryCall('app.updateSettings');
  const { newestFirst } = useSettings();
  const [isMaking, setMaking] = useState(false);
  useAction({ id: 'pubsub.clear', title: 'Clear the messages', group: 'Pub/Sub', run: onClear });
  useAction({
    id: 'pubsub.pipeline',
    title: 'Make a pipeline of this…',
    group: 'Pub/Sub',
    run: () => setMaking(true),
  });
  useAction({
    id: 'pubsub.order',
    title: newestFirst ? 'Newest messages last' : 'Newest messages first',
    group: 'Pub/Sub',
    run: () => void update.run({ newestFirst: !newestFirst }),
  });
  return (
    <ScreenToolbar title="Pub/Sub">
      <SubscriptionChips
        connectionId={connectionId}
        subscriptions={session.subscriptions}
        filtering={filtering}
      />
      <SubscribePopover connectionId={connectionId} session={session} />
      <span className="whitespace-nowrap text-muted max-[1200px]:hidden">
        {formatCount(session.counters.retained)} kept
        {session.counters.evicted > 0 && ` of ${formatCount(session.counters.received)}`}
      </span>
      <Button
        icon={paused ? <Play size={13} aria-hidden /> : <Pause size={13} aria-hidden />}
        aria-pressed={paused}
        onClick={() => onPause(!paused)}
        shortcut="Space"
      >
        {paused ? 'Resume' : 'Pause'}
      </Button>
      <RecordButton connectionId={connectionId} session={session} filter={filter} onReplay={onReplay} />
      <IconButton label="Make a pipeline of this" onClick={() => setMaking(true)}>
        <Workflow size={15} aria-hidden />
      </IconButton>
      {isMaking && (
        <NewPipelineDialog
          connectionId={connectionId}
          start={startOfSubscriptions(session.subscriptions, filtering.state)}
          onClose={() => setMaking(false)}
        />
      )}
      {isCleared && (
        <Button variant="quiet" onClick={onShowAll}>
          Show all kept
        </Button>
      )}
      <IconButton label="Clear the messages" onClick={onClear}>
        <Eraser size={15} aria-hidden />
      </IconButton>
      <IconButton
        label={newestFirst ? 'Newest first; switch to newest last' : 'Newest last; switch to newest first'}
        onClick={() => void update.run({ newestFirst: !newestFirst })}
      >
        <OrderIcon newestFirst={newestFirst} />
      </IconButton>
      <IconButton
        label={composerOpen ? 'Hide the composer' : 'Show the composer'}
        aria-pressed={composerOpen}
        onClick={() => onComposer(!composerOpen)}
      >
        <PanelBottom size={15} aria-hidden />
      </IconButton>
      <IconButton
        label={paneOpen ? 'Close the detail pane' : 'Open the detail pane'}
        aria-pressed={paneOpen}
        onClick={() => onPane(!paneOpen)}
      >
        <PanelRight size={15} aria-hidden />
      </IconButton>
    </ScreenToolbar>
  );
}

function OrderIcon({ newestFirst }: { newestFirst: boolean }) {
  return (
    <svg
      width="15"
      height="15"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      aria-hidden
    >
      <path d={newestFirst ? 'M4 13V3M1.5 5.5 4 3l2.5 2.5' : 'M4 3v10M1.5 10.5 4 13l2.5-2.5'} />
      <path d={newestFirst ? 'M9 4h5.5M9 8h4M9 12h2.5' : 'M9 4h2.5M9 8h4M9 12h5.5'} />
    </svg>
  );
}
