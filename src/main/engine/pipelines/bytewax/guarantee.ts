import { compilePlan, type NamedPipeline } from '#shared/pipeline/plan.ts';
import { sinksOf, type SinkSpec } from '#shared/pipeline/sinks/sinks.ts';

/** What follows in Bytewax from the parts of a pipeline, as sentences. Recovery is `-r`. */
export function guaranteeInBytewax(file: NamedPipeline): string[] {
  const { source } = file;
  if (source.type === 'channel')
    return [
      'Every message counts at most once: what is sent while the dataflow is not there is not received.',
    ];
  if (source.type === 'stream' && source.ack === 'never')
    return [
      'Nothing is acknowledged. With recovery every entry is read once; without it each start reads all pending entries again.',
    ];
  const sentences = [readAgain(file)];
  for (const words of new Set(sinksOf(file).map(sink => writtenAgain(file, sink)))) sentences.push(words);
  return sentences;
}

/** What a restart goes on from. */
function readAgain({ source }: NamedPipeline): string {
  switch (source.type) {
    case 'sse':
      return 'With recovery a restart goes on behind the id of the last event of the snapshot, as far as the server still has what follows; without it, with what the server sends then.';
    case 'stream':
      return source.group === undefined
        ? 'With recovery a restart goes on behind the last entry of the snapshot; without it, it begins as at the first start.'
        : 'An entry is acknowledged once a snapshot has it. With recovery a restart goes on with exactly what that snapshot has not; without it, what was in open windows and acknowledged is lost in a crash.';
    default:
      return 'With recovery a restart goes on where the snapshot stood; without it, it starts over.';
  }
}

/** What becomes of the events that are read again after a crash. */
function writtenAgain(file: NamedPipeline, sink: SinkSpec): string {
  switch (sink.type) {
    case 'timeSeries':
    case 'leaderboard':
      return compilePlan(file).eventTime
        ? `With recovery every event counts once in ${sink.type}, also over kill -9: what is written for a window is its value, so that writing it again changes nothing.`
        : `With recovery every event counts at least once in ${sink.type}: after a crash those since the snapshot count again, in the window of that time.`;
    case 'file':
      return 'With recovery every line is in file once, also over kill -9: what was written after the snapshot is taken out and written again. Before the first snapshot it is only written again.';
    case 'chart':
      return 'chart is drawn by Millrace alone: here nothing is written for it.';
    default:
      return `With recovery every result goes to ${sink.type} at least once: after a crash those since the snapshot come again.`;
  }
}
