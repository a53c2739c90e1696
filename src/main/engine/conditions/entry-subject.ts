import { decodeEntry, packedEntry, type StreamEntry } from '#shared/redis/entry-bytes.ts';
import { timeOfStreamId } from '#shared/redis/stream-id.ts';
import { bytesText } from '#shared/redis/text.ts';
import type { ConditionMeta, Subject } from './condition.ts';
import type { EntriesRequest } from './condition-messages.ts';

/** Entries of a pack, one after the other, as a condition sees them. */
export class EntrySubject implements Subject {
  readonly #request: EntriesRequest;
  #index = 0;
  #entry: StreamEntry | undefined;

  constructor(request: EntriesRequest) {
    this.#request = request;
  }

  moveTo(index: number): void {
    this.#index = index;
    this.#entry = undefined;
  }

  *texts(): Generator<string> {
    for (const { name, value } of this.#read().fields) {
      yield textOf(name);
      yield textOf(value);
    }
  }

  /** The fields by name, as text; of a repeated name the last. Without a prototype: a field may be called `__proto__`. */
  event(): Record<string, string> {
    const event = Object.create(null) as Record<string, string>;
    for (const { name, value } of this.#read().fields) event[textOf(name)] = textOf(value);
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
