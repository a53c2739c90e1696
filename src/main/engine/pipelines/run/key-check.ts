import { MillraceError } from '#shared/rpc/errors.ts';
import type { Command, RedisClient } from '../../connections/redis-client.ts';
import { asText } from '../../connections/replies.ts';
import type { KeyTypes } from '../sinks/sink.ts';

/** Keys whose type has been looked at; beyond it they are looked at again. */
const MAX_VERIFIED = 200_000;
/** More keys are looked at once: to watch each of them each time would cost more than to keep what is refused. */
const MAX_GUARDED = 64;

/** Looks at keys before they are written for the first time: inside EXEC it would be too late. */
export class KeyCheck {
  readonly #verified = new Set<string>();

  /**
   * @param guard watches the keys where they are few, so that none is refused for its type inside the transaction that comes next
   * @throws {MillraceError} `redis` when a key holds another type
   */
  async verify(client: RedisClient, types: KeyTypes, guard: boolean): Promise<void> {
    const isGuarded = guard && types.size > 0 && types.size <= MAX_GUARDED;
    const unknown = [...types].filter(([key]) => isGuarded || !this.#verified.has(key));
    if (unknown.length === 0) return;
    const [watch, ...replies] = await client.pipeline([
      isGuarded ? ['WATCH', ...types.keys()] : ['PING'],
      ...unknown.map(([key]): Command => ['TYPE', key]),
    ]);
    if (watch instanceof MillraceError) throw watch;
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
