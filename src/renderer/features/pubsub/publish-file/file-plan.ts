import type { ChannelTarget, FileCheck, FileProgress, PublishTiming } from '#shared/contract/publish-file.ts';
import { parseBytesText } from '#shared/redis/text.ts';

/** How a file is to be published, as it is typed. */
export interface FileDraft {
  /** Of a recording; the lines of any other file go to one channel. */
  target: ChannelTarget['kind'];
  channel: string;
  prefixFrom: string;
  prefixTo: string;
  mode: PublishTiming['mode'];
  perSecond: string;
  speed: string;
  /** The field of plain lines that holds their time. */
  field: string;
}

export const EMPTY_DRAFT: FileDraft = {
  target: 'own',
  channel: '',
  prefixFrom: '',
  prefixTo: '',
  mode: 'fast',
  perSecond: '100',
  speed: '1',
  field: '',
};

/** A recording is replayed as it was heard, unless one asks for something else. */
export const REPLAY_DRAFT: FileDraft = { ...EMPTY_DRAFT, mode: 'recorded' };

export type FileKind = FileCheck['kind'];

/** What to ask the engine for, or what is wrong with what was typed. */
export function readFilePlan(
  draft: FileDraft,
  kind: FileKind,
): { target: ChannelTarget; timing: PublishTiming } | { problem: string } {
  const target = readTarget(draft, kind);
  if ('problem' in target) return target;
  const timing = readTiming(draft, kind);
  return 'problem' in timing ? timing : { target, timing };
}

function readTarget(draft: FileDraft, kind: FileKind): ChannelTarget | { problem: string } {
  if (kind === 'lines' || draft.target === 'one') {
    if (draft.channel === '') return { problem: 'Enter a channel.' };
    return { kind: 'one', channel: parseBytesText(draft.channel) };
  }
  if (draft.target === 'own') return { kind: 'own' };
  if (draft.prefixFrom === draft.prefixTo)
    return { problem: 'Enter the prefix to replace and a different new one.' };
  return { kind: 'prefix', from: parseBytesText(draft.prefixFrom), to: parseBytesText(draft.prefixTo) };
}

function readTiming(draft: FileDraft, kind: FileKind): PublishTiming | { problem: string } {
  switch (draft.mode) {
    case 'fast':
      return { mode: 'fast' };
    case 'rate': {
      const perSecond = numberOf(draft.perSecond);
      return perSecond !== null && perSecond > 0 && perSecond <= 10_000_000
        ? { mode: 'rate', perSecond }
        : { problem: 'The rate is in messages per second: above 0, at most 10,000,000.' };
    }
    case 'recorded': {
      const speed = numberOf(draft.speed.replace(/^[×x]/, ''));
      if (speed === null || speed < 0.1 || speed > 100)
        return { problem: 'The speed is a number from 0.1 to 100; 2 is twice as fast as it was.' };
      const field = draft.field.trim();
      if (kind === 'lines' && field === '')
        return { problem: 'Name the field of each line that holds its time, as a dotted path.' };
      return { mode: 'recorded', speed, field: kind === 'lines' ? field : null };
    }
  }
}

/** Digits may be grouped, as they are shown. */
function numberOf(text: string): number | null {
  const plain = text.trim().replaceAll(/(?<=\d),(?=\d{3})/g, '');
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}

/**
 * How long a run still takes, in ms, or null when nothing tells: by the recorded times, by the rate that was asked for, or by how much of
 * the file is done.
 *
 * @param left messages that are still to be sent
 */
export function remainingMs(
  { state, bytesRead, size, elapsedMs, time }: FileProgress,
  { lastTime }: FileCheck,
  timing: PublishTiming,
  left: number,
): number | null {
  if (state !== 'running') return null;
  switch (timing.mode) {
    case 'recorded':
      return time === null || lastTime === null ? null : Math.max(0, (lastTime - time) / timing.speed);
    case 'rate':
      return (Math.max(0, left) * 1_000) / timing.perSecond;
    case 'fast':
      return bytesRead > 0 && elapsedMs > 500 ? (elapsedMs * (size - bytesRead)) / bytesRead : null;
  }
}
