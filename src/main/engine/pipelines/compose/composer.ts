import type { DryRunState, Preview, SampledEvent, SampleState } from '#shared/contract/compose.ts';
import { problemLine } from '#shared/pipeline/problems.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { RedisAccess } from '../../connections/connection-secrets.ts';
import type { DocumentStore } from '../file/document-store.ts';
import { foldersReached, refuseOtherFolders } from '../file/imported.ts';
import { RedisLink } from '../run/redis-link.ts';
import { needsRedisToRead } from '../sources/sources.ts';
import { readDraft, type Draft } from './draft.ts';
import { Sampler } from './sampler.ts';

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

  preview(_of: Composed, _events: readonly SampledEvent[]): Promise<Preview> {
    throw new MillraceError('unsupported', 'The preview is not there yet.');
  }

  dryRun(_of: Composed, _signal: AbortSignal): AsyncGenerator<DryRunState> {
    throw new MillraceError('unsupported', 'The dry run is not there yet.');
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
