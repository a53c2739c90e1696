import { decodeEntry, packedEntry, type StreamEntry } from '#shared/redis/entry-bytes.ts';
import { timeOfStreamId } from '#shared/redis/stream-id.ts';
import { bytesText } from '#shared/redis/text.ts';
import type { FieldDecodings } from '../decode/field-values.ts';
import type { ConditionMeta, Subject } from './condition.ts';
import type { EntriesRequest } from './condition-messages.ts';

/** Entries of a pack, one after the other, as a condition sees them. */
export class EntrySubject implements Subject {
  readonly #request: EntriesRequest;
  readonly #decodings: FieldDecodings;
  #index = 0;
  #entry: StreamEntry | undefined;

  constructor(request: EntriesRequest, decodings: FieldDecodings) {
    this.#request = request;
    this.#decodings = decodings;
  }

  moveTo(index: number): void {
    this.#index = index;
    this.#entry = undefined;
  }

  *texts(): Generator<string> {
    for (const { name, value } of this.#read().fields) {
      yield textOf(name);
      yield textOf(value);
      const inside = this.#decodings.inside(name, value);
      if (inside) yield inside.toString();
    }
  }

  /**
   * The fields by name, as text: what is inside of those that hold something else. Of a repeated name the last. Without a prototype: a field may
   * be called `__proto__`.
   */
  event(): Record<string, string> {
    const event = Object.create(null) as Record<string, string>;
    for (const { name, value } of this.#read().fields)
      event[textOf(name)] = textOf(this.#decodings.inside(name, value) ?? value);
    return event;
  }

  meta(): ConditionMeta {
    const { id } = this.#read();
    const { key, metas } = this.#request;
    return { key: bytesText(key), id, time: BigInt(timeOfStreamId(id) ?? 0), ...metas?.[this.#index] };
  }

  #read(): StreamEntry {
    return (this.#entry ??= decodeEntry(packedEntry(this.#request.entries, this.#index)));
  }
}

function textOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString();
}
