import type { Decoding, FieldDecoding } from '#shared/contract/decoding.ts';
import { mayBeWrapped, unwrap } from './unwrap.ts';

/** A field of an entry, as names and values in turn. */
type Fields = readonly Uint8Array[];

/** What the fields of entries are read as: as was chosen for those of a name, else as they look like. */
export class FieldDecodings {
  readonly #chosen: ReadonlyMap<string, Decoding>;

  constructor(chosen: readonly FieldDecoding[]) {
    this.#chosen = new Map(chosen.map(({ field, as }) => [latin1(field), as]));
  }

  /**
   * What a value holds when all that is wrapped around it is taken off; null where that is nothing, or it cannot be.
   *
   * @param maxBytes of what is made of it
   */
  inside(name: Uint8Array, value: Uint8Array, maxBytes?: number): Buffer | null {
    const as = this.#chosen.get(latin1(name)) ?? null;
    if (as === 'hex') return Buffer.from(bufferOf(value).toString('hex'));
    if (as === null && !mayBeWrapped(value)) return null;
    const { steps, bytes } = unwrap(bufferOf(value), as, maxBytes);
    return steps.length === 0 ? null : bytes;
  }
}

/** Values above this are shown as they came: an engine that reads a page does nothing else meanwhile. */
const MAX_VALUE_BYTES = 8 * 2 ** 10;
const MAX_INSIDE_BYTES = 64 * 2 ** 10;
/** For all values of a page together, of what is made of them. */
const MAX_PAGE_BYTES = 4 * 2 ** 20;

/** The fields of a page of entries as rows show them, with small values decoded. */
export class RowFields {
  readonly #decodings: FieldDecodings;
  #left = MAX_PAGE_BYTES;

  constructor(chosen: readonly FieldDecoding[] = []) {
    this.#decodings = new FieldDecodings(chosen);
  }

  /** The same names and values, but for those of which something was taken off. */
  of(fields: Fields): Fields {
    let shown: Uint8Array[] | undefined;
    for (let at = 1; at < fields.length && this.#left > 0; at += 2) {
      const value = fields[at]!;
      if (value.length > MAX_VALUE_BYTES) continue;
      const inside = this.#decodings.inside(fields[at - 1]!, value, MAX_INSIDE_BYTES);
      if (inside === null) continue;
      this.#left -= inside.length + value.length;
      (shown ??= [...fields])[at] = inside;
    }
    return shown ?? fields;
  }
}

function latin1(bytes: Uint8Array): string {
  return bufferOf(bytes).toString('latin1');
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
