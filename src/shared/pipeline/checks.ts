import { compileAggregate, type Aggregate } from './aggregates/aggregate.ts';
import { parseDuration } from './duration.ts';
import { compileExpression, ExpressionError } from './expression.ts';
import { globMatches } from '../redis/glob.ts';
import { problemAt, type Problem } from './problems.ts';
import type { PipelineFile } from './schema.ts';
import { templateSet } from './template.ts';
import { windowerOf, type Windower } from './windower.ts';
import { isMerging, type MergingSink } from './plan.ts';

/** Member names of a row that an aggregate cannot have. */
const reserved = ['window', 'key', 'worker', 'open', 'approximate', 'start', 'end'];

/** What the schema cannot say: expressions that do not compile, and parts that do not fit together. */
export function checkPipeline(file: PipelineFile): Problem[] {
  const problems: Problem[] = [];
  const report = (path: (string | number)[], message: string, allowed = '') =>
    void problems.push(problemAt(path, message, allowed));
  const attempt = <T>(path: (string | number)[], compile: () => T): T | undefined => {
    try {
      return compile();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!(error instanceof ExpressionError)) report(path, message);
      else {
        problems.push({
          path,
          message: `${message} (at character ${error.at + 1})`,
          allowed: path[0] === 'source' ? 'text with {{CEL}} in it' : 'a CEL expression over event and meta',
          at: error.at,
        });
      }
      return undefined;
    }
  };

  checkSource(file, report, attempt);
  if (file.where !== undefined) attempt(['where'], () => compileExpression(file.where!));
  file.groupBy.forEach((key, index) => attempt(['groupBy', index], () => compileExpression(key)));
  const { window } = file;
  const windower = checkWindow(file, report);
  if (window && typeof window.time === 'object') {
    const { event } = window.time;
    attempt(['window', 'time', 'event'], () => compileExpression(event));
  }
  const aggregates = checkAggregates(file, report, attempt);

  const hasAggregate = Object.keys(file.aggregate ?? {}).length > 0;
  if (file.aggregate && !hasAggregate)
    report(['aggregate'], 'is empty', 'at least one aggregate, or no aggregate and no window');
  if (hasAggregate && !window) report(['window'], 'is missing', 'a window, because there is an aggregate');
  if (window && !file.aggregate)
    report(['aggregate'], 'is missing', 'an aggregate, because there is a window');
  if (file.groupBy.length > 0 && !file.aggregate)
    report(['groupBy'], 'has nothing to group', 'an aggregate and a window beside it');
  if (file.invalid && !file.aggregate)
    report(['invalid'], 'has nothing to count under', 'an aggregate beside it');
  if (file.late && typeof window?.time !== 'object')
    report(['late'], 'cannot happen with processing time', 'a window with "time": { "event": CEL }');
  if (file.flush !== undefined && parseDuration(file.flush) < 1)
    report(['flush'], 'is too short', 'from 1ms');

  file.sinks.forEach((sink, index) => {
    const at = ['sinks', index];
    if (isMerging(sink)) checkMerging(sink, at, file, windower, aggregates, report);
    else if (sink.type === 'chart' && !file.aggregate)
      report(at, 'has nothing to draw', 'an aggregate and a window beside it');
    if (sink.type === 'stream' && file.source.type === 'stream' && file.source.keys.includes(sink.key))
      report(
        [...at, 'key'],
        `"${sink.key}" is read by the source: the pipeline would feed itself`,
        'another key',
      );
    if (sink.type === 'publish' && file.source.type === 'channel' && hears(file.source, sink.channel))
      report(
        [...at, 'channel'],
        `"${sink.channel}" is read by the source: the pipeline would feed itself`,
        'another channel',
      );
  });
  return problems;
}

type Report = (path: (string | number)[], message: string, allowed?: string) => void;
type Attempt = <T>(path: (string | number)[], compile: () => T) => T | undefined;

function checkSource({ source }: PipelineFile, report: Report, attempt: Attempt): void {
  if (source.type === 'channel' && !source.channels && !source.patterns && !source.shardChannels)
    report(['source'], 'names nothing to subscribe to', 'at least one of channels, patterns, shardChannels');
  if (source.type === 'stream') {
    if (new Set(source.keys).size < source.keys.length)
      report(['source', 'keys'], 'names a stream twice', 'different keys');
    for (const member of ['consumer', 'claimIdle'] as const) {
      if (source[member] !== undefined && source.group === undefined)
        report(['source', member], 'needs a group', '"group" beside it');
    }
    if (source.ack === 'never' && source.group === undefined)
      report(['source', 'ack'], '"never" needs a group', '"group" beside it, or "result"');
  }
  if (source.type === 'generator') {
    if ((source.fields === undefined) === (source.payload === undefined))
      report(
        ['source'],
        source.fields ? 'has both fields and payload' : 'has nothing to generate',
        'either fields or payload',
      );
    const set = templateSet(0);
    if (source.payload !== undefined) attempt(['source', 'payload'], () => set.compile(source.payload!));
    for (const [name, template] of Object.entries(source.fields ?? {}))
      attempt(['source', 'fields', name], () => set.compile(template));
  }
}

/** Undefined when there is no window, or its lengths make no sense. */
function checkWindow({ window, limits }: PipelineFile, report: Report): Windower | undefined {
  if (!window) return undefined;
  const { gap, size, every } = { gap: undefined, size: undefined, every: undefined, ...window };
  for (const [member, length] of Object.entries({ gap, size, every })) {
    if (length === undefined || parseDuration(length) > 0) continue;
    report(['window', member], `"${length}" is no time`, 'from 1ms');
    return undefined;
  }
  const windower = windowerOf(window);
  if (windower.kind === 'session') return windower;
  const { sizeMs, everyMs } = windower;
  if (everyMs > sizeMs)
    report(['window', 'every'], 'leaves time between windows, which would be lost', `at most ${size}`);
  // Every event is in so many windows.
  if (sizeMs / everyMs > limits.windows)
    report(
      ['window', 'every'],
      `makes every event count in ${Math.ceil(sizeMs / everyMs)} windows`,
      `at most ${limits.windows}, or another "windows" in "limits"`,
    );
  return windower;
}

function hears(
  { channels = [], shardChannels = [], patterns = [] }: Extract<PipelineFile['source'], { type: 'channel' }>,
  channel: string,
): boolean {
  const bytes = (text: string) => new TextEncoder().encode(text);
  return (
    channels.includes(channel) ||
    shardChannels.includes(channel) ||
    patterns.some(pattern => globMatches(bytes(pattern), bytes(channel)))
  );
}

function checkAggregates(file: PipelineFile, report: Report, attempt: Attempt): (Aggregate | undefined)[] {
  return Object.entries(file.aggregate ?? {}).map(([name, spec]) => {
    const path = ['aggregate', name];
    if (reserved.includes(name))
      report(path, 'has a name that rows use themselves', `a name other than ${reserved.join(', ')}`);
    const [[kind, of]] = Object.entries(spec) as [[string, unknown]];
    return attempt([...path, kind, ...(typeof of === 'object' ? ['of'] : [])], () =>
      compileAggregate(name, spec),
    );
  });
}

function checkMerging(
  sink: MergingSink,
  at: (string | number)[],
  file: PipelineFile,
  windower: Windower | undefined,
  aggregates: (Aggregate | undefined)[],
  report: Report,
): void {
  if (!file.aggregate)
    return report(at, `${sink.type} needs numbers to add up`, 'an aggregate and a window beside it');
  const names = Object.keys(file.aggregate);
  const able = sink.type === 'timeSeries' ? ['add'] : ['add', 'max', 'min'];
  const takes = sink.type === 'timeSeries' ? 'count or sum' : 'count, sum, max or min';
  if (sink.value === undefined && names.length > 1)
    report([...at, 'value'], 'is missing, and there are several aggregates', `one of ${names.join(', ')}`);
  else {
    const index = sink.value === undefined ? 0 : names.indexOf(sink.value);
    const aggregate = aggregates[index];
    if (index < 0)
      report([...at, 'value'], `"${sink.value}" is not an aggregate of this pipeline`, names.join(', '));
    else if (aggregate && !able.includes(aggregate.redisMerge ?? ''))
      report(
        sink.value === undefined ? at : [...at, 'value'],
        `${sink.type} cannot merge "${aggregate.name}" in Redis`,
        `an aggregate that is ${takes}`,
      );
  }
  if (windower?.kind === 'session')
    return report(
      at,
      `${sink.type} cannot merge sessions: they change their start`,
      'a tumbling or sliding window',
    );
  if (sink.type === 'leaderboard') {
    if (file.groupBy.length === 0) report(at, 'has no members to rank', '"groupBy" beside it');
    if (!/\{(epoch|window)\}/.test(sink.key))
      report([...at, 'key'], 'is the same for every window', 'text with {epoch} or {window} in it');
    return;
  }
  if (windower && (windower.sizeMs % 1000 || windower.everyMs % 1000 || windower.alignMs % 1000))
    report(at, 'keeps whole seconds', 'a window of whole seconds, aligned to a whole second');
  if (file.groupBy.length === 0 && sink.total === undefined)
    report([...at, 'total'], 'is missing: without groupBy nothing else is written', 'the key of a hash');
  if (sink.retention !== undefined && windower && parseDuration(sink.retention) < windower.sizeMs)
    report([...at, 'retention'], 'is shorter than the window', `at least ${windower.sizeMs / 1000}s`);
}
