import type { DryRunState, Preview, SampledEvent, SampleState } from '#shared/contract/compose.ts';
import type { PipelineRunState } from '#shared/contract/pipelines.ts';
import { problemLine } from '#shared/pipeline/problems.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { RedisAccess } from '../../connections/connection-secrets.ts';
import type { RedisClient } from '../../connections/redis-client.ts';
import { serverText } from '../../connections/server-text.ts';
import { readWanted, type Wanted } from '../events/looked-up.ts';
import type { DocumentStore } from '../file/document-store.ts';
import { foldersReached, refuseOtherFolders } from '../file/imported.ts';
import type { RunHistory } from '../history/run-history.ts';
import { classify } from '../run/classify.ts';
import { RedisLink } from '../run/redis-link.ts';
import { WatchedRun } from '../supervise/watched-run.ts';
import { needsRedisToRead } from '../sources/sources.ts';
import { previewInThread, wantedInThread } from './compose-thread.ts';
import { readDraft, type Draft } from './draft.ts';
import type { Found } from './found.ts';
import { ownResults } from './own-results.ts';
import { Sampler } from './sampler.ts';
import { targetsOf } from './targets.ts';

const STATE_EVERY_MS = 250;

/** Which pipeline is composed, and where. */
export interface Composed {
  connectionId: string;
  /** Of the kept file that the text is a version of. */
  id?: string | undefined;
  text: string;
  name: string;
  index: number;
}

export interface ComposerOptions {
  documents: DocumentStore;
  history: Pick<RunHistory, 'textsOn'>;
  userAgent: string;
  access: (connectionId: string) => Promise<RedisAccess>;
}

/** What a pipeline that is being written would do to real events. Nothing is changed, in Redis or elsewhere. */
export class Composer {
  readonly #options: ComposerOptions;

  constructor(options: ComposerOptions) {
    this.#options = options;
  }

  async *sample(of: Composed, signal: AbortSignal): AsyncGenerator<SampleState> {
    const { plan, problems } = this.#read(of);
    if (!plan) throw new MillraceError('bad-input', problems.map(problemLine).join('\n'));
    this.#holdToGrant(of, plan.file);
    const link = needsRedisToRead(plan)
      ? new RedisLink(await this.#options.access(of.connectionId), () => {})
      : null;
    const { userAgent } = this.#options;
    const sampler = new Sampler({ plan, link, userAgent, imported: this.#grantOf(of) !== null });
    const over = new AbortController();
    const end = () => over.abort();
    signal.addEventListener('abort', end, { once: true });
    const running = sampler.run(over.signal);
    try {
      for await (const state of sampler.changes.states(() => sampler.state, over.signal, STATE_EVERY_MS)) {
        yield state;
        if (state.state === 'ended' || state.state === 'failed') return;
      }
    } finally {
      signal.removeEventListener('abort', end);
      over.abort();
      await running;
      link?.close();
    }
  }

  /**
   * @param heardUpTo as the contract has it
   * @throws {MillraceError} `timeout` when one event takes longer than a second, `too-large`
   */
  async preview(of: Composed, events: readonly SampledEvent[], heardUpTo?: number): Promise<Preview> {
    const { text, name, index, connectionId } = of;
    const draft = { text, name, index, grant: this.#grantOf(of) };
    // Most files look nothing up: they are spared the question.
    const found = /"lookup"/.test(text)
      ? await this.#lookUp(connectionId, await wantedInThread(draft, events))
      : [];
    const { preview, keys } = await previewInThread(draft, events, found, heardUpTo);
    if (keys.length === 0) return { ...preview, targets: [] };
    const ownKeys = () => this.#ownResults(of);
    const targets = await this.#asked(connectionId, client => targetsOf(client, keys, ownKeys), []);
    return { ...preview, targets };
  }

  /** @throws {MillraceError} `bad-input` where the file has problems, `conflict` where it was imported and is not confirmed */
  async *dryRun(of: Composed, signal: AbortSignal): AsyncGenerator<DryRunState> {
    const { plan, problems } = this.#read(of);
    if (!plan || problems.length > 0)
      throw new MillraceError('bad-input', problems.map(problemLine).join('\n'));
    this.#holdToGrant(of, plan.file);
    const run = new WatchedRun({
      pipelines: [plan.file],
      access: await this.#options.access(of.connectionId),
      connectionId: of.connectionId,
      offline: false,
      imported: this.#grantOf(of) !== null,
      dry: true,
      userAgent: this.#options.userAgent,
      note: 'A dry run: nothing is written.',
    });
    try {
      for await (const state of run.changes.states(() => run.state, signal, STATE_EVERY_MS)) {
        yield dryRunOf(state);
        if (state.endedAt !== null) return;
      }
    } finally {
      await run.stop();
    }
  }

  /** What is a result of this file, from the last time that it ran there. */
  async #ownResults({ id, connectionId }: Composed): Promise<(key: string) => boolean> {
    if (id === undefined) return () => false;
    const { documents, history, access } = this.#options;
    const { target } = await access(connectionId);
    return ownResults(await history.textsOn(id, serverText(target)), documents.get(id));
  }

  async #lookUp(connectionId: string, wanted: readonly Wanted[]): Promise<Found[]> {
    if (wanted.length === 0) return [];
    const values = await this.#asked(connectionId, client => readWanted(client, wanted), []);
    return values.map((value, index) => ({
      name: wanted[index]!.lookup.name,
      key: wanted[index]!.key,
      value,
    }));
  }

  /** What a server answers. Without it a preview still says what the steps do. @param unknown where it does not answer */
  async #asked<T>(connectionId: string, ask: (client: RedisClient) => Promise<T>, unknown: T): Promise<T> {
    const link = new RedisLink(await this.#options.access(connectionId), () => {});
    try {
      return await ask(await link.client('compose'));
    } catch (error) {
      if (classify(error) === 'reconnect') return unknown;
      throw error;
    } finally {
      link.close();
    }
  }

  #read({ text, name, index, ...of }: Composed): Draft {
    return readDraft({ text, name, index, grant: this.#grantOf(of) });
  }

  #grantOf({ id }: Pick<Composed, 'id'>) {
    return id === undefined ? null : this.#options.documents.get(id).grant;
  }

  /** @throws {MillraceError} `conflict` when an imported file reaches what nobody has confirmed */
  #holdToGrant({ id }: Composed, file: Parameters<typeof foldersReached>[0][number]): void {
    const document = id === undefined ? null : this.#options.documents.get(id);
    if (document?.unconfirmed)
      throw new MillraceError(
        'conflict',
        'This file was imported. Look at what it reaches, and confirm that it may start.',
      );
    if (document?.grant) refuseOtherFolders(foldersReached([file]), document.grant);
  }
}

function dryRunOf({ pipelines: [figures], rows, open, log, endedAt, error }: PipelineRunState): DryRunState {
  const transaction = figures!.lastTransaction;
  return { figures: figures!, rows, open, transaction, log, ended: endedAt !== null, error };
}
