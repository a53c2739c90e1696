import type { Decoding } from '#shared/contract/decoding.ts';

/** What a framework writes in a form of its own: in all of its values, or in the fields of these names. */
const implied: Readonly<Record<string, Decoding | Readonly<Record<string, Decoding>>>> = {
  Celery: 'kombu',
  asynq: { msg: 'asynq' },
  Centrifugo: { d: 'protobuf' },
  RQ: { return_value: 'base64', exc_string: 'base64' },
};

/**
 * What a value of a framework is read as before anything is guessed; null where that is nothing special.
 *
 * @param by whose it is, as it is recognised or as a person said
 * @param field the name of the field of a hash or an entry
 */
export function impliedDecoding(by: string | null, field?: Uint8Array): Decoding | null {
  const of = by !== null && Object.hasOwn(implied, by) ? implied[by]! : null;
  if (of === null || typeof of === 'string') return of;
  const name = field === undefined ? '' : Buffer.from(field).toString();
  return Object.hasOwn(of, name) ? of[name]! : null;
}
