import type { SinkOf } from '#shared/pipeline/sinks/sinks.ts';
import type { Sink, SinkContext } from './sink.ts';

/** Standard output belongs to the host. */
export function makeStdout({ format }: SinkOf<'stdout'>, { writeStdout }: SinkContext): Sink {
  return { lines: format === 'raw' ? text => writeStdout(rawText(text)) : writeStdout };
}

/** Lines of JSON, of which those that are strings are written as the text they are. */
function rawText(lines: string): string {
  return lines
    .split('\n')
    .map(line => (line.startsWith('"') ? (JSON.parse(line) as string) : line))
    .join('\n');
}
