import type { NamedPipeline } from '#shared/pipeline/plan.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { keptUnder } from '../checkpoint/checkpoint.ts';

/** A run of another file on the same connection. */
interface Neighbour {
  name: string;
  pipelines: readonly NamedPipeline[];
}

/**
 * Two runs that keep their positions under one key would drive each other out: a recipe and its copy, say.
 *
 * @param running what runs on the connection already
 * @throws {MillraceError} `conflict`
 */
export function refuseTwins(pipelines: readonly NamedPipeline[], running: readonly Neighbour[]): void {
  const keys = new Set(pipelines.map(keptUnder));
  for (const { name, pipelines: others } of running) {
    const shared = others.map(keptUnder).find(key => key !== null && keys.has(key));
    if (shared === undefined) continue;
    throw new MillraceError(
      'conflict',
      `"${name}" is running and keeps its position under the same key, ${shared}. Stop it, or give this one another "id" in its file.`,
    );
  }
}
