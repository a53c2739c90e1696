import { mayWrite, sinksOf, type SinkSpec } from '#shared/pipeline/sinks/sinks.ts';
import { readPipelineText } from '../file/outline.ts';
import type { PipelineDocument } from '../file/document-store.ts';

/**
 * Tells the keys whose names are such as earlier runs of a file wrote, going by what they ran: to find them is no surprise. A text is read
 * when those before it do not tell.
 *
 * @param texts what they ran, the likeliest first
 */
export function ownResults(
  texts: readonly string[],
  { name, grant }: Pick<PipelineDocument, 'name' | 'grant'>,
): (key: string) => boolean {
  const sinks = new Map<string, readonly SinkSpec[]>();
  const sinksIn = (text: string) => {
    const known = sinks.get(text);
    if (known) return known;
    const read = readPipelineText(text, name, grant);
    const found = read.ok ? read.pipelines.flatMap(sinksOf) : [];
    sinks.set(text, found);
    return found;
  };
  return key => texts.some(text => sinksIn(text).some(sink => mayWrite(sink, key)));
}
