import type { FileCheck } from '#shared/contract/publish-file.ts';
import { distinct } from '#shared/pipeline/aggregates/distinct.ts';
import { timeFields } from '#shared/time-field.ts';
import { otherKind } from './file-kind.ts';
import type { ByteSource } from '../files/byte-source.ts';
import { MessageReader, type FileMessage } from './message-reader.ts';

const TOLD_EVERY_MS = 100;
const BEGINNING_BYTES = 4_096;
/** A first message larger than this is not searched for times. */
const SEARCHED_BYTES = 2 ** 20;

/** Reads a file whole without sending anything: about ten states a second, and one at the end with the bad lines. */
export async function* checkFile(source: ByteSource, signal: AbortSignal): AsyncGenerator<FileCheck> {
  const reader = new MessageReader(source);
  const channels = distinct.zero();
  let firstTime: number | null = null;
  let lastTime: number | null = null;
  let first: FileMessage | undefined;
  const warning = otherKind(await source.read(0, BEGINNING_BYTES));
  const state = (done: boolean): FileCheck => ({
    state: done ? 'done' : 'running',
    size: source.size,
    bytesRead: reader.bytesRead,
    kind: reader.isRecording ? 'recording' : 'lines',
    lines: reader.lines,
    messages: reader.messages,
    bad: reader.bad,
    empty: reader.empty,
    notes: reader.notes,
    problems: done ? reader.problems : [],
    warning,
    firstTime,
    lastTime,
    channels: reader.isRecording ? (channels.result() as number) : null,
    approximate: channels.approximate,
    timeFields: done && first && !reader.isRecording ? timeFieldsOf(first) : [],
  });
  let toldAt = performance.now();
  for (let messages = await reader.next(); messages !== null; messages = await reader.next()) {
    if (signal.aborted) return;
    first ??= messages[0];
    if (reader.isRecording) {
      for (const { channel, time } of messages) {
        firstTime ??= time;
        lastTime = time;
        channels.add(channel!.toString('latin1'), { time: 0, position: 0 });
      }
    }
    if (performance.now() - toldAt < TOLD_EVERY_MS) continue;
    toldAt = performance.now();
    yield state(false);
  }
  yield state(true);
}

function timeFieldsOf({ payload }: FileMessage): string[] {
  return payload.length > SEARCHED_BYTES ? [] : timeFields(JSON.parse(payload.toString()));
}
