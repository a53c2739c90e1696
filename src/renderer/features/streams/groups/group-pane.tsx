import { Plus } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { StreamConsumer, StreamGroup } from '#shared/contract/streams.ts';
import { bytesText, parseBytesText } from '#shared/redis/text.ts';
import { useAction } from '../../../lib/actions.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { Field, Input } from '../../../ui/field.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { MissingCommands } from '../../../ui/missing-commands.tsx';
import { Select } from '../../../ui/select.tsx';
import { ActionDialog } from '../actions/action-dialog.tsx';
import { ConsumerGrid } from './consumer-grid.tsx';
import { LagCounter } from './lag-counter.tsx';
import { ReadAsDialog } from './read-as-dialog.tsx';

interface GroupPaneProps {
  connectionId: string;
  streamKey: Uint8Array;
  group: StreamGroup;
  /** The other groups, whose position can be taken over. */
  others: readonly StreamGroup[];
  onPending: () => void;
  onReplay: () => void;
  /** Asked elsewhere: the pane goes with its group. */
  onDestroy: () => void;
}

type Open = 'read' | 'set-id' | 'copy' | 'create-consumer' | { consumer: StreamConsumer } | null;

/** One group: its consumers, and what can be done with it. */
export function GroupPane({
  connectionId,
  streamKey,
  group,
  others,
  onPending,
  onReplay,
  onDestroy,
}: GroupPaneProps) {
  const [open, setOpen] = useState<Open>(null);
  const [wanted, setWanted] = useState('');
  const name = bytesText(group.name);
  const target = { key: streamKey, group: group.name };
  const consumers = useEngineQuery('streams.consumers', { connectionId, ...target }, { everyMs: 2_000 });
  const close = () => {
    setOpen(null);
    void consumers.refetch();
  };
  useAction({
    id: 'groups.read-as',
    title: 'Read as a consumer…',
    group: 'Streams',
    keywords: 'xreadgroup noack count',
    run: () => setOpen('read'),
  });
  const askDelete = useCallback((consumer: StreamConsumer) => setOpen({ consumer }), []);
  const deleting = typeof open === 'object' && open !== null ? open.consumer : null;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex max-h-1/2 flex-none flex-col gap-2 overflow-y-auto border-b border-line-soft p-3">
        <h2 className="mono truncate font-medium">{name}</h2>
        {group.lag === null && (
          <p className="text-muted">
            The server does not know the lag: entries were deleted ahead of the group, or it began at an
            arbitrary id. <LagCounter connectionId={connectionId} streamKey={streamKey} group={group.name} />
          </p>
        )}
        <div className="flex flex-wrap gap-2">
          <Button variant="primary" onClick={onPending}>
            Pending {formatCount(group.pending)}
          </Button>
          <Button onClick={() => setOpen('read')}>Read as a consumer…</Button>
          <Button onClick={onReplay}>Replay in a new group…</Button>
          <Button onClick={() => setOpen('set-id')}>Set id…</Button>
          {others.length > 0 && <Button onClick={() => setOpen('copy')}>Copy position…</Button>}
          <Button variant="danger" onClick={onDestroy}>
            Destroy…
          </Button>
        </div>
      </header>
      <div className="flex flex-none items-center gap-2 px-3 py-1">
        <h3 className="text-xs/[18px] font-medium text-muted">Consumers</h3>
        <Input
          mono
          aria-label="Find a consumer"
          placeholder="part of a name"
          className="max-w-44"
          value={wanted}
          onChange={event => setWanted(event.target.value)}
        />
        <span className="flex-1" />
        <Button
          variant="quiet"
          icon={<Plus size={14} aria-hidden />}
          onClick={() => setOpen('create-consumer')}
        >
          Consumer
        </Button>
      </div>
      {consumers.error && (
        <div className="p-3">
          <ErrorPanel
            what="The consumers cannot be read."
            error={consumers.error}
            onRetry={() => void consumers.refetch()}
          />
        </div>
      )}
      {consumers.data && (
        <div className="px-3">
          <MissingCommands
            commands={consumers.data.missing}
            unknown="consumers with nothing pending, and idle times, are not shown."
          />
        </div>
      )}
      {consumers.data && (consumers.data.consumers.length > 0 || consumers.data.missing.length === 0) && (
        <ConsumerGrid consumers={consumers.data.consumers} wanted={wanted} onDelete={askDelete} />
      )}
      <ReadAsDialog
        connectionId={connectionId}
        target={target}
        consumers={(consumers.data?.consumers ?? []).map(consumer => bytesText(consumer.name))}
        open={open === 'read'}
        onClose={close}
      />
      <SetIdDialog
        {...{ connectionId, target, name }}
        open={open === 'set-id'}
        onClose={close}
        current={group.lastDeliveredId}
      />
      <CopyDialog {...{ connectionId, target, name, others }} open={open === 'copy'} onClose={close} />
      <CreateConsumerDialog
        {...{ connectionId, target, name }}
        open={open === 'create-consumer'}
        onClose={close}
      />
      <ActionDialog
        connectionId={connectionId}
        open={deleting !== null}
        onClose={close}
        title={deleting ? `Delete consumer ${bytesText(deleting.name)}` : ''}
        description={
          deleting && deleting.pending > 0 ? (
            <button type="button" className="text-text underline underline-offset-2" onClick={onPending}>
              Claim its pending entries first
            </button>
          ) : undefined
        }
        action={deleting ? { kind: 'delete-consumer', ...target, consumer: deleting.name } : null}
      />
    </div>
  );
}

interface GroupDialogProps {
  connectionId: string;
  target: { key: Uint8Array; group: Uint8Array };
  name: string;
  open: boolean;
  onClose: () => void;
}

function SetIdDialog({
  connectionId,
  target,
  name,
  open,
  onClose,
  current,
}: GroupDialogProps & { current: string }) {
  const [id, setId] = useState(current);
  const valid = /^(\$|\d+(-\d+)?)$/.test(id.trim());
  return (
    <ActionDialog
      connectionId={connectionId}
      open={open}
      onClose={onClose}
      title={`Set the position of ${name}`}
      action={valid ? { kind: 'set-group-id', ...target, id: id.trim() } : null}
      problem={valid ? null : '$ for the newest entry, 0 for the beginning, or an id.'}
    >
      <TextField
        label="Last delivered id becomes"
        hint="$ is the newest entry, 0 the beginning."
        mono
        value={id}
        onValue={setId}
      />
    </ActionDialog>
  );
}

function CopyDialog({
  connectionId,
  target,
  name,
  open,
  onClose,
  others,
}: GroupDialogProps & { others: readonly StreamGroup[] }) {
  const names = others.map(other => bytesText(other.name));
  const [from, setFrom] = useState(names[0] ?? '');
  return (
    <ActionDialog
      connectionId={connectionId}
      open={open}
      onClose={onClose}
      title={`Set ${name} to where another group stands`}
      action={from === '' ? null : { kind: 'copy-position', ...target, from: parseBytesText(from) }}
    >
      <Field label="The position of">
        <Select value={from} onValue={setFrom} options={names.map(value => ({ value, label: value }))} />
      </Field>
    </ActionDialog>
  );
}

function CreateConsumerDialog({ connectionId, target, name, open, onClose }: GroupDialogProps) {
  const [consumer, setConsumer] = useState('');
  return (
    <ActionDialog
      connectionId={connectionId}
      open={open}
      onClose={onClose}
      title={`Create a consumer of ${name}`}
      action={
        consumer === '' ? null : { kind: 'create-consumer', ...target, consumer: parseBytesText(consumer) }
      }
      problem={consumer === '' ? 'Enter a name.' : null}
    >
      <TextField label="Name" mono value={consumer} placeholder="alice" onValue={setConsumer} />
    </ActionDialog>
  );
}
