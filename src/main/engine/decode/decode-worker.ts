import { serveTasks } from '../threads/serve-tasks.ts';
import type { DecodeAnswer, DecodeRequest } from './decode-messages.ts';
import { decodePayload } from './decode.ts';
import { lookAt } from './row-look.ts';

/** The entry of the threads that read payloads, one after the other. */

serveTasks<{ start: null; request: DecodeRequest; answer: DecodeAnswer }>((_, context) => ({
  ask({ payload, chosen, implied, columns }) {
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    if (columns) return { look: lookAt(bytes, chosen, columns) };
    const decoded = decodePayload(bytes, chosen, { implied });
    const own = decoded.bytes === null ? null : new Uint8Array(decoded.bytes);
    if (own) context.transfer(own.buffer);
    return { decoded: { ...decoded, bytes: own } };
  },
}));
