import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { PubSubSession } from '#shared/contract/pubsub.ts';
import { bytesText } from '#shared/redis/text.ts';
import { useAction } from '../../lib/actions.ts';
import { useRemembered } from '../../lib/remembered.ts';
import { useSettings } from '../../lib/settings.ts';
import { DataGrid, type DataGridHandle } from '../../ui/data-grid/data-grid.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FilterBar } from '../../ui/feed/filter-bar.tsx';
import { FileDrop } from '../../ui/file-drop.tsx';
import { useFeedRows } from '../../ui/feed/use-feed-rows.ts';
import { SplitPane } from '../../ui/split-pane.tsx';
import { alsoHeard } from './feed/also-heard.ts';
import { channelColors } from './feed/channel-colors.ts';
import { Composer } from './composer/composer.tsx';
import { useComposerDraft } from './composer/composer-store.ts';
import { DetailPane } from './feed/detail-pane.tsx';
import { ColumnMenu } from './feed/column-menu.tsx';
import { feedColumns } from './feed/feed-columns.tsx';
import { FeedEmpty } from './feed/feed-empty.tsx';
import { pubsubRows, type FeedRow } from './feed/feed-rows.ts';
import { fullRow } from './feed/full-row.tsx';
import { ClearedFeed } from './feed/cleared-feed.tsx';
import { EmptyFeedDialog } from './feed/empty-feed-dialog.tsx';
import { useFeedPart } from './feed/feed-part.ts';
import { useFilter } from './filter/filter-store.ts';
import { useLook } from './feed/look-store.ts';
import { LessonsDialog } from './lessons/lessons-dialog.tsx';
import { RecordingEnded } from './recordings/recording-ended.tsx';
import { SubscriptionNotices } from './subscriptions/subscription-notices.tsx';
import { useHear } from './subscriptions/use-hear.ts';
import { useComposerMode } from './publish-file/composer-mode.ts';
import { FileComposer } from './publish-file/file-composer.tsx';
import { useFilePublisher } from './publish-file/file-publisher.ts';
import { ReplayDialog } from './publish-file/replay-dialog.tsx';
import { PubSubToolbar } from './pubsub-toolbar.tsx';
import { SortActions } from './feed/sort-actions.tsx';
import { SortBar } from './feed/sort-bar.tsx';
import { useSort } from './feed/use-sort.ts';

/** In a lower window, in px, the messages have the composer's room until it is asked for. */
const LOW = 560;
const rowKey = (row: FeedRow) => String(row.seq);
const previewOf = (row: FeedRow) => (row.kind === 'message' ? row.preview : null);
const filterAction = {
  id: 'pubsub.filter',
  title: 'Filter the messages',
  group: 'Pub/Sub',
  shortcut: '/',
};

interface PubSubViewProps {
  connectionId: string;
  session: PubSubSession;
}

export function PubSubView({ connectionId, session }: PubSubViewProps) {
  const filtering = useFilter();
  const notHeard = useHear(connectionId);
  const looking = useLook(connectionId);
  const { decode } = looking.look;
  const filter = useMemo(
    () => filtering.filter && { ...filtering.filter, decode },
    [filtering.filter, decode],
  );
  const { utc, newestFirst } = useSettings();
  const grid = useRef<DataGridHandle>(null);
  const nextSeq = useRef((): number => 0);
  const feedPart = useFeedPart(session.feedId, filter, () => nextSeq.current());
  const { part, paused, pause: setPaused } = feedPart;
  const sorting = useSort(looking.columns, paused);
  const source = useFeedRows(session.feedId, pubsubRows, {
    filter,
    sort: sorting.sort,
    part,
    look: looking.look,
  });
  useEffect(() => {
    nextSeq.current = source.nextSeq;
  }, [source]);
  const [filterFocused, setFilterFocused] = useState(false);
  /** The recording that is to be published again. */
  const [replaying, setReplaying] = useState<string | null>(null);
  const [selected, setSelected] = useState<FeedRow | null>(null);
  const [emptying, setEmptying] = useState(false);
  const clearView = () => {
    feedPart.clear();
    setSelected(null);
  };
  const [paneOpen, setPaneOpen] = useRemembered('pubsub.pane', true);
  const [composerOpen, setComposerOpen] = useRemembered('pubsub.composer', window.innerHeight >= LOW);
  const fillComposer = useComposerDraft(draft => draft.takeOver);
  const { mode: composerMode, setMode: setComposerMode } = useComposerMode();
  const { choose: chooseFile } = useFilePublisher(connectionId, 'composer');
  const takeFile = useCallback(
    (file: File) => {
      setComposerMode('file');
      setComposerOpen(true);
      chooseFile({ kind: 'file', file });
    },
    [chooseFile, setComposerMode, setComposerOpen],
  );

  const colorKey = channelColors.keyOf(session);
  // oxlint-disable-next-line react/exhaustive-deps -- the key stands for all of the session that colours depend on.
  const colorOf = useMemo(() => channelColors.of(session), [colorKey]);
  const heardKey = alsoHeard.keyOf(session);
  // oxlint-disable-next-line react/exhaustive-deps -- as above.
  const heardOf = useMemo(() => alsoHeard.of(session), [heardKey]);
  const withPattern = session.subscriptions.some(subscription => subscription.kind === 'pattern');
  const columns = useMemo(
    () =>
      feedColumns({
        utc,
        colorOf,
        heardOf,
        withPattern,
        fields: looking.columns,
        menuOf: column => <ColumnMenu column={column} looking={looking} sorting={sorting} />,
      }),
    [utc, colorOf, heardOf, withPattern, looking, sorting],
  );
  const rowInFull = useMemo(() => fullRow(utc), [utc]);

  // Another filter has other rows: the table begins anew, at the newest.
  const filterKey = JSON.stringify([filter, sorting.sort, part]);
  const group = 'Pub/Sub';
  useAction({
    id: 'pubsub.pause',
    title: paused ? 'Resume the live view' : 'Pause the live view',
    group,
    shortcut: 'Space',
    run: () => setPaused(!paused),
  });
  useAction({
    id: 'pubsub.latest',
    title: 'Jump to the latest message',
    group,
    run: () => grid.current?.jumpToNewest(),
  });
  useAction({
    id: 'pubsub.pane',
    title: paneOpen ? 'Close the detail pane' : 'Open the detail pane',
    group,
    run: () => setPaneOpen(!paneOpen),
  });
  useAction({
    id: 'pubsub.composer',
    title: composerOpen ? 'Hide the composer' : 'Publish a message',
    group,
    run: () => setComposerOpen(!composerOpen),
  });
  useAction({
    id: 'pubsub.empty',
    title: 'Empty the feed, in all windows…',
    group,
    keywords: 'forget',
    run: () => setEmptying(true),
  });
  useAction({
    id: 'pubsub.file',
    title: 'Publish a file…',
    group,
    keywords: 'jsonl lines upload replay recording',
    run: () => {
      setComposerMode('file');
      setComposerOpen(true);
    },
  });
  useAction(
    // In the filter, Esc is the filter's.
    paneOpen && !filterFocused
      ? {
          id: 'pubsub.escape',
          title: 'Close the detail pane',
          group,
          shortcut: 'Escape',
          run: () => setPaneOpen(false),
        }
      : null,
  );

  const list = (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <SubscriptionNotices connectionId={connectionId} session={session} />
      {notHeard && (
        <div className="flex-none border-b border-line bg-surface p-2">
          <ErrorPanel
            what="Some channels named in the address could not be subscribed."
            error={notHeard.error}
            onRetry={notHeard.again}
          />
        </div>
      )}
      {sorting.sort && <SortBar source={source} sorting={sorting} columns={looking.columns} />}
      <SortActions sorting={sorting} columns={looking.columns} />
      <DataGrid
        key={filterKey}
        ref={grid}
        id="pubsub"
        label="Messages"
        source={source}
        columns={columns}
        rowKey={rowKey}
        order={newestFirst && !sorting.sort ? 'newest-first' : 'newest-last'}
        live={!sorting.sort}
        paused={feedPart.holds && !sorting.sort}
        {...sorting.grid}
        onResume={() => setPaused(false)}
        activeKey={selected === null ? null : rowKey(selected)}
        onActivate={(_key, row) => setSelected(row)}
        onOpen={() => setPaneOpen(true)}
        fullRow={rowInFull}
        empty={
          sorting.sort ? (
            <EmptyState title="The messages are being sorted" />
          ) : filter !== null && !feedPart.isCleared && session.counters.retained > 0 ? (
            <EmptyState title="No message matches the filter">
              Matching messages appear as they arrive. Press Esc in the filter to see all messages.
            </EmptyState>
          ) : feedPart.isCleared && session.counters.retained > 0 ? (
            <ClearedFeed
              kept={session.counters.retained}
              onShowAll={feedPart.showAll}
              onEmpty={() => setEmptying(true)}
            />
          ) : (
            <FeedEmpty connectionId={connectionId} session={session} />
          )
        }
      />
    </div>
  );
  const closeComposer = () => setComposerOpen(false);
  const composer = !composerOpen ? null : composerMode === 'file' ? (
    <FileComposer connectionId={connectionId} onClose={closeComposer} />
  ) : (
    <Composer connectionId={connectionId} onClose={closeComposer} />
  );
  const pane = (
    <DetailPane
      connectionId={connectionId}
      session={session}
      row={selected}
      filtering={filtering}
      looking={looking}
      heardOf={heardOf}
      colorOf={colorOf}
      onClose={() => setPaneOpen(false)}
      onRepublish={record => {
        fillComposer({
          channel: bytesText(record.channel),
          payload: record.payload,
          sharded: record.sharded,
        });
        setComposerMode('message');
        setComposerOpen(true);
      }}
    />
  );
  return (
    <>
      <PubSubToolbar
        connectionId={connectionId}
        session={session}
        filtering={filtering}
        filter={filter}
        paused={paused}
        onPause={setPaused}
        paneOpen={paneOpen}
        onPane={setPaneOpen}
        composerOpen={composerOpen}
        onComposer={setComposerOpen}
        isCleared={feedPart.isCleared}
        onClear={clearView}
        onShowAll={feedPart.showAll}
        onReplay={setReplaying}
      />
      <RecordingEnded connectionId={connectionId} onReplay={setReplaying} />
      <FileDrop
        onFile={takeFile}
        title="Drop a file of JSON lines or a recording to publish it"
        hint="Millrace checks the file first; nothing is sent until you press Publish."
      />
      <ReplayDialog connectionId={connectionId} name={replaying} onClose={() => setReplaying(null)} />
      <FilterBar
        control={filtering}
        source={source}
        previewOf={previewOf}
        action={filterAction}
        onFocused={setFilterFocused}
      />
      <SplitPane
        id="pubsub.detail"
        direction="horizontal"
        paneSize={window.innerWidth < 1_100 ? 340 : 400}
        minPane={300}
        minMain={420}
        main={
          <SplitPane
            id="pubsub.composer"
            direction="vertical"
            paneSize={window.innerHeight < 800 ? 172 : 200}
            minPane={128}
            minMain={120}
            main={list}
            pane={composer}
          />
        }
        pane={paneOpen ? pane : null}
      />
      <LessonsDialog connectionId={connectionId} />
      <EmptyFeedDialog session={session} open={emptying} onClose={() => setEmptying(false)} />
    </>
  );
}
