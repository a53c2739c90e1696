import { join } from 'node:path';
import { z } from 'zod';
import { bytesText, parseBytesText } from '#shared/redis/text.ts';
import { readVersioned, writeVersioned } from '../settings/versioned-file.ts';
import { keyOf, type Wanted } from './subscriber.ts';

const VERSION = 1;
/** Of one server: more names than a person would be asked about. */
const MOST = 10_000;

const subscriptionSchema = z.object({
  kind: z.enum(['channel', 'pattern', 'shard']),
  /** With `\xNN` escapes. */
  name: z.string(),
  /** Flags of `notify-keyspace-events` that it needs. */
  notify: z.string().nullable(),
});
const fileSchema = z.object({
  /** By the server, as `serverText` has it: connections of one run of Millrace have new ids each time. */
  servers: z.array(z.object({ server: z.string(), subscriptions: z.array(subscriptionSchema) })),
});

/** A subscription, with what it needs of the server. */
export interface KeptSubscription extends Wanted {
  notify: string | null;
}

interface KeptOptions {
  settingsFolder: string;
  /** Why the folder must not be written: another Millrace has it. */
  readOnly: string | null;
  log: (message: string, error?: unknown) => void;
}

/**
 * Remembers over the end of Millrace, however it comes, what was subscribed on each server. What was left there is offered once: until
 * somebody decides about it, it stays.
 */
export class KeptSubscriptions {
  readonly #path: string;
  readonly #log: KeptOptions['log'];
  #keeps: boolean;
  readonly #left: Map<string, readonly KeptSubscription[]>;
  readonly #now = new Map<string, readonly KeptSubscription[]>();
  #writing: Promise<void> = Promise.resolve();
  #isWaiting = false;

  private constructor(
    path: string,
    keeps: boolean,
    log: KeptOptions['log'],
    left: z.infer<typeof fileSchema>,
  ) {
    this.#path = path;
    this.#keeps = keeps;
    this.#log = log;
    this.#left = new Map(
      left.servers.map(({ server, subscriptions }) => [server, subscriptions.map(wantedOf)]),
    );
  }

  /** Never fails: a file that cannot be read stays as it is, and nothing is kept in this run. */
  static async open({ settingsFolder, readOnly, log }: KeptOptions): Promise<KeptSubscriptions> {
    const path = join(settingsFolder, 'subscriptions.json');
    const nothing = { servers: [] };
    if (readOnly !== null) return new KeptSubscriptions(path, false, log, nothing);
    try {
      const content = await readVersioned(path, VERSION, fileSchema);
      return new KeptSubscriptions(path, true, log, content ?? nothing);
    } catch (error) {
      log('what was subscribed is not known', error);
      return new KeptSubscriptions(path, false, log, nothing);
    }
  }

  /** What was subscribed there when Millrace ended, and is not now. */
  left(server: string): readonly KeptSubscription[] {
    const now = new Set(this.#now.get(server)?.map(keyOf));
    return (this.#left.get(server) ?? []).filter(one => !now.has(keyOf(one)));
  }

  /** Somebody decided about what was left there. */
  forget(server: string): void {
    if (this.#left.delete(server)) this.#write();
  }

  /** What is subscribed there now. */
  note(server: string, subscriptions: readonly KeptSubscription[]): void {
    this.#now.set(server, subscriptions);
    this.#write();
  }

  /** From here on nothing changes what is kept: connections close because Millrace ends. Resolves when everything is written. */
  async close(): Promise<void> {
    await this.#writing;
    this.#keeps = false;
  }

  /** Once for all that changes meanwhile. */
  #write(): void {
    if (!this.#keeps || this.#isWaiting) return;
    this.#isWaiting = true;
    this.#writing = this.#writing
      .then(() => {
        this.#isWaiting = false;
        return writeVersioned(this.#path, VERSION, this.#content());
      })
      .catch((error: unknown) => this.#log('what is subscribed could not be written', error));
  }

  #content(): z.infer<typeof fileSchema> {
    const names = new Set([...this.#left.keys(), ...this.#now.keys()]);
    const servers = Array.from(names, server => {
      const subscriptions = [...(this.#now.get(server) ?? []), ...this.left(server)].slice(0, MOST);
      return {
        server,
        subscriptions: subscriptions.map(({ kind, name, notify }) => ({
          kind,
          name: bytesText(name),
          notify,
        })),
      };
    });
    return { servers: servers.filter(({ subscriptions }) => subscriptions.length > 0) };
  }
}

function wantedOf({ kind, name, notify }: z.infer<typeof subscriptionSchema>): KeptSubscription {
  return { kind, name: Buffer.from(parseBytesText(name)), notify };
}
