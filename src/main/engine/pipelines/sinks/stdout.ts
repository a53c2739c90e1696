import type { SinkOf } from '#shared/pipeline/sinks/sinks.ts';
import type { Sink, SinkContext } from './sink.ts';

/** Standard output belongs to the host. */
export function makeStdout(_: SinkOf<'stdout'>, { writeStdout }: SinkContext): Sink {
  return { lines: writeStdout };
}
