import { MillraceError } from '#shared/rpc/errors.ts';
import type { Command, RedisClient } from '../../connections/redis-client.ts';
import { asText } from '../../connections/replies.ts';
import type { KeyTypes } from '../sinks/sink.ts';

/** Keys whose type has been looked at; beyond it they are looked at again. */
const MAX_VERIFIED = 200_000;

/**
 * Looks at keys before they are written for the first time, so that a name that is taken is noticed before anything is written. A type that changes
 * later has its writes refused inside the transaction, which keeps them.
 */
export class KeyCheck {
  readonly #verified = new Set<string>();

  /** @throws {MillraceError} `redis` when a key holds another type */
  async verify(client: RedisClient, types: KeyTypes): Promise<void> {
    const unknown = [...types].filter(([key]) => !this.#verified.has(key));
    if (unknown.length === 0) return;
    const replies = await client.pipeline(unknown.map(([key]): Command => ['TYPE', key]));
    for (const [index, [key, type]] of unknown.entries()) {
      const reply = replies[index]!;
      if (reply instanceof MillraceError) throw reply;
      const found = asText(reply);
      if (found !== type && found !== 'none') {
        throw new MillraceError(
          'redis',
          `The key "${key}" holds a ${found}; this pipeline needs a ${type} there. Rename or delete it, or give the sink another key.`,
          { code: 'WRONGTYPE', reply: `${key} is a ${found}` },
        );
      }
    }
    if (this.#verified.size > MAX_VERIFIED) this.#verified.clear();
    for (const [key] of unknown) this.#verified.add(key);
  }

  forget(): void {
    this.#verified.clear();
  }
}
