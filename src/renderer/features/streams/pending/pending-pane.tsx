import { MousePointerClick, X } from 'lucide-react';
import { useState } from 'react';
import type { PendingFilter } from '#shared/contract/pending.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import { IconButton } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import { EntryDetail } from '../entries/entry-detail.tsx';
import type { PendingRow } from './pending-rows.ts';
import { Repair } from './repair.tsx';
import { useSelection, type Selection } from '../selection.ts';

export interface PendingPaneProps {
  connectionId: string;
  streamKey: Uint8Array;
  group: Uint8Array;
  selection: Selection<PendingRow>;
  filter: PendingFilter;
  /** The row that the keyboard is on. */
  active: PendingRow | null;
  consumers: readonly string[];
  /** Of the filter: what a claim begins with. */
  minIdleMs: number;
  onDone: () => void;
  onClose: () => void;
}

/** Beside the pending entries: what to do with those that are picked, and the one that is looked at. */
export function PendingPane(props: PendingPaneProps) {
  const { connectionId, streamKey, selection, active, onClose } = props;
  useSelection(selection);
  const [tab, setTab] = useState<'repair' | 'entry'>('repair');
  const title = selection.all
    ? 'All selected'
    : selection.size > 0
      ? `${formatCount(selection.size)} selected`
      : active
        ? '1 entry'
        : 'Repair';
  return (
    <Tabs
      label="Details of pending entries"
      value={tab}
      onValue={setTab}
      tabs={[
        { value: 'repair', title, content: tab === 'repair' && <Repair {...props} /> },
        {
          value: 'entry',
          title: 'Entry journey',
          content:
            tab === 'entry' &&
            (active ? (
              <EntryDetail key={active.id} connectionId={connectionId} streamKey={streamKey} id={active.id} />
            ) : (
              <EmptyState
                icon={<MousePointerClick size={18} aria-hidden />}
                title="The selected entry, whole"
              >
                Select a row with the mouse, or with the arrow keys in the table.
              </EmptyState>
            )),
        },
      ]}
      end={
        <IconButton label="Close the pane" shortcut="Escape" onClick={onClose}>
          <X size={15} aria-hidden />
        </IconButton>
      }
    />
  );
}
