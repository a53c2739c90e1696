import { Plus, Users } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { StreamGroup, StreamState } from '#shared/contract/streams.ts';
import { timeOfStreamId } from '#shared/redis/stream-id.ts';
import { bytesText } from '#shared/redis/text.ts';
import { useAction } from '../../../lib/actions.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { formatCount, formatRate } from '../../../lib/format/numbers.ts';
import { go } from '../../../lib/navigation.ts';
import { Button } from '../../../ui/button.tsx';
import { ArrayRowSource } from '../../../ui/data-grid/array-row-source.ts';
import type { Column } from '../../../ui/data-grid/columns.ts';
import { DataGrid } from '../../../ui/data-grid/data-grid.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { SplitPane } from '../../../ui/split-pane.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { ActionDialog } from '../actions/action-dialog.tsx';
import { GroupPane } from './group-pane.tsx';
import { NewGroupDialog } from './new-group-dialog.tsx';
import type { GroupHistory, GroupTrend } from './use-group-history.ts';

interface GroupsViewProps {
  connectionId: string;
  streamKey: Uint8Array;
  state: StreamState | undefined;
  history: GroupHistory;
}

interface GroupRow {
  name: string;
  group: StreamGroup;
  trend: GroupTrend | undefined;
  /** How old the last entry is that it was given, against the newest entry; null where the ids tell no time. */
  behindMs: number | null;
}

const rowKey = (row: GroupRow) => row.name;

/** The groups of a stream: how far behind, how much they hold, and the controls of each. */
export function GroupsView({ connectionId, streamKey, state, history }: GroupsViewProps) {
  const [active, setActive] = useState<string | null>(null);
  const [creating, setCreating] = useState(false);
  const [destroying, setDestroying] = useState<Uint8Array | null>(null);
  const [source] = useState(() => new ArrayRowSource<GroupRow>(rowKey));
  const rows = useMemo(() => {
    const newest = state?.summary?.lastId ? timeOfStreamId(state.summary.lastId) : null;
    return (state?.summary?.groups ?? []).map((group): GroupRow => {
      const name = bytesText(group.name);
      const given = timeOfStreamId(group.lastDeliveredId);
      const behindMs = newest === null || given === null ? null : Math.max(0, newest - given);
      return { name, group, trend: history.get(name), behindMs };
    });
  }, [state, history]);
  useEffect(() => source.replace(rows), [source, rows]);
  useAction({
    id: 'groups.create',
    title: 'Create a group…',
    group: 'Streams',
    run: () => setCreating(true),
  });
  const groupsKnown = state?.summary?.groups !== null;
  const shown = rows.find(row => row.name === active) ?? rows[0];
  const name = bytesText(streamKey);
  return (
    <>
      <SplitPane
        id="streams.groups"
        direction="horizontal"
        paneSize={400}
        minPane={320}
        minMain={420}
        main={
          <div className="flex min-h-0 min-w-0 flex-1 flex-col">
            <div className="flex h-10 flex-none items-center gap-2 border-b border-line bg-surface px-3">
              <span className="text-muted">
                {groupsKnown && `${formatCount(rows.length)} ${rows.length === 1 ? 'group' : 'groups'}`}
              </span>
              <span className="flex-1" />
              <Button icon={<Plus size={14} aria-hidden />} onClick={() => setCreating(true)}>
                Create group
              </Button>
            </div>
            <DataGrid
              id="groups"
              takesFocus
              label="Groups"
              source={source}
              columns={columns}
              rowKey={rowKey}
              activeKey={shown?.name ?? null}
              onActivate={key => setActive(key)}
              empty={
                state?.summary && !groupsKnown ? (
                  <EmptyState
                    icon={<Users size={18} aria-hidden />}
                    title="The groups of this stream are not known"
                  >
                    This user may not run XINFO GROUPS. Entries can be read and added all the same.
                  </EmptyState>
                ) : state?.summary ? (
                  <EmptyState
                    icon={<Users size={18} aria-hidden />}
                    title="A group is a set of consumers that share the entries of a stream"
                    action={
                      <Button variant="primary" onClick={() => setCreating(true)}>
                        Create group
                      </Button>
                    }
                    command={`XGROUP CREATE ${name} mygroup 0`}
                  >
                    Each entry goes to one of them and is pending until that consumer acknowledges it.
                  </EmptyState>
                ) : undefined
              }
            />
          </div>
        }
        pane={
          shown ? (
            <GroupPane
              key={shown.name}
              connectionId={connectionId}
              streamKey={streamKey}
              group={shown.group}
              others={rows.filter(row => row.name !== shown.name).map(row => row.group)}
              onPending={() => go('streams', { stream: streamKey, tab: 'pending', group: shown.group.name })}
              onReplay={() => setCreating(true)}
              onDestroy={() => setDestroying(shown.group.name)}
            />
          ) : null
        }
      />
      <ActionDialog
        connectionId={connectionId}
        open={destroying !== null}
        onClose={() => setDestroying(null)}
        title={destroying ? `Destroy ${bytesText(destroying)}` : ''}
        action={destroying ? { kind: 'destroy-group', key: streamKey, group: destroying } : null}
      />
      <NewGroupDialog
        connectionId={connectionId}
        streamKey={streamKey}
        serverTime={state?.serverTime ?? 0}
        open={creating}
        onClose={() => setCreating(false)}
      />
    </>
  );
}

/** Blank where nothing is pending; a dash where it could not be asked. */
function oldestText({ pending, oldestPending }: StreamGroup): string {
  return pending === 0 ? '' : formatDuration(oldestPending?.idleMs);
}

const columns: readonly Column<GroupRow>[] = [
  { id: 'name', title: 'group', width: 'flex', text: row => row.name, cell: row => row.name },
  {
    id: 'lag',
    title: 'lag',
    width: 96,
    align: 'right',
    text: row => (row.group.lag === null ? 'unknown' : String(row.group.lag)),
    cell: row =>
      row.group.lag === null ? (
        <Tag tone="pending">unknown</Tag>
      ) : (
        <span className={row.group.lag > 0 ? 'text-pending' : undefined}>{formatCount(row.group.lag)}</span>
      ),
  },
  {
    id: 'behind',
    title: 'behind',
    width: 90,
    align: 'right',
    text: row => formatDuration(row.behindMs),
    cell: row => formatDuration(row.behindMs),
  },
  {
    id: 'pending',
    title: 'pending',
    width: 90,
    align: 'right',
    text: row => String(row.group.pending),
    cell: row => (
      <span className={row.group.pending > 0 ? 'text-pending' : undefined}>
        {formatCount(row.group.pending)}
      </span>
    ),
  },
  {
    id: 'oldest',
    title: 'oldest idle',
    width: 100,
    align: 'right',
    text: row => oldestText(row.group),
    cell: row => oldestText(row.group),
  },
  {
    id: 'acks',
    title: 'acks/s',
    width: 80,
    align: 'right',
    text: row => formatRate(row.trend?.outPerSecond),
    cell: row => formatRate(row.trend?.outPerSecond),
  },
  {
    id: 'consumers',
    title: 'consumers',
    width: 84,
    align: 'right',
    text: row => String(row.group.consumers),
    cell: row => formatCount(row.group.consumers),
  },
  {
    id: 'last',
    title: 'last delivered id',
    width: 172,
    text: row => row.group.lastDeliveredId,
    cell: row => <span className="text-muted">{row.group.lastDeliveredId}</span>,
  },
];
