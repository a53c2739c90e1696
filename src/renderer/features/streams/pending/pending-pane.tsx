import { MousePointerClick, X } from 'lucide-react';
import { useState } from 'react';
import { formatCount } from '../../../lib/format/numbers.ts';
import { IconButton } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import { EntryDetail } from '../entries/entry-detail.tsx';
import { Repair, type RepairProps } from './repair.tsx';
import { useSelection } from '../selection.ts';

interface PendingPaneProps extends RepairProps {
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
