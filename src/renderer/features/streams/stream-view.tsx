import { ArrowLeft, Plus } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { StreamState } from '#shared/contract/streams.ts';
import { timeOfStreamId } from '#shared/redis/stream-id.ts';
import { bytesText } from '#shared/redis/text.ts';
import { useAction } from '../../lib/actions.ts';
import { useStreamPart } from '../../lib/engine.ts';
import { formatBytes } from '../../lib/format/byte-sizes.ts';
import { formatDuration } from '../../lib/format/durations.ts';
import { formatCount } from '../../lib/format/numbers.ts';
import { go, useOpened } from '../../lib/navigation.ts';
import type { Opened } from '../../lib/places/places.ts';
import { useKept } from '../../lib/use-kept.ts';
import { useRecognised } from '../../lib/recognised.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FrameworkChoice } from '../../ui/framework-choice.tsx';
import { MissingCommands } from '../../ui/missing-commands.tsx';
import { ScreenToolbar } from '../../ui/screen-toolbar.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { DeadLettersView } from './dead-letters/dead-letters-view.tsx';
import { AddEntryDialog } from './entries/add-entry-dialog.tsx';
import { EntriesView } from './entries/entries-view.tsx';
import type { TypedField } from './entries/fields-editor.tsx';
import { TrimDialog } from './entries/trim-dialog.tsx';
import { GroupsView } from './groups/groups-view.tsx';
import { PendingView } from './pending/pending-view.tsx';
import { StreamMenu } from './stream-menu.tsx';
import { StreamPicker } from './stream-picker.tsx';
import { TailView } from './tail/tail-view.tsx';
import { useGroupHistory } from './groups/use-group-history.ts';

interface StreamViewProps {
  connectionId: string;
  streamKey: Uint8Array;
}

/** One stream. */
export function StreamView({ connectionId, streamKey }: StreamViewProps) {
  const { tab = 'entries', group } = useOpened('streams');
  // Where groups are listed, another one is no other question.
  const [byName, setByName] = useState(false);
  const named = byName ? group : undefined;
  // Its time is another one every second; what else of it is equal stays the same object, so that the tabs are not drawn again for it.
  const { item: state, error } = useStreamPart(
    'streams.watch',
    { connectionId, key: streamKey, group: named },
    known => known,
  );
  if (!byName && state?.summary?.groups === null) setByName(true);
  const close = () => go('streams', {});
  const show = (next: Opened<'streams'>['tab']) => go('streams', { stream: streamKey, tab: next, group });
  const [adding, setAdding] = useState<{ fields?: TypedField[] } | null>(null);
  const [trimming, setTrimming] = useState(false);
  const history = useGroupHistory(state);
  const { length, lastId } = state?.summary ?? { lastId: null };
  const extent = useKept(length === undefined ? null : { length, lastId });
  const name = bytesText(streamKey);
  const whose = useRecognised('streams', connectionId, [streamKey]);
  const shownGroup = state?.summary?.groups?.find(({ name: of }) => group?.join() === of.join());
  // Without a choice, the group that holds the most: it is the one that is looked for.
  const fullest = state?.summary?.groups?.toSorted((a, b) => b.pending - a.pending)[0];
  const soleGroup = shownGroup ?? (group === undefined ? fullest : (state?.summary?.named ?? undefined));

  const about = 'Streams';
  useAction({
    id: 'streams.all',
    title: 'Show all streams',
    group: about,
    shortcut: 'Escape',
    outermost: true,
    run: close,
  });
  useAction({ id: 'streams.add', title: `Add an entry to ${name}…`, group: about, run: () => setAdding({}) });
  useAction({ id: 'streams.trim', title: `Trim ${name}…`, group: about, run: () => setTrimming(true) });
  useAction({ id: 'streams.entries', title: 'Show the entries', group: about, run: () => show('entries') });
  useAction({ id: 'streams.tail', title: 'Show the tail', group: about, run: () => show('tail') });
  useAction({ id: 'streams.groups', title: 'Show the groups', group: about, run: () => show('groups') });
  useAction({
    id: 'streams.pending',
    title: 'Show pending entries',
    group: about,
    run: () => show('pending'),
  });
  useAction({
    id: 'streams.dead',
    title: 'Show dead letters',
    group: about,
    run: () => show('dead-letters'),
  });

  const problem = error ?? state?.problem ?? null;
  const onReAdd = useCallback((fields: TypedField[]) => setAdding({ fields }), []);
  return (
    <>
      <ScreenToolbar title="Streams">
        <IconButton label="All streams" onClick={close}>
          <ArrowLeft size={15} aria-hidden />
        </IconButton>
        <StreamPicker connectionId={connectionId} streamKey={streamKey} />
        <FrameworkChoice connectionId={connectionId} of="key" name={name} whose={whose.get(name)} />
        <span className="truncate text-muted">{state?.summary && summaryText(state)}</span>
        <span className="flex-1" />
        <Button icon={<Plus size={14} aria-hidden />} onClick={() => setAdding({})}>
          Add entry
        </Button>
        <Button onClick={() => setTrimming(true)}>Trim…</Button>
        <StreamMenu connectionId={connectionId} streamKey={streamKey} />
      </ScreenToolbar>
      {problem && (
        <div className="flex-none border-b border-line bg-surface p-2">
          <ErrorPanel onRetry="itself" error={problem}>
            <Button onClick={close}>All streams</Button>
          </ErrorPanel>
        </div>
      )}
      {state && state.missing.length > 0 && (
        <div className="flex-none border-b border-line bg-surface px-3 py-1">
          <MissingCommands commands={state.missing} />
        </div>
      )}
      <Tabs
        label="Views of the stream"
        value={tab}
        onValue={show}
        tabs={[
          {
            value: 'entries',
            title: 'Entries',
            content: tab === 'entries' && (
              <EntriesView
                connectionId={connectionId}
                streamKey={streamKey}
                summary={extent}
                onReAdd={onReAdd}
              />
            ),
          },
          {
            value: 'tail',
            title: 'Tail',
            content: tab === 'tail' && <TailView connectionId={connectionId} streamKey={streamKey} />,
          },
          {
            value: 'groups',
            title: `Groups${state?.summary?.groups ? ` ${formatCount(state.summary.groups.length)}` : ''}`,
            content: tab === 'groups' && (
              <GroupsView connectionId={connectionId} streamKey={streamKey} state={state} history={history} />
            ),
          },
          {
            value: 'pending',
            title: soleGroup
              ? `${bytesText(soleGroup.name)} · pending ${formatCount(soleGroup.pending)}`
              : 'Pending',
            content: tab === 'pending' && (
              <PendingView
                key={soleGroup?.name.join()}
                connectionId={connectionId}
                streamKey={streamKey}
                group={soleGroup ?? null}
                state={state}
                history={history}
              />
            ),
          },
          {
            value: 'dead-letters',
            title: 'Dead letters',
            content: tab === 'dead-letters' && (
              <DeadLettersView connectionId={connectionId} streamKey={streamKey} />
            ),
          },
        ]}
      />
      <AddEntryDialog
        connectionId={connectionId}
        streamKey={streamKey}
        open={adding !== null}
        onClose={() => setAdding(null)}
        fields={adding?.fields}
      />
      <TrimDialog
        connectionId={connectionId}
        streamKey={streamKey}
        open={trimming}
        onClose={() => setTrimming(false)}
      />
    </>
  );
}

function newestText(ms: number): string {
  return ms < 1_000 ? 'newest just now' : `newest ${formatDuration(ms)} ago`;
}

function summaryText({ summary, serverTime }: StreamState): string {
  const newest = summary?.lastId ? timeOfStreamId(summary.lastId) : null;
  return [
    `${formatCount(summary!.length)} ${summary!.length === 1 ? 'entry' : 'entries'}`,
    summary!.memoryBytes === null ? null : formatBytes(summary!.memoryBytes),
    newest === null ? null : newestText(serverTime - newest),
  ]
    .filter(part => part !== null)
    .join(' · ');
}
