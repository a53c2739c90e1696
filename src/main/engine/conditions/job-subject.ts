import { decodeEntry, packedEntry } from '#shared/redis/entry-bytes.ts';
import { bytesText } from '#shared/redis/text.ts';
import { decodePayload } from '../decode/decode.ts';
import { parseJson } from '../json/parse-json.ts';
import type { ConditionMeta, Subject } from './condition.ts';
import type { EntriesRequest } from './condition-messages.ts';

/** Jobs of a pack, one after the other, as a condition sees them: each is one field, its name and its payload. */
export class JobSubject implements Subject {
  readonly #request: EntriesRequest;
  #index = 0;

  constructor(request: EntriesRequest) {
    this.#request = request;
  }

  moveTo(index: number): void {
    this.#index = index;
  }

  *texts(): Generator<string> {
    const { name, payload } = this.#read();
    yield name;
    yield textOf(payload);
  }

  /** The payload, decoded when it is JSON or holds JSON; of what another language wrote for itself its structure, as text. */
  event(): unknown {
    const { payload } = this.#read();
    const { form, bytes } = decodePayload(payload, null);
    const text = (bytes ?? payload).toString();
    return form === 'json' ? parseJson(text) : text;
  }

  meta(): ConditionMeta {
    const { key, metas } = this.#request;
    return { key: bytesText(key), ...metas?.[this.#index] };
  }

  #read(): { name: string; payload: Buffer } {
    const [field] = decodeEntry(packedEntry(this.#request.entries, this.#index)).fields;
    return { name: bufferOf(field!.name).toString(), payload: bufferOf(field!.value) };
  }
}

function textOf(payload: Buffer): string {
  const { form, bytes } = decodePayload(payload, null);
  return form === 'bytes' ? payload.toString() : (bytes ?? payload).toString();
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
