import { Mail, X } from 'lucide-react';
import type { FeedRecord } from '#shared/contract/feeds.ts';
import type { PubSubSession } from '#shared/contract/pubsub.ts';
import { change, useOpened } from '../../../lib/navigation.ts';
import { IconButton } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import type { AlsoHeard } from './also-heard.ts';
import type { ColorOf } from './channel-colors.ts';
import { ChannelTable } from './channel-table.tsx';
import type { FeedRow } from './feed-rows.ts';
import type { FilterControl } from '../../../ui/feed/filter-state.ts';
import { GapDetail } from './gap.tsx';
import type { LookControl } from './look-store.ts';
import { MessageDetail } from './message-detail.tsx';
import { ServerPane } from '../server/server-pane.tsx';
import { MeasureTab } from '../measure/measure-tab.tsx';

interface DetailPaneProps {
  connectionId: string;
  session: PubSubSession;
  row: FeedRow | null;
  filtering: FilterControl;
  looking: LookControl;
  heardOf: AlsoHeard;
  colorOf: ColorOf;
  onClose: () => void;
  onRepublish: (record: FeedRecord) => void;
}

/** Beside the messages: the one that is selected, or what each channel says. */
export function DetailPane(props: DetailPaneProps) {
  const { connectionId, session, row, filtering, looking, heardOf, colorOf, onClose, onRepublish } = props;
  const { tab = 'message' } = useOpened('pubsub');
  return (
    <Tabs
      label="Details"
      value={tab}
      onValue={next => change('pubsub', { tab: next })}
      tabs={[
        {
          value: 'message',
          title: 'Message',
          content:
            row === null || row.kind === 'left' ? (
              <EmptyState icon={<Mail size={18} aria-hidden />} title="The selected message, whole">
                Select a row with the mouse, or with the arrow keys in the table.
              </EmptyState>
            ) : row.kind === 'gap' ? (
              <GapDetail row={row} />
            ) : (
              <MessageDetail
                feedId={session.feedId}
                row={row}
                color={colorOf(row)}
                filtering={filtering}
                looking={looking}
                also={heardOf(row)}
                onRepublish={onRepublish}
              />
            ),
        },
        {
          value: 'channels',
          title: 'Channels',
          content: tab === 'channels' ? <ChannelTable session={session} /> : null,
        },
        {
          value: 'measure',
          title: 'Measure',
          content: tab === 'measure' ? <MeasureTab connectionId={connectionId} colorOf={colorOf} /> : null,
        },
        {
          value: 'server',
          title: 'Server',
          content: tab === 'server' ? <ServerPane connectionId={connectionId} session={session} /> : null,
        },
      ]}
      end={
        <IconButton label="Close the detail pane" shortcut="Escape" onClick={onClose}>
          <X size={15} aria-hidden />
        </IconButton>
      }
    />
  );
}
