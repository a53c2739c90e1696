import type { Condition } from '#shared/contract/condition.ts';
import type { FeedFilter, HeardBy } from '#shared/contract/feeds.ts';
import { bytesText } from '#shared/redis/text.ts';

/** What the messages of a feed are filtered by. */
export interface FilterState {
  /** In force. What is being typed stays with the one who types until it can be read. */
  condition: Condition;
  highlight: boolean;
  muted: readonly HeardBy[];
  solo: readonly HeardBy[];
}

export const noFilter: FilterState = {
  condition: { language: 'text', text: '' },
  highlight: false,
  muted: [],
  solo: [],
};

export interface FilterControl {
  state: FilterState;
  set: (change: Partial<FilterState>) => void;
  /** Mutes or solos, or no longer. */
  toggle: (list: 'muted' | 'solo', source: HeardBy) => void;
  /** For the engine: null when nothing is filtered; the same object until something changed. */
  filter: FeedFilter | null;
  /** Runs the same filter anew. */
  again: () => void;
}

export function isIn(list: readonly HeardBy[], source: HeardBy): boolean {
  return list.some(other => isSame(other, source));
}

/** The list without the source, or with it. */
export function toggled(list: readonly HeardBy[], source: HeardBy): HeardBy[] {
  return isIn(list, source) ? list.filter(other => !isSame(other, source)) : [...list, source];
}

export function filterOf({ condition, highlight, muted, solo }: FilterState): FeedFilter | null {
  if (condition.text.trim() === '' && muted.length === 0 && solo.length === 0) return null;
  return { ...condition, highlight, muted: [...muted], solo: [...solo], decode: [] };
}

function isSame(a: HeardBy, b: HeardBy): boolean {
  return a.kind === b.kind && bytesText(a.name) === bytesText(b.name);
}
