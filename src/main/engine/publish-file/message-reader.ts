import { MAX_LISTED_PROBLEMS, type BadLine } from '#shared/contract/publish-file.ts';
import { previewText } from '#shared/redis/text.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { readTime, valueAt } from '#shared/time-field.ts';
import { isRecordingHead, isRecordingNote, readRecordingLine } from '../recordings/recording-reader.ts';
import { jsonProblem } from './json-check.ts';
import type { ByteSource } from '../files/byte-source.ts';
import { LineReader, MAX_LINE_BYTES, type Line } from './line-reader.ts';

/** One message of a file, its payload as the bytes that the file holds. */
export interface FileMessage {
  line: number;
  /** Null where the file says none. */
  channel: Buffer | null;
  /** It was recorded on a sharded channel. */
  sharded: boolean;
  payload: Buffer;
  /** In ms since the epoch; null where the file says none. */
  time: number | null;
}

interface MessageReaderOptions {
  /** Of plain lines: the dotted path of the field with the message's time. */
  timeField?: string | null;
  /** Lines before this one are passed over and not counted. */
  fromLine?: number;
  maxLineBytes?: number;
}

const SHOWN_BYTES = 200;
/** A head is short; a first line longer than this is none. */
const MAX_HEAD_BYTES = 4_096;

/**
 * The messages of a file of JSON lines or of a recording. A line that is no message is counted and listed, and the next one is read:
 * nothing is left out in silence.
 */
export class MessageReader {
  readonly #lines: LineReader;
  readonly #timeField: string | null;
  readonly #fromLine: number;
  readonly problems: BadLine[] = [];
  isRecording = false;
  lines = 0;
  messages = 0;
  bad = 0;
  empty = 0;
  /** Of a recording: its head, and what it says about gaps and losses. */
  notes = 0;

  constructor(
    source: ByteSource,
    { timeField = null, fromLine = 1, maxLineBytes }: MessageReaderOptions = {},
  ) {
    this.#lines = new LineReader(source, maxLineBytes === undefined ? {} : { maxLineBytes });
    this.#timeField = timeField;
    this.#fromLine = fromLine;
  }

  get bytesRead(): number {
    return this.#lines.bytesRead;
  }

  /**
   * The messages of the next piece of the file, perhaps none; null after the last.
   *
   * @throws {MillraceError} `conflict` for a recording of a newer version
   */
  async next(): Promise<FileMessage[] | null> {
    const lines = await this.#lines.next();
    if (lines === null) return null;
    const messages: FileMessage[] = [];
    for (const line of lines) {
      if (line.number === 1 && this.#readHead(line)) continue;
      if (line.number < this.#fromLine) continue;
      this.lines++;
      const message = this.#read(line);
      if (message) messages.push(message);
    }
    this.messages += messages.length;
    return messages;
  }

  /** Counts a message that was read but cannot be sent as a bad line. */
  reject({ line, payload }: FileMessage, why: string): void {
    this.messages--;
    this.#addProblem(line, null, why, payload);
  }

  #readHead({ bytes, isTooLong }: Line): boolean {
    if (isTooLong || bytes.length > MAX_HEAD_BYTES) return false;
    this.isRecording = isRecordingHead(bytes.toString());
    if (this.isRecording && this.#fromLine <= 1) {
      this.lines++;
      this.notes++;
    }
    return this.isRecording;
  }

  #read(line: Line): FileMessage | null {
    if (line.isTooLong) {
      const size = `${(line.size / 2 ** 20).toFixed(0)} MB`;
      this.#addProblem(
        line.number,
        null,
        `too long: ${size}; at most ${MAX_LINE_BYTES / 2 ** 20} MB`,
        line.bytes,
      );
      return null;
    }
    if (isBlank(line.bytes)) {
      this.empty++;
      return null;
    }
    return this.isRecording ? this.#readRecorded(line) : this.#readPlain(line);
  }

  #readPlain({ number, bytes }: Line): FileMessage | null {
    const problem = jsonProblem(bytes);
    if (problem) {
      this.#addProblem(number, problem.at + 1, problem.message, bytes);
      return null;
    }
    return { line: number, channel: null, sharded: false, payload: bytes, time: this.#timeOf(bytes) };
  }

  #readRecorded({ number, bytes }: Line): FileMessage | null {
    const problem = jsonProblem(bytes);
    if (problem) {
      this.#addProblem(number, problem.at + 1, problem.message, bytes);
      return null;
    }
    const text = bytes.toString();
    if (isRecordingNote(text)) {
      this.notes++;
      return null;
    }
    try {
      const { channel, sharded, payload, time } = readRecordingLine(text);
      return { line: number, channel, sharded, payload, time };
    } catch (error) {
      if (!(error instanceof MillraceError)) throw error;
      this.#addProblem(number, null, error.message, bytes);
      return null;
    }
  }

  #timeOf(bytes: Buffer): number | null {
    if (this.#timeField === null) return null;
    return readTime(valueAt(JSON.parse(bytes.toString()), this.#timeField))?.time ?? null;
  }

  #addProblem(line: number, at: number | null, message: string, bytes: Buffer): void {
    this.bad++;
    if (this.problems.length >= MAX_LISTED_PROBLEMS) return;
    const cut = bytes.length > SHOWN_BYTES;
    const beginning = previewText(bytes.subarray(0, SHOWN_BYTES), cut) + (cut ? '…' : '');
    this.problems.push({ line, at, message, beginning });
  }
}

function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  return true;
}
