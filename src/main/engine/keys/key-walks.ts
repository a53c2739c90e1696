import type { KeyWalkState } from '#shared/contract/keys.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Commands } from '../connections/commands.ts';
import { KeyWalk, type WalkedKeys } from './key-walk.ts';

const REPORT_EVERY_MS = 100;

/** The walks that somebody looks at. */
export class KeyWalks {
  readonly #walks = new Map<string, KeyWalk>();

  /** A walk from its first step for as long as its reader stays. */
  async *walk(client: () => Commands, keys: WalkedKeys, signal: AbortSignal): AsyncGenerator<KeyWalkState> {
    const walk = new KeyWalk(client, keys);
    this.#walks.set(walk.id, walk);
    walk.continue();
    try {
      yield* walk.changes.states(() => walk.state(), signal, REPORT_EVERY_MS);
    } finally {
      walk.close();
      this.#walks.delete(walk.id);
    }
  }

  /** @throws {MillraceError} `not-found` when its reader has left */
  get(id: string): KeyWalk {
    const walk = this.#walks.get(id);
    if (!walk) throw new MillraceError('not-found', 'This search for keys has ended. Search again.');
    return walk;
  }
}
