import { utf8Text } from './text.ts';

/**
 * Where a dead letter came from and why, as fields behind the entry's own: an entry moved to a dead-letter stream keeps its fields in
 * order and gets these after them, so that any reader of streams can tell. Values are text except the names, which are bytes as they were.
 */
export interface Provenance {
  /** Key of the stream it was moved from. */
  source: Uint8Array;
  group: Uint8Array;
  /** The owner at that time; empty when it had none. */
  consumer: Uint8Array;
  /** Its id in the source. */
  id: string;
  /** How often it had been delivered: up to 2^63-1, hence text. */
  deliveries: string;
  /** When it was moved, by the clock of the server or of the pipeline that moved it, in ms since the epoch. */
  movedAt: number;
  reason: string;
}

/** In this order at the end of a dead letter. */
export const provenanceFields = [
  'dead-letter.source',
  'dead-letter.group',
  'dead-letter.consumer',
  'dead-letter.id',
  'dead-letter.deliveries',
  'dead-letter.time',
  'dead-letter.reason',
] as const;

interface Field {
  name: Uint8Array;
  value: Uint8Array;
}

/** Parts a dead letter into the entry as it was and its provenance; null when the fields do not end in one. */
export function splitDeadLetter<F extends Field>(
  fields: readonly F[],
): { original: F[]; provenance: Provenance } | null {
  const start = fields.length - provenanceFields.length;
  if (start < 0) return null;
  const tail = fields.slice(start);
  if (!provenanceFields.every((name, index) => utf8Text(tail[index]!.name) === name)) return null;
  const [source, group, consumer, id, deliveries, time, reason] = tail.map(field => field.value) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  return {
    original: fields.slice(0, start),
    provenance: {
      source,
      group,
      consumer,
      id: utf8Text(id) ?? '',
      deliveries: utf8Text(deliveries) ?? '',
      movedAt: Number(utf8Text(time)),
      reason: utf8Text(reason) ?? '',
    },
  };
}
