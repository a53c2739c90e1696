import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { StreamConsumer, StreamGroup } from '#shared/contract/streams.ts';
import { bytesText, parseBytesText } from '#shared/redis/text.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { Field } from '../../../ui/field.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { MissingCommands } from '../../../ui/missing-commands.tsx';
import { Select } from '../../../ui/select.tsx';
import { Swatch } from '../../../ui/swatch.tsx';
import { ActionDialog } from '../actions/action-dialog.tsx';
import { consumerColors } from './consumer-colors.ts';
import { LagCounter } from './lag-counter.tsx';

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

type Open = 'set-id' | 'copy' | 'create-consumer' | { consumer: StreamConsumer } | null;

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
  const name = bytesText(group.name);
  const target = { key: streamKey, group: group.name };
  const consumers = useEngineQuery('streams.consumers', { connectionId, ...target }, { everyMs: 2_000 });
  const close = () => {
    setOpen(null);
    void consumers.refetch();
  };
  const deleting = typeof open === 'object' && open !== null ? open.consumer : null;
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      <header className="flex flex-col gap-2 border-b border-line-soft p-3">
        <h2 className="mono truncate font-medium">{name}</h2>
        {group.lag === null && (
          <p className="text-muted">
            The server does not know the lag: entries were deleted ahead of the group, or it began at an
            arbitrary id. <LagCounter connectionId={connectionId} streamKey={streamKey} group={group.name} />
          </p>
        )}
        <div className="flex flex-wrap gap-2">
          <Button look="primary" onClick={onPending}>
            Pending {formatCount(group.pending)}
          </Button>
          <Button onClick={onReplay}>Replay in a new group…</Button>
          <Button onClick={() => setOpen('set-id')}>Set id…</Button>
          {others.length > 0 && <Button onClick={() => setOpen('copy')}>Copy position…</Button>}
          <Button look="danger" onClick={onDestroy}>
            Destroy…
          </Button>
        </div>
      </header>
      <div className="flex items-center px-3 pt-2">
        <h3 className="flex-1 text-xs/[18px] font-medium text-muted">Consumers</h3>
        <Button look="quiet" icon={<Plus size={14} aria-hidden />} onClick={() => setOpen('create-consumer')}>
          Consumer
        </Button>
      </div>
      {consumers.error && (
        <div className="p-3">
          <ErrorPanel error={consumers.error} />
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
      {consumers.data?.consumers.length === 0 && consumers.data.missing.length === 0 && (
        <p className="px-3 py-1 text-muted">
          No consumers yet. The first XREADGROUP with a consumer name creates it.
        </p>
      )}
      {consumers.data && consumers.data.consumers.length > 0 && (
        <ConsumerTable consumers={consumers.data.consumers} onDelete={consumer => setOpen({ consumer })} />
      )}
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

interface ConsumerTableProps {
  consumers: readonly StreamConsumer[];
  onDelete: (consumer: StreamConsumer) => void;
}

function ConsumerTable({ consumers, onDelete }: ConsumerTableProps) {
  const colorOf = consumerColors(consumers);
  return (
    <table className="w-full [&_td]:whitespace-nowrap [&_th]:whitespace-nowrap">
      <thead>
        <tr className="text-left text-[11.5px]/4 text-muted [&_th]:h-6 [&_th]:px-2 [&_th]:font-medium">
          <th className="w-full pl-3!">name</th>
          <th className="text-right">pending</th>
          <th className="text-right" title="Since its last attempt to read or claim">
            idle
          </th>
          <th className="text-right" title="Since it last got something; 7.2 and newer">
            inactive
          </th>
          <th className="w-9">
            <span className="sr-only">delete</span>
          </th>
        </tr>
      </thead>
      <tbody className="mono">
        {consumers.map(consumer => {
          const name = bytesText(consumer.name);
          return (
            <tr key={name} className="border-t border-line-soft [&_td]:h-7 [&_td]:px-2">
              <td className="max-w-0 truncate pl-3!" title={name}>
                <Swatch color={colorOf(name)} /> {name}
              </td>
              <td className={consumer.pending > 0 ? 'text-right text-pending' : 'text-right'}>
                {formatCount(consumer.pending)}
              </td>
              <td className="text-right">{formatDuration(consumer.idleMs)}</td>
              <td className="text-right text-muted">
                {consumer.inactiveMs === -1 ? 'never' : formatDuration(consumer.inactiveMs)}
              </td>
              <td>
                <IconButton label={`Delete consumer ${name}`} onClick={() => onDelete(consumer)}>
                  <Trash2 size={13} aria-hidden />
                </IconButton>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
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
