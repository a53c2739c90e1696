import { basename } from 'node:path';
import type { OpenedThing } from '#shared/contract/opened.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { Changes } from './changes.ts';
import type { ByteSource } from './files/byte-source.ts';
import { openFile } from './files/open-file.ts';
import { isRecordingHead } from './recordings/recording-reader.ts';

/** What a person opens outside of the page: a `redis://` link, or a file of this machine. */
export type OpenRequest = { kind: 'address'; url: string } | { kind: 'file'; path: string };

/** A pipeline file has some kilobytes. */
const MAX_PIPELINE_BYTES = 2 ** 20;
const HEAD_BYTES = 4_096;
/** More than a person opens at once. */
const MAX_WAITING = 20;

export interface OpenRequestsOptions {
  /** Keeps a pipeline file, to be looked at before it is started. @returns its id */
  keepPipeline: (name: string, text: string) => Promise<string>;
  /** Keeps a recording. @returns its name here */
  keepRecording: (source: ByteSource, name: string) => Promise<string>;
}

/** What was opened outside and waits for a page to show it. */
export class OpenRequests {
  readonly changes = new Changes();
  readonly #options: OpenRequestsOptions;
  readonly #waiting: OpenedThing[] = [];

  constructor(options: OpenRequestsOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#waiting.length;
  }

  /** Never fails: what cannot be opened is told by the page. */
  async open(request: OpenRequest): Promise<void> {
    let thing: OpenedThing;
    try {
      thing = request.kind === 'address' ? request : await this.#keep(request.path);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      thing = { kind: 'problem', message };
    }
    this.#waiting.push(thing);
    if (this.#waiting.length > MAX_WAITING) this.#waiting.shift();
    this.changes.notify();
  }

  take(): OpenedThing | null {
    const thing = this.#waiting.shift() ?? null;
    if (thing) this.changes.notify();
    return thing;
  }

  async #keep(path: string): Promise<OpenedThing> {
    const source = await openFile(path);
    const name = basename(path).replace(/\.jsonl?$/i, '');
    try {
      const head = (await source.read(0, HEAD_BYTES)).toString().split('\n', 1)[0]!;
      if (isRecordingHead(head))
        return { kind: 'recording', name: await this.#options.keepRecording(source, name) };
      if (source.size > MAX_PIPELINE_BYTES) throw notOurs(path);
      const text = (await source.read(0, source.size)).toString();
      if (!looksLikePipeline(text)) throw notOurs(path);
      return { kind: 'pipeline', name, id: await this.#options.keepPipeline(name, text) };
    } finally {
      await source.close();
    }
  }
}

/** One that has mistakes is a pipeline file too: the editor shows them. */
function looksLikePipeline(text: string): boolean {
  try {
    const content: unknown = JSON.parse(text);
    return typeof content === 'object' && content !== null && ('source' in content || 'pipelines' in content);
  } catch {
    return false;
  }
}

function notOurs(path: string): MillraceError {
  return new MillraceError(
    'bad-input',
    `${path} is neither a pipeline file nor a recording. To publish its lines, drop it onto Pub/Sub.`,
  );
}
