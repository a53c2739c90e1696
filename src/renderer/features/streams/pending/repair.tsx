import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { PendingFilter } from '#shared/contract/pending.ts';
import type { StreamActionProgress } from '#shared/contract/stream-actions.ts';
import { bytesText } from '#shared/redis/text.ts';
import { useInCluster } from '../../../lib/active-connection.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { Button } from '../../../ui/button.tsx';
import { ActionOutcome } from '../../../ui/action/action-outcome.tsx';
import { ActionPanel } from '../actions/action-panel.tsx';
import { actionOf, newDraft, type RepairDraft, type RepairKind } from './repair-draft.ts';
import { RepairForm } from './repair-forms.tsx';
import type { Selection } from '../selection.ts';
import type { PendingRow } from './pending-rows.ts';

export interface RepairProps {
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
  /** Opens the way back of the last acknowledgement here; null while there is none. */
  onUndo: (() => void) | null;
  /** How the last action ended; null before it, and when another repair was chosen. */
  ended: StreamActionProgress | null;
  onEnded: (progress: StreamActionProgress | null) => void;
}

interface RepairChoice {
  kind: RepairKind;
  title: string;
  /** What the server must have. */
  command: string;
  variant: 'plain' | 'danger';
}

const choices: readonly RepairChoice[] = [
  { kind: 'claim', title: 'Claim…', command: 'XCLAIM', variant: 'plain' },
  { kind: 'ack', title: 'Acknowledge', command: 'XACK', variant: 'plain' },
  { kind: 'dead-letter', title: 'Dead-letter…', command: 'XADD', variant: 'plain' },
  { kind: 'ack-delete', title: 'Ack and delete', command: 'XDEL', variant: 'danger' },
  { kind: 'auto-claim', title: 'Sweep…', command: 'XAUTOCLAIM', variant: 'plain' },
  { kind: 'release', title: 'Release…', command: 'XNACK', variant: 'plain' },
];
const commands = choices.map(choice => choice.command);

/** What can be done with pending entries: choose, see what it does, do it. */
export function Repair(props: RepairProps) {
  const { connectionId, streamKey, group, selection, filter, active, consumers, minIdleMs } = props;
  const { onUndo, ended, onEnded } = props;
  const [kind, setKind] = useState<RepairKind>('claim');
  const inCluster = useInCluster();
  const [draft, setDraft] = useState<RepairDraft>(() => newDraft(bytesText(streamKey), minIdleMs, inCluster));
  const capabilities = useEngineQuery('connections.capabilities', { id: connectionId, commands });

  const rows = selection.size > 0 ? selection.rows : active && !selection.all ? [active] : [];
  const picked = selection.all
    ? ({ by: 'filter', filter } as const)
    : rows.length > 0
      ? ({
          by: 'rows',
          rows: rows.map(row => ({ id: row.id, consumer: row.consumerBytes, deliveries: row.deliveries })),
        } as const)
      : null;
  const meant = actionOf(kind, draft, { key: streamKey, group }, picked);
  const reasonFor = (command: string) => {
    const found = capabilities.data?.[command];
    return found?.available === false ? found.reason : null;
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div
        role="group"
        aria-label="Repairs"
        className="grid flex-none grid-cols-3 gap-2 border-b border-line-soft p-3"
      >
        {choices.map(choice => {
          const missing = reasonFor(choice.command);
          return (
            <Button
              key={choice.kind}
              variant={kind === choice.kind ? 'chosen' : choice.variant}
              aria-pressed={kind === choice.kind}
              disabled={missing !== null}
              title={missing ?? undefined}
              className="px-1!"
              onClick={() => {
                setKind(choice.kind);
                onEnded(null);
              }}
            >
              {choice.title}
            </Button>
          );
        })}
        {reasonFor('XNACK') !== null && (
          <p className="col-span-3 text-xs/[18px] text-muted">
            Release is not possible here: {reasonFor('XNACK')}
          </p>
        )}
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-2.5 overflow-y-auto p-3">
        <RepairForm
          kind={kind}
          draft={draft}
          onDraft={part => setDraft(before => ({ ...before, ...part }))}
          consumers={consumers}
        />
        <ActionPanel
          key={kind}
          connectionId={connectionId}
          action={meant.action}
          problem={meant.problem}
          outcomeElsewhere
          onDone={onEnded}
        />
      </div>
      {(ended ?? onUndo) && (
        <div className="flex max-h-[40%] flex-none flex-col items-start gap-2 overflow-y-auto border-t border-line p-3">
          {ended && <ActionOutcome progress={ended} />}
          {onUndo && (
            <Button onClick={onUndo}>
              <Undo2 size={14} aria-hidden />
              Undo the acknowledgement…
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
