import { besideInSlot } from '#shared/redis/hash-slot.ts';
import { parseBytesText } from '#shared/redis/text.ts';
import type { StreamActionInput } from '../actions/stream-actions.ts';
import { typedDuration } from '#shared/pipeline/duration.ts';

export type RepairKind = 'claim' | 'ack' | 'dead-letter' | 'ack-delete' | 'release' | 'auto-claim';

type Selected = Extract<StreamActionInput, { kind: 'ack' }>['selection'];

/** What was typed in the forms of all repairs: changing one's mind loses nothing. */
export interface RepairDraft {
  consumer: string;
  minIdle: string;
  idle: string;
  retryCount: string;
  justId: boolean;
  force: boolean;
  target: string;
  reason: string;
  mode: 'SILENT' | 'FAIL' | 'FATAL';
  references: '' | 'KEEPREF' | 'DELREF' | 'ACKED';
  step: string;
}

/** @param inCluster then the dead letters are to be in the slot of their stream: one script can move them */
export function newDraft(stream: string, minIdleMs: number, inCluster = false): RepairDraft {
  return {
    consumer: '',
    minIdle: minIdleMs > 0 ? `${minIdleMs} ms` : '0',
    idle: '',
    retryCount: '',
    justId: false,
    force: false,
    target: (inCluster ? besideInSlot(stream, ':dead') : null) ?? `${stream}:dead`,
    reason: '',
    mode: 'FAIL',
    references: '',
    step: '100',
  };
}

type Meant = { action: StreamActionInput; problem: null } | { action: null; problem: string };
const missing = (problem: string): Meant => ({ action: null, problem });

/** The action that a draft means, or in words what is missing. */
export function actionOf(
  kind: RepairKind,
  draft: RepairDraft,
  { key, group }: { key: Uint8Array; group: Uint8Array },
  selection: Selected | null,
): Meant {
  const on = { key, group };
  const minIdleMs = typedDuration(draft.minIdle);
  const wrongIdle = 'The idle time is a number with ms, s, m, h or d: 45 s.';
  if (kind === 'auto-claim') {
    if (draft.consumer === '') return missing('Choose or type the consumer to give them to.');
    if (minIdleMs === null) return missing(wrongIdle);
    const count = Number(draft.step);
    if (!Number.isInteger(count) || count < 1 || count > 10_000)
      return missing('Entries per step are a number from 1 to 10,000.');
    const consumer = parseBytesText(draft.consumer);
    return { action: { kind, ...on, consumer, minIdleMs, count, justId: draft.justId }, problem: null };
  }
  if (selection === null)
    return missing('Select entries in the table: click their marks, press Space, or take all that match.');
  const selected = { ...on, selection };
  switch (kind) {
    case 'ack':
      return { action: { kind, ...selected }, problem: null };
    case 'ack-delete':
      return {
        action: { kind, ...selected, references: draft.references === '' ? null : draft.references },
        problem: null,
      };
    case 'release':
      return { action: { kind, ...selected, mode: draft.mode }, problem: null };
    case 'dead-letter':
      return draft.target === ''
        ? missing('Enter the stream that takes the dead letters.')
        : {
            action: { kind, ...selected, target: parseBytesText(draft.target), reason: draft.reason },
            problem: null,
          };
    case 'claim': {
      if (draft.consumer === '') return missing('Choose or type the consumer to give them to.');
      if (minIdleMs === null) return missing(wrongIdle);
      const idleMs = draft.idle === '' ? null : typedDuration(draft.idle);
      if (draft.idle !== '' && idleMs === null) return missing(wrongIdle);
      if (!/^\d{0,19}$/.test(draft.retryCount)) return missing('The delivery count is a whole number.');
      const retryCount = draft.retryCount === '' ? null : draft.retryCount;
      const { justId, force } = draft;
      const consumer = parseBytesText(draft.consumer);
      return {
        action: { kind, ...selected, consumer, minIdleMs, idleMs, retryCount, justId, force },
        problem: null,
      };
    }
  }
}
