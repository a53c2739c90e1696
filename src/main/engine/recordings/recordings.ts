import { existsSync } from 'node:fs';
import { link, mkdir, open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeedFilter } from '#shared/contract/feeds.ts';
import type { RecordingFile, RecordingsState, RunningRecording } from '#shared/contract/recordings.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { Changes } from '../changes.ts';
import type { Feed } from '../feeds/feed.ts';
import type { ByteSource } from '../files/byte-source.ts';
import { ExportJob } from './export-job.ts';
import { exportRows, rowsToExport } from './export-rows.ts';
import { positionOf, Recorder } from './recorder.ts';
import { readRecordingFacts } from './recording-facts.ts';
import { isRecordingHead } from './recording-reader.ts';
import { checkNewRecordingName, checkRecordingName, nameAfterTime } from './recording-name.ts';
import { RecordingWriter } from './recording-writer.ts';

const ENDING = '.jsonl';
/** A head is shorter. */
const HEAD_BYTES = 4_096;
const COPIED_BYTES = 2 ** 20;

interface Running {
  name: string;
  connectionId: string;
  feed: Feed;
  startedAt: number;
  recorder: Recorder;
}

/** The recordings in the settings folder, and those that are being made. A name is that of a file, without its ending. */
export class Recordings {
  readonly changes = new Changes();
  readonly folder: string;
  readonly #running = new Map<string, Running>();
  /** Being written, and not to be listed or touched: running ones, exports, and names just given out. */
  readonly #busy = new Set<string>();
  /** A feed is recorded once at a time. */
  readonly #recorded = new Set<Feed>();
  #files: RecordingFile[] = [];
  #problem: string | null = null;

  readonly #readOnly: string | null;

  /** @param readOnly why nothing in the folder may be written: another Millrace has it, and may be recording */
  constructor(settingsFolder: string, readOnly: string | null = null) {
    this.folder = join(settingsFolder, 'recordings');
    this.#readOnly = readOnly;
  }

  /**
   * The file of a recording that is there.
   *
   * @throws {MillraceError} `bad-input` for a name that cannot be a file's, `not-found`
   */
  path(name: string): string {
    const path = this.#pathOf(name);
    if (!existsSync(path)) throw new MillraceError('not-found', `There is no recording named ${name}.`);
    return path;
  }

  state(): RecordingsState {
    return {
      folder: this.folder,
      running: [...this.#running.values()].map(runningState),
      files: this.#files,
      problem: this.#problem,
    };
  }

  /** Looks at the folder again: somebody may have put a file there. */
  async refresh(): Promise<void> {
    try {
      const names = (await readdir(this.folder).catch(emptyIfMissing))
        .filter(file => file.endsWith(ENDING))
        .map(file => file.slice(0, -ENDING.length))
        .filter(name => !this.#busy.has(name));
      const files = await Promise.all(
        names.map(name => readRecordingFacts(join(this.folder, name + ENDING), name)),
      );
      this.#files = files.sort(
        (a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0) || a.name.localeCompare(b.name),
      );
      this.#problem = null;
    } catch (error) {
      this.#problem = (error as Error).message;
    }
    this.changes.notify();
  }

  /** @throws {MillraceError} `conflict` when the feed is being recorded or the name is taken, `denied` when no file can be made */
  async start(connectionId: string, feed: Feed, wanted: string | null): Promise<string> {
    this.#refuseReadOnly();
    if (this.#recorded.has(feed))
      throw new MillraceError('conflict', 'This connection is being recorded already.');
    this.#recorded.add(feed);
    const from = positionOf(feed);
    try {
      const startedAt = Date.now();
      const { name, writer } = await this.#create(wanted ?? nameAfterTime('recording', startedAt), {
        startedAt,
        free: wanted === null,
      });
      const recorder = new Recorder(feed, writer, from);
      recorder.changes.subscribe(() => this.changes.notify());
      this.#running.set(name, { name, connectionId, feed, startedAt, recorder });
      this.changes.notify();
      return name;
    } catch (error) {
      this.#recorded.delete(feed);
      throw error;
    }
  }

  /** Ends a recording when all that was heard until now is in its file; of one that has ended there is nothing to do. */
  async stop(name: string): Promise<void> {
    const running = this.#running.get(name);
    if (!running) return;
    await running.recorder.stop();
    // Two may have asked for it.
    if (this.#running.get(name) !== running) return;
    this.#running.delete(name);
    this.#recorded.delete(running.feed);
    this.#busy.delete(name);
    await this.refresh();
  }

  /** Ends what is recorded of a connection. */
  async stopOf(connectionId: string): Promise<void> {
    const its = [...this.#running.values()].filter(running => running.connectionId === connectionId);
    await Promise.all(its.map(({ name }) => this.stop(name)));
  }

  /** Writes what a feed holds now into a new recording; without a file unless it is done. */
  export(feed: Feed, filter: FeedFilter | null, wanted: string | null): ExportJob {
    this.#refuseReadOnly();
    return new ExportJob(job => this.#export(feed, filter, wanted, job));
  }

  async #export(feed: Feed, filter: FeedFilter | null, wanted: string | null, job: ExportJob): Promise<void> {
    const rows = await rowsToExport(feed, filter, job.signal);
    const { name, writer } = await this.#create(wanted ?? nameAfterTime('export', Date.now()), {
      startedAt: rows.startedAt,
      free: wanted === null,
    });
    job.say({ name, total: rows.seqs.length });
    try {
      await exportRows(feed, rows, writer, job);
    } catch (error) {
      await writer.abandon();
      this.#busy.delete(name);
      if (error instanceof MillraceError || job.signal.aborted) throw error;
      throw new MillraceError('denied', `The file cannot be written: ${(error as Error).message}.`);
    }
    this.#busy.delete(name);
    await this.refresh();
  }

  /** Takes a whole recording over under a name of its own. @throws {MillraceError} `bad-input` when it is none, `denied` when it cannot be written */
  async import(source: ByteSource, wanted: string): Promise<string> {
    this.#refuseReadOnly();
    checkNewRecordingName(wanted);
    const head = (await source.read(0, HEAD_BYTES)).toString().split('\n', 1)[0]!;
    if (!isRecordingHead(head)) throw new MillraceError('bad-input', 'This file is not a recording.');
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const name = this.#freeName(wanted);
    const path = this.#pathOf(name);
    this.#busy.add(name);
    try {
      await copyTo(path, source);
      return name;
    } catch (error) {
      await unlink(path).catch(() => {});
      throw error instanceof MillraceError
        ? error
        : new MillraceError('denied', `The recording cannot be written: ${(error as Error).message}.`);
    } finally {
      this.#busy.delete(name);
      await this.refresh();
    }
  }

  async read(name: string, offset: number, length: number): Promise<{ bytes: Uint8Array; size: number }> {
    const file = await open(this.path(name));
    try {
      const { size } = await file.stat();
      const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, offset);
      return { bytes: buffer.subarray(0, bytesRead), size };
    } finally {
      await file.close();
    }
  }

  async rename(name: string, to: string): Promise<void> {
    this.#refuseBusy(name);
    checkNewRecordingName(to);
    const from = this.path(name);
    try {
      // Unlike a rename, a link never replaces a file that is there.
      await link(from, this.#pathOf(to));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST')
        throw new MillraceError('conflict', `There is a recording named ${to}. Choose another name.`);
      throw new MillraceError('denied', `It cannot be renamed: ${(error as Error).message}.`);
    }
    await unlink(from);
    await this.refresh();
  }

  async delete(name: string): Promise<void> {
    this.#refuseBusy(name);
    await unlink(this.path(name));
    await this.refresh();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running.keys()].map(name => this.stop(name)));
  }

  async #create(wanted: string, { startedAt, free }: { startedAt: number; free: boolean }) {
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new MillraceError('denied', `The recording cannot be written: ${(error as Error).message}.`);
    }
    checkNewRecordingName(wanted);
    const name = free ? this.#freeName(wanted) : wanted;
    const path = this.#pathOf(name);
    if (this.#busy.has(name))
      throw new MillraceError('conflict', 'There is a recording of this name. Choose another one.');
    this.#busy.add(name);
    try {
      return { name, writer: await RecordingWriter.open(path, startedAt) };
    } catch (error) {
      this.#busy.delete(name);
      throw error;
    }
  }

  #freeName(wanted: string): string {
    for (let number = 1; ; number++) {
      const name = number === 1 ? wanted : `${wanted} (${number})`;
      if (!this.#busy.has(name) && !existsSync(this.#pathOf(name))) return name;
    }
  }

  #refuseReadOnly(): void {
    if (this.#readOnly !== null)
      throw new MillraceError('conflict', `Recordings cannot be changed here. ${this.#readOnly}`);
  }

  #refuseBusy(name: string): void {
    this.#refuseReadOnly();
    if (this.#busy.has(name))
      throw new MillraceError('conflict', `${name} is being written. Stop the recording first.`);
  }

  #pathOf(name: string): string {
    checkRecordingName(name);
    return join(this.folder, name + ENDING);
  }
}

function runningState({ name, connectionId, feed, startedAt, recorder }: Running): RunningRecording {
  const { messages, bytes, gaps, lost, problem } = recorder.state;
  return { name, connectionId, feedId: feed.id, startedAt, messages, bytes, gaps, lost, problem };
}

async function copyTo(path: string, source: ByteSource): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    for (let at = 0; at < source.size;) {
      const piece = await source.read(at, COPIED_BYTES);
      if (piece.length === 0) break;
      await file.writeFile(piece);
      at += piece.length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

function emptyIfMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
