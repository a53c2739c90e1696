import { open, type FileHandle } from 'node:fs/promises';
import type { RecordingFile } from '#shared/contract/recordings.ts';
import { readRecordingNote, recordingStart } from './recording-reader.ts';

/** Room for the head, and for the note at the end. */
const HEAD_BYTES = 512;
const END_BYTES = 512;

/** What a recording says about itself, by its first line and its last. A file that says nothing is listed with what is not known. */
export async function readRecordingFacts(path: string, name: string): Promise<RecordingFile> {
  const unknown = { startedAt: null, endedAt: null, messages: null, gaps: null, lost: null };
  let file: FileHandle | undefined;
  let bytes = 0;
  try {
    file = await open(path);
    bytes = (await file.stat()).size;
    const first = await textAt(file, 0, HEAD_BYTES);
    const startedAt = recordingStart(first.split('\n', 1)[0]!);
    if (startedAt === undefined) return { name, path, bytes, ...unknown, problem: 'It is not a recording.' };
    const last = await textAt(file, Math.max(0, bytes - END_BYTES), END_BYTES);
    const note = last.endsWith('\n') ? readRecordingNote(last.trimEnd().split('\n').at(-1)!) : undefined;
    if (!note || !('end' in note)) {
      const problem = 'It was cut short: Millrace closed before the recording did.';
      return { name, path, bytes, ...unknown, startedAt, problem };
    }
    const { time, messages, gaps, lost } = note.end;
    return { name, path, bytes, startedAt, endedAt: time, messages, gaps, lost, problem: null };
  } catch (error) {
    return { name, path, bytes, ...unknown, problem: (error as Error).message };
  } finally {
    await file?.close();
  }
}

async function textAt(file: FileHandle, position: number, length: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.toString('utf8', 0, bytesRead);
}
