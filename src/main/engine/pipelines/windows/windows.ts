import type { Limits } from '#shared/pipeline/schema.ts';
import type { Span, Windower } from '#shared/pipeline/windower.ts';
import { FixedWindows } from './fixed-windows.ts';
import type { Group, KeyName, KeyPart } from './group.ts';
import type { Logic } from './logic.ts';
import { SessionWindows } from './session-windows.ts';

/** A member of `limits`, and what it is in words: "100000 keys". */
export interface OverLimit {
  limit: 'keys' | 'windows';
  text: string;
}

/**
 * Which windows an event belongs to, and the groups in those that have not closed. It is told up to when windows have closed: that is
 * the clock's to say. What a group is made of is the logic's.
 */
export interface Windows {
  readonly groupCount: number;
  readonly windowCount: number;
  /** The windows that take an event of this time and key; none when all have closed. */
  spansOf(time: number, key: KeyName, closedUpTo: number): readonly Span[];
  /** Those that take an event that has no values, because it did not decode. */
  spansOfUndecodable(time: number): readonly Span[];
  /** The limit that a new group in these windows would be over; null when there is room. */
  overLimit(spans: readonly Span[], key: KeyName, limits: Limits): OverLimit | null;
  /** The group of a key in a window, which is opened where it was not. */
  group(span: Span, key: KeyName, parts: readonly KeyPart[], closedUpTo: number): Group;
  groups(): Iterable<Group>;
  /** Groups of the newest windows, at most so many, newest window last. */
  newest(max: number): Group[];
  /** Takes out the groups whose window ends at or before the watermark, oldest window first. */
  close(watermark: number): Group[];
  /** Groups that are no more because others took them in, since the last call. */
  takeAbsorbed(): readonly Group[];
  /** Puts back a group that was saved. */
  restore(group: Group): void;
}

export function windowsOf(windower: Windower, logic: Logic): Windows {
  return windower.kind === 'session'
    ? new SessionWindows(windower.gapMs, logic)
    : new FixedWindows(windower, logic);
}
