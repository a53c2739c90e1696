import type { NamedPipeline } from '#shared/pipeline/plan.ts';
import { kindOf } from '#shared/pipeline/sources/sources.ts';
import { MillraceError } from '#shared/rpc/errors.ts';

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;
/** After running for so long, what happened before is forgotten. */
const SOUND_AFTER_MS = 60_000;
/** In a row, of failures that are not about the network. */
const MOST_RESTARTS = 5;

/** It would fail again as long as nobody changes something; `conflict`: another has taken its place, and it is not taken back by itself. */
const lasting = new Set<string>(['bad-input', 'conflict', 'not-found', 'denied']);
/** Redis would answer the same again: the keys are on another node of a cluster, or on several. */
const lastingReplies = new Set<unknown>(['MOVED', 'CROSSSLOT']);
/** The other side is away, and may come back at any time. */
const away = new Set<string>(['connect-failed', 'disconnected']);

export type RestartDecision =
  | { again: true; delayMs: number; attempt: number }
  /** Why not, where the failure does not say it itself. */
  | { again: false; why: string | null };

/** Decides after each failure of a run whether it is started again, and when. */
export class RestartPolicy {
  #attempt = 0;
  #others = 0;

  /** @param ranForMs how long it had been running; 0 when it did not get that far */
  decide(error: unknown, ranForMs: number): RestartDecision {
    if (ranForMs >= SOUND_AFTER_MS) this.#attempt = this.#others = 0;
    const code = error instanceof MillraceError ? error.code : 'internal';
    // A wrong password or a certificate that is not trusted stays so.
    const isFinal = error instanceof MillraceError && error.detail?.final === true;
    const isLasting = error instanceof MillraceError && lastingReplies.has(error.detail?.code);
    if (lasting.has(code) || isFinal || isLasting) return { again: false, why: null };
    if (!away.has(code) && ++this.#others > MOST_RESTARTS)
      return {
        again: false,
        why: `It was started again ${MOST_RESTARTS} times in a row and failed each time.`,
      };
    const attempt = ++this.#attempt;
    return { again: true, attempt, delayMs: Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1)) };
  }
}

/** The file has a source that begins anew at each start and has an end: started again by itself, it would send twice what it has sent. */
export function startsOver(pipelines: readonly Pick<NamedPipeline, 'source'>[]): boolean {
  return pipelines.some(({ source }) => {
    const kind = kindOf(source);
    return kind.startsOver && kind.hasEnd(source);
  });
}
