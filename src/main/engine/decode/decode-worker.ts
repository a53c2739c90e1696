import { parentPort } from 'node:worker_threads';
import type { DecodeAnswer, DecodeRequest } from './decode-messages.ts';
import { decodePayload } from './decode.ts';
import { lookAt } from './row-look.ts';

/** The entry of the thread that reads payloads, one after the other. */

parentPort!.on('message', ({ payload, chosen, columns }: DecodeRequest) => {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  if (columns) {
    parentPort!.postMessage({ look: lookAt(bytes, chosen, columns) } satisfies DecodeAnswer);
    return;
  }
  const decoded = decodePayload(bytes, chosen);
  const own = decoded.bytes === null ? null : new Uint8Array(decoded.bytes);
  const answer: DecodeAnswer = { decoded: { ...decoded, bytes: own } };
  parentPort!.postMessage(answer, own ? [own.buffer] : []);
});
