import { mayWrite, sinksOf } from '#shared/pipeline/sinks/sinks.ts';
import { readPipelineText } from '../file/outline.ts';
import type { PipelineDocument } from '../file/document-store.ts';

/**
 * Tells the keys that earlier runs of a file wrote, going by what they ran: to find them is no surprise.
 *
 * @param texts what they ran
 */
export function ownResults(
  texts: readonly string[],
  { name, grant }: Pick<PipelineDocument, 'name' | 'grant'>,
): (key: string) => boolean {
  const sinks = texts.flatMap(text => {
    const read = readPipelineText(text, name, grant);
    return read.ok ? read.pipelines.flatMap(sinksOf) : [];
  });
  return key => sinks.some(sink => mayWrite(sink, key));
}
