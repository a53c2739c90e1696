import { parentPort, workerData } from 'node:worker_threads';
import { ROW_SHARD_MESSAGE } from '#shared/contract/feeds.ts';
import { NO_PATTERN } from '../feeds/feed.ts';
import { Segment } from '../feeds/segment.ts';
import { RecordingFile } from './recording-file.ts';
import { recordingHead, recordingLine, recordingNote } from './recording-line.ts';
import type { WriterAnswer, WriterBatch, WriterRequest, WriterStart } from './writer-messages.ts';

/** The entry of a recording's own thread: rows of the feed's memory in, lines on the disk out. */

const { path, startedAt } = workerData as WriterStart;
const port = parentPort!;
const answer = (message: WriterAnswer) => port.postMessage(message);
let file: RecordingFile | undefined;
let messages = 0;
let gaps = 0;
/** Not yet noted in the file. */
let lost = { messages: 0, reason: '' };

try {
  file = new RecordingFile(path);
  file.append(`${recordingHead(startedAt)}\n`);
  answer({ opened: true });
} catch (error) {
  const { message, code = null } = error as NodeJS.ErrnoException;
  answer({ failedToOpen: message, code });
}

port.on('message', (request: WriterRequest) => {
  if ('batch' in request) {
    if (request.batch.lost) lose(request.batch.lost.messages, request.batch.lost.reason);
    answer(writeBatch(request.batch));
  } else {
    const { time } = request.end;
    const end = recordingNote({ end: { time, messages, gaps, lost: request.end.lost } });
    const failure = append(end);
    file!.close();
    answer({ messages, gaps, bytes: file!.size, lost: 0, failure });
    port.close();
  }
});

function writeBatch(batch: WriterBatch): WriterAnswer {
  const segment = new Segment(batch.payloadBytes, batch.memory);
  const lines: string[] = [];
  let failure: string | null = null;
  for (const row of batch.rows) {
    const gap = batch.gaps.get(row);
    try {
      lines.push(gap ? recordingNote(gap) : lineOf(segment, row, batch.names));
    } catch (error) {
      // A payload of hundreds of megabytes may be longer as text than a string can be.
      failure = (error as Error).message;
      lose(1, failure);
    }
  }
  const wanted = lines.length - batch.gaps.size;
  const unreadable = batch.rows.length - lines.length;
  const failedToWrite = lines.length === 0 ? null : append(lines.join('\n'));
  if (failedToWrite === null) {
    messages += wanted;
    gaps += batch.gaps.size;
    return { messages, gaps, bytes: file!.size, lost: unreadable, failure };
  }
  lose(wanted, failedToWrite);
  return { messages, gaps, bytes: file!.size, lost: unreadable + wanted, failure: failedToWrite };
}

/** @returns why it could not be written; null when it was */
function append(lines: string): string | null {
  const before = lost.messages > 0 ? `${recordingNote({ lost })}\n` : '';
  try {
    file!.append(`${before}${lines}\n`);
    lost = { messages: 0, reason: '' };
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

function lose(count: number, reason: string): void {
  lost = { messages: lost.messages + count, reason };
}

function lineOf(segment: Segment, row: number, names: Map<number, Uint8Array>): string {
  const pattern = segment.patterns[row]!;
  return recordingLine({
    time: segment.times[row]!,
    channel: Buffer.from(names.get(segment.channels[row]!)!),
    pattern: pattern === NO_PATTERN ? null : Buffer.from(names.get(pattern - 1)!),
    sharded: segment.kinds[row] === ROW_SHARD_MESSAGE,
    // A copy: text decoders refuse shared memory.
    payload: Buffer.from(segment.payloadOf(row)),
  });
}
