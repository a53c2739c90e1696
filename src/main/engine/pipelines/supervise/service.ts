import type { EditedPipeline, ListedPipeline, PipelineRunState } from '#shared/contract/pipelines.ts';
import type { NamedPipeline } from '#shared/pipeline/plan.ts';
import { problemLine, type Problem } from '#shared/pipeline/problems.ts';
import { kindOf } from '#shared/pipeline/sources/sources.ts';
import { shownText } from '#shared/redis/text.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { PipelineEnd } from '../../host-services.ts';
import { Changes } from '../../changes.ts';
import { ownConsumer } from '../checkpoint/checkpoint.ts';
import { DocumentStore } from '../file/document-store.ts';
import {
  filesWritten,
  foldersReached,
  refuseForeignFiles,
  refuseOtherFolders,
  type Grant,
} from '../file/imported.ts';
import { compareEdited } from '../file/edited.ts';
import { readPipelineText } from '../file/outline.ts';
import type { RedisAccess } from '../../connections/connection-secrets.ts';
import { RunHistory } from '../history/run-history.ts';
import { Resumption, resumedNote, type ReadyServer } from './resumption.ts';
import { serverText } from '../../connections/server-text.ts';
import { RunningFile, type RunningEntry, type RunningFileOptions } from './running-file.ts';
import { standingsOf } from './run-standing.ts';
import { refuseTwins } from './twins.ts';
import { WatchedRun } from './watched-run.ts';

export interface PipelineServiceOptions extends RunningFileOptions {
  userAgent: string;
  /** How a connection's server is reached. */
  access: (connectionId: string) => Promise<RedisAccess>;
  isSandbox: (connectionId: string) => boolean;
  /** What a person calls a connection. */
  connectionName: (connectionId: string) => string;
  /** Told of each run that ended and that no person had ended. */
  ended?: (end: PipelineEnd) => void;
}

/** The pipelines of the program: their files, and the newest run of each. */
export class PipelineService {
  readonly changes = new Changes();
  readonly documents: DocumentStore;
  readonly history: RunHistory;
  readonly #options: PipelineServiceOptions;
  readonly #running: RunningFile;
  readonly #runs = new Map<string, WatchedRun>();
  #resumption: Resumption | null = null;
  #isClosing = false;

  private constructor(documents: DocumentStore, running: RunningFile, options: PipelineServiceOptions) {
    this.documents = documents;
    this.#running = running;
    this.#options = options;
    this.history = new RunHistory(options);
  }

  static async open(options: PipelineServiceOptions): Promise<PipelineService> {
    const documents = await DocumentStore.open(options.settingsFolder, options.readOnly);
    return new PipelineService(documents, await RunningFile.open(options), options);
  }

  /** Goes on with what ran when Millrace ended, each once its connection is ready. */
  resume(ready: () => ReadyServer[], connectionChanges: Changes): void {
    this.#resumption = new Resumption({
      documents: this.documents,
      running: this.#running,
      ready,
      connectionChanges,
      start: (from, connectionId) =>
        this.#begin({
          id: from.id,
          connectionId,
          offline: from.offline,
          confirmed: null,
          reset: false,
          from,
        }),
      changed: () => this.changes.notify(),
      log: this.#options.log,
    });
    this.changes.notify();
  }

  /** How many runs have not ended. */
  get running(): number {
    return this.liveRuns.size;
  }

  /** The runs that have not ended, by their files. */
  get liveRuns(): ReadonlyMap<string, WatchedRun> {
    return new Map([...this.#runs].filter(([, run]) => run.isLive));
  }

  list(): ListedPipeline[] {
    return this.documents.all.map(({ id, name, kind, unconfirmed }) => {
      const run = this.#runs.get(id);
      const interrupted = this.#resumption?.state(id);
      return {
        id,
        name: shownText(name),
        kind,
        unconfirmed,
        state: run?.phase ?? interrupted?.state ?? null,
        connectionId: run?.connectionId ?? interrupted?.connectionId ?? null,
      };
    });
  }

  async save(id: string | undefined, name: string, text: string, imported: boolean): Promise<string> {
    const kept = await this.documents.save(id, name, text, imported);
    this.changes.notify();
    return kept;
  }

  async remove(id: string): Promise<void> {
    if (this.#runs.get(id)?.isLive)
      throw new MillraceError('conflict', 'This pipeline is running. Stop it first.');
    await this.documents.remove(id);
    this.#runs.delete(id);
    this.#resumption?.forget(id);
    await Promise.all([this.#running.remove(id), this.history.remove(id)]);
    this.changes.notify();
  }

  /**
   * @param confirmed a person has seen what an imported file reaches, and lets it read these variables; null: nobody was asked
   * @param reset drop open windows that the edited file cannot go on from
   * @throws {MillraceError} `bad-input` when the file has problems, `conflict` when it runs, or was imported and has to be confirmed
   */
  start(
    id: string,
    connectionId: string,
    offline: boolean,
    confirmed: Confirmation | null,
    reset = false,
  ): Promise<void> {
    return this.#begin({ id, connectionId, offline, confirmed, reset, from: null });
  }

  /** Ends it in order, and gives up one that was interrupted. */
  async stop(id: string): Promise<void> {
    if (!this.#resumption?.forget(id)) return this.run(id).stop();
    this.changes.notify();
    await this.#running.remove(id);
  }

  /** @throws {MillraceError} `not-found` when it has not been started */
  run(id: string): WatchedRun {
    const run = this.#runs.get(id);
    if (!run) throw new MillraceError('not-found', 'This pipeline has not been started.');
    return run;
  }

  /** What a text would do to the file that runs. @throws {MillraceError} `not-found`, `conflict` when it does not run */
  compare(id: string, name: string, text: string): { problems: Problem[]; pipelines: EditedPipeline[] } {
    const { pipelines } = this.#liveRun(id);
    const read = readPipelineText(text, name, this.documents.get(id).grant);
    return read.ok
      ? { problems: [], pipelines: compareEdited(pipelines, read.pipelines) }
      : { problems: read.problems, pipelines: [] };
  }

  /**
   * Keeps a text, and goes on with it in place of the one that runs.
   *
   * @throws {MillraceError} `bad-input` when it has problems, before anything is changed; as `save` and `start`
   */
  async apply(id: string, name: string, text: string): Promise<void> {
    const run = this.#liveRun(id);
    const { problems } = this.compare(id, name, text);
    if (problems.length > 0) throw new MillraceError('bad-input', problems.map(problemLine).join('\n'));
    await this.save(id, name, text, false);
    await run.stop();
    const { connectionId } = run;
    const { offline } = run.state;
    // What it may have pending is under that name.
    const consumer = run.pipelines
      .map(({ source }) => kindOf(source).sharing(source)?.consumer)
      .find(Boolean);
    await this.#begin({ id, connectionId, offline, confirmed: null, reset: false, from: null, consumer });
  }

  #liveRun(id: string): WatchedRun {
    const run = this.run(id);
    if (!run.isLive)
      throw new MillraceError('conflict', 'This pipeline does not run any more. Save it, and start it.');
    return run;
  }

  /** States of the newest run, or of one that was interrupted; null until there is one. */
  async *watchRun(id: string, signal: AbortSignal, everyMs: number): AsyncGenerator<PipelineRunState | null> {
    while (!signal.aborted) {
      const run = this.#runs.get(id);
      const over = new AbortController();
      const end = () => over.abort();
      signal.addEventListener('abort', end, { once: true });
      const unsubscribe = this.changes.subscribe(() => {
        if (this.#runs.get(id) !== run) over.abort();
      });
      try {
        if (run) yield* run.changes.states(() => run.state, over.signal, everyMs);
        else yield* this.changes.states(() => this.#resumption?.state(id) ?? null, over.signal, everyMs);
      } finally {
        unsubscribe();
        signal.removeEventListener('abort', end);
      }
    }
  }

  /** Ends all runs, each in order. They stay remembered, and go on when Millrace starts again. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#resumption?.close();
    await Promise.all([...this.#runs.values()].map(run => run.stop()));
    await Promise.all([this.#running.close(), this.history.close()]);
  }

  /** @throws {MillraceError} `conflict` when an imported file reaches files that it may not */
  async #holdToGrant(
    id: string,
    pipelines: readonly NamedPipeline[],
    grant: Grant,
    isConfirmed: boolean,
  ): Promise<void> {
    const folders = foldersReached(pipelines);
    const paths = filesWritten(pipelines);
    try {
      if (!isConfirmed) refuseOtherFolders(folders, grant);
    } catch (error) {
      await this.#askAgain(id);
      throw error;
    }
    refuseForeignFiles(paths, this.documents.get(id).madeFiles);
    await this.documents.confirm(
      id,
      { ...grant, folders: [...new Set([...grant.folders, ...folders])] },
      paths,
    );
  }

  async #askAgain(id: string): Promise<void> {
    await this.documents.ask(id);
    this.changes.notify();
  }

  async #begin({
    id,
    connectionId,
    offline,
    confirmed,
    reset,
    from,
    consumer: given,
  }: Beginning): Promise<void> {
    const document = this.documents.get(id);
    const { name, text } = document;
    const grant = document.grant && granted(document.grant, confirmed);
    if (document.unconfirmed && !confirmed)
      throw new MillraceError(
        'conflict',
        'This file was imported. Look at what it reaches, and confirm that it may start.',
      );
    const read = readPipelineText(text, name, grant);
    if (!read.ok) {
      // Only what it may not read stands in its way: a person may let it.
      if (grant && readPipelineText(text, name).ok) await this.#askAgain(id);
      throw new MillraceError('bad-input', read.problems.map(problemLine).join('\n'));
    }
    const access = await this.#options.access(connectionId);
    if (grant) await this.#holdToGrant(id, read.pipelines, grant, confirmed !== null);
    if (this.#isClosing) throw new MillraceError('cancelled', 'Millrace is closing.');
    if (this.#runs.get(id)?.isLive) throw new MillraceError('conflict', 'This pipeline is running already.');
    const consumer = given ?? from?.consumer ?? ownConsumer();
    const pipelines = read.pipelines.map(pipeline => withConsumer(pipeline, consumer));
    const others = [...this.#runs].filter(([, run]) => run.isLive && run.connectionId === connectionId);
    refuseTwins(
      pipelines,
      others.map(([other, run]) => ({ name: this.documents.get(other).name, pipelines: run.pipelines })),
    );
    const run = new WatchedRun({
      pipelines,
      access,
      connectionId,
      offline,
      imported: grant !== null,
      reset,
      userAgent: this.#options.userAgent,
      ...(from && { note: resumedNote(from) }),
    });
    this.#runs.set(id, run);
    this.#resumption?.forget(id);
    const { startedAt } = run;
    const server = serverText(access.target);
    const connection = { name: shownText(this.#options.connectionName(connectionId)), server };
    const kept = this.history.begin(
      id,
      { name: shownText(name), text, startedAt, offline, connection },
      standingsOf(run, () => this.#isClosing),
    );
    this.#follow(id, run, name, kept);
    this.changes.notify();
    const onSandbox = this.#options.isSandbox(connectionId);
    await Promise.all([
      this.#running.add({ id, connectionId, server, onSandbox, offline, consumer, startedAt }),
      kept,
    ]);
  }

  /** Tells of its states, and notes its end. */
  #follow(id: string, run: WatchedRun, name: string, kept: Promise<() => Promise<void>>): void {
    let before: string | undefined;
    let isTold = false;
    run.changes.subscribe(() => {
      const { phase } = run;
      if (phase !== before) this.changes.notify();
      before = phase;
      if (run.isLive) return;
      void kept.then(see => see());
      if (run.endedByItself && !isTold && !this.#isClosing) {
        isTold = true;
        this.#options.ended?.({ name: shownText(name), error: run.error });
      }
      // A newer run of the same file is remembered in its place.
      if (!this.#isClosing && this.#runs.get(id) === run) void this.#running.remove(id);
    });
  }
}

/** What a person let an imported file do that they looked at. */
interface Confirmation {
  variables: readonly string[];
}

interface Beginning {
  id: string;
  connectionId: string;
  offline: boolean;
  confirmed: Confirmation | null;
  reset: boolean;
  /** What is gone on with; null for a start by the person. */
  from: RunningEntry | null;
  /** The name of a worker that the file does not name, where it is known. */
  consumer?: string | undefined;
}

function granted({ variables, folders }: Grant, confirmed: Confirmation | null): Grant {
  return { variables: [...new Set([...variables, ...(confirmed?.variables ?? [])])], folders };
}

/** Under the name under which it may have entries pending. */
function withConsumer(pipeline: NamedPipeline, consumer: string): NamedPipeline {
  const { source } = pipeline;
  return { ...pipeline, source: kindOf(source).withConsumer(source, consumer) };
}
