import type { ListedPipeline, PipelineRunState } from '#shared/contract/pipelines.ts';
import { problemLine } from '#shared/pipeline/problems.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { Changes } from '../changes.ts';
import { DocumentStore } from './document-store.ts';
import { readPipelineText } from './outline.ts';
import type { RedisAccess } from './redis-link.ts';
import { WatchedRun } from './watched-run.ts';

export interface PipelineServiceOptions {
  settingsFolder: string;
  userAgent: string;
  /** How a connection's server is reached. */
  access: (connectionId: string) => Promise<RedisAccess>;
}

/** The pipelines of the program: their files, and the newest run of each. */
export class PipelineService {
  readonly changes = new Changes();
  readonly documents: DocumentStore;
  readonly #options: PipelineServiceOptions;
  readonly #runs = new Map<string, WatchedRun>();

  private constructor(documents: DocumentStore, options: PipelineServiceOptions) {
    this.documents = documents;
    this.#options = options;
  }

  static async open(options: PipelineServiceOptions): Promise<PipelineService> {
    return new PipelineService(await DocumentStore.open(options.settingsFolder), options);
  }

  /** How many runs have not ended. */
  get running(): number {
    return [...this.#runs.values()].filter(run => run.isLive).length;
  }

  list(): ListedPipeline[] {
    return this.documents.all.map(({ id, name, kind }) => ({
      id,
      name,
      kind,
      state: this.#runs.get(id)?.state.state ?? null,
    }));
  }

  async save(id: string | undefined, name: string, text: string): Promise<string> {
    const kept = await this.documents.save(id, name, text);
    this.changes.notify();
    return kept;
  }

  async remove(id: string): Promise<void> {
    if (this.#runs.get(id)?.isLive)
      throw new MillraceError('conflict', 'This pipeline is running. Stop it first.');
    await this.documents.remove(id);
    this.#runs.delete(id);
    this.changes.notify();
  }

  /** @throws {MillraceError} `bad-input` when the file has problems, `conflict` when it runs */
  async start(id: string, connectionId: string, offline: boolean): Promise<void> {
    const read = readPipelineText(this.documents.get(id).text);
    if (!read.ok) throw new MillraceError('bad-input', read.problems.map(problemLine).join('\n'));
    const access = await this.#options.access(connectionId);
    if (this.#runs.get(id)?.isLive) throw new MillraceError('conflict', 'This pipeline is running already.');
    const run = new WatchedRun({
      pipelines: read.pipelines,
      access,
      connectionId,
      offline,
      userAgent: this.#options.userAgent,
    });
    this.#runs.set(id, run);
    let before: string | undefined;
    run.changes.subscribe(() => {
      const { state } = run.state;
      if (state !== before) this.changes.notify();
      before = state;
    });
    this.changes.notify();
  }

  /** @throws {MillraceError} `not-found` when it has not been started */
  run(id: string): WatchedRun {
    const run = this.#runs.get(id);
    if (!run) throw new MillraceError('not-found', 'This pipeline has not been started.');
    return run;
  }

  /** States of the newest run; null until there is one. */
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
        else yield* this.changes.states(() => null, over.signal, everyMs);
      } finally {
        unsubscribe();
        signal.removeEventListener('abort', end);
      }
    }
  }

  /** Ends all runs, each in order. */
  async close(): Promise<void> {
    await Promise.all([...this.#runs.values()].map(run => run.stop()));
  }
}
