import type { Condition } from '#shared/contract/condition.ts';
import { noCondition } from '#shared/contract/every-condition.ts';
import type { FieldDecoding } from '#shared/contract/decoding.ts';
import type { PendingFilter, PendingSurvey } from '#shared/contract/pending.ts';
import { bytesText, parseBytesText } from '#shared/redis/text.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import type { Opened } from '../../../lib/places/places.ts';
import type { Brush } from './histogram.tsx';

/** The filter as a person sets it. */
export interface PendingQuery {
  /** As text; null for any. */
  consumer: string | null;
  idle: Brush | null;
  deliveries: Brush | null;
  ghosts: PendingFilter['ghosts'];
  payload: Condition;
}

export const noQuery: PendingQuery = {
  consumer: null,
  idle: null,
  deliveries: null,
  ghosts: 'any',
  payload: noCondition,
};

/** The query that an address names. */
export function queryOf({
  consumer,
  idle,
  deliveries,
  ghosts,
  text,
  language,
}: Opened<'streams'>): PendingQuery {
  return {
    consumer: consumer === undefined ? noQuery.consumer : bytesText(consumer),
    idle: idle ?? noQuery.idle,
    deliveries: deliveries ?? noQuery.deliveries,
    ghosts: ghosts ?? noQuery.ghosts,
    payload: { language: language ?? noCondition.language, text: text ?? noCondition.text },
  };
}

/** The same for the address, without what is as it is without a query. */
export function openedOf({ consumer, idle, deliveries, ghosts, payload }: PendingQuery): Opened<'streams'> {
  return {
    consumer: consumer === null ? undefined : parseBytesText(consumer),
    idle: idle ?? undefined,
    deliveries: deliveries ?? undefined,
    ghosts: ghosts === noQuery.ghosts ? undefined : ghosts,
    ...payload,
  };
}

export function isFiltering(query: PendingQuery): boolean {
  return JSON.stringify(query) !== JSON.stringify(noQuery);
}

/** A survey but for the idle times in it, which are others at every look. */
export type SurveyCounts = Omit<PendingSurvey, 'longestIdleMs' | 'consumers'>;

/** The filter that a query means, with the bars of a survey. @param decode what fields are read as */
export function filterOf(
  query: PendingQuery,
  survey: SurveyCounts | null,
  decode: FieldDecoding[],
): PendingFilter {
  const idle = rangeOf(query.idle, survey?.idle.edges);
  const deliveries = rangeOf(query.deliveries, survey?.deliveries.edges);
  return {
    consumer: query.consumer === null ? null : parseBytesText(query.consumer),
    minIdleMs: idle.from,
    maxIdleMs: idle.to === null ? null : idle.to - 1,
    minDeliveries: String(deliveries.from),
    maxDeliveries: deliveries.to === null ? null : String(deliveries.to - 1),
    ghosts: query.ghosts,
    payload: query.payload,
    decode,
  };
}

/** From where to where bars reach; the last bar is open, so `to` is null. */
function rangeOf(brush: Brush | null, edges: Float64Array | undefined): { from: number; to: number | null } {
  if (!brush || !edges) return { from: 0, to: null };
  return { from: edges[brush.from] ?? 0, to: edges[brush.to + 1] ?? null };
}

export function idleText(edges: Float64Array, brush: Brush): string {
  const to = edges[brush.to + 1];
  const from = formatDuration(edges[brush.from]);
  return to === undefined ? `${from} and more` : `${from} – ${formatDuration(to)}`;
}

export function deliveriesText(edges: Float64Array, brush: Brush): string {
  const from = edges[brush.from]!;
  const to = edges[brush.to + 1];
  if (to === undefined) return `${formatCount(from)} and more`;
  return to - 1 === from ? formatCount(from) : `${formatCount(from)} – ${formatCount(to - 1)}`;
}
