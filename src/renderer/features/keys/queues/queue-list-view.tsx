import { ArrowLeft, ListTodo } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { FoundQueues, QueueFigures } from '#shared/contract/queues.ts';
import { useAction } from '../../../lib/actions.ts';
import { useStream } from '../../../lib/engine.ts';
import { countOf, formatCount } from '../../../lib/format/numbers.ts';
import { go } from '../../../lib/navigation.ts';
import { IconButton } from '../../../ui/button.tsx';
import { ArrayRowSource } from '../../../ui/data-grid/array-row-source.ts';
import { DataGrid } from '../../../ui/data-grid/data-grid.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { MissingCommands } from '../../../ui/missing-commands.tsx';
import { ScreenToolbar } from '../../../ui/screen-toolbar.tsx';
import { queueColumns } from './queue-columns.tsx';

const keyOf = ({ framework, queue }: QueueFigures) => `${framework} ${queue}`;
const isSame = (a: QueueFigures, b: QueueFigures) => JSON.stringify(a) === JSON.stringify(b);

/** The job queues of a database, with how many jobs of each state they have. */
export function QueueListView({ connectionId }: { connectionId: string }) {
  const { item: found, error } = useStream('queues.list', { connectionId });
  const [rows] = useState(() => new ArrayRowSource(keyOf, isSame));
  const [active, setActive] = useState<string | null>(null);
  useEffect(() => rows.replace(found?.queues ?? []), [rows, found]);
  const close = () => go('keys', {});
  useAction({
    id: 'queues.keys',
    title: 'Show the keys',
    group: 'Keys',
    shortcut: 'Escape',
    outermost: true,
    run: close,
  });
  const missing = [...new Set(found?.queues.flatMap(queue => queue.missing))];
  return (
    <>
      <ScreenToolbar title="Keys">
        <IconButton label="All keys" onClick={close}>
          <ArrowLeft size={15} aria-hidden />
        </IconButton>
        <h2 className="font-medium">Job queues</h2>
        <span role="status" className="min-w-0 truncate text-muted">
          {found && foundText(found)}
        </span>
      </ScreenToolbar>
      {error && (
        <div className="border-b border-line bg-surface p-2">
          <ErrorPanel what="The queues cannot be listed." error={error} onRetry="itself" />
        </div>
      )}
      {missing.length > 0 && (
        <div className="border-b border-line bg-surface px-3 py-1">
          <MissingCommands commands={missing} unknown="some counts are not known." />
        </div>
      )}
      <DataGrid
        id="queues"
        takesFocus
        label="Job queues"
        source={rows}
        columns={queueColumns}
        rowKey={keyOf}
        activeKey={active}
        onActivate={setActive}
        onOpen={({ framework, queue }) => go('keys', { view: 'queues', framework, queue })}
        empty={found && found.state !== 'looking' ? <NoQueues /> : undefined}
      />
    </>
  );
}

function foundText({ queues, looked, keyspace, state }: FoundQueues): string {
  const many = countOf(queues.length, 'queue');
  if (state === 'finished') return many;
  const of = keyspace === null ? '' : ` of ${formatCount(keyspace)}`;
  const so = `${many} so far · looked at ${formatCount(looked)}${of} keys`;
  return state === 'bounded' ? `${so}, and no further` : so;
}

function NoQueues() {
  return (
    <EmptyState icon={<ListTodo size={18} aria-hidden />} title="Job queues appear here">
      Millrace knows those of asynq, BullMQ, Celery, Laravel, RQ and Sidekiq; this database has none of them.
      A key that you know to be of one can be opened as a queue under Keys: choose its framework there.
    </EmptyState>
  );
}
