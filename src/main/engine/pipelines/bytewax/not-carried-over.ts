import { decodeSteps, type Decode } from '#shared/pipeline/decode.ts';
import type { NamedPipeline } from '#shared/pipeline/plan.ts';
import { problemAt, type Problem } from '#shared/pipeline/problems.ts';
import { pipelineSchema } from '#shared/pipeline/schema.ts';
import type { SinkType } from '#shared/pipeline/sinks/sinks.ts';
import type { SourceType } from '#shared/pipeline/sources/sources.ts';
import { templateParts } from '#shared/pipeline/template.ts';
import { celForPython, NotCarriedOver, TEMPLATE_FUNCTIONS } from './cel-for-python.ts';

const SOURCES: readonly SourceType[] = ['sse', 'stream', 'channel', 'jsonl', 'generator'];
/** `chart` is carried over as nothing: it is the screen's. */
const SINKS: readonly SinkType[] = [
  'timeSeries',
  'leaderboard',
  'publish',
  'stream',
  'stdout',
  'file',
  'chart',
];
/** Of the ways to decode, those that Python has without another library. */
const DECODED = ['json', 'text', 'none', 'base64', 'gzip', 'deflate'];

/** Steps that a dataflow has not. */
const STEPS = ['decodeFields', 'sample', 'dedupe', 'rateLimit', 'lookup'] as const;

/** What of a pipeline has no equal in a Bytewax dataflow, with its place in the file. */
export function notCarriedOver(file: NamedPipeline): Problem[] {
  const problems: Problem[] = [];
  const report = (path: (string | number)[], message: string, allowed: string) =>
    void problems.push(problemAt(path, message, allowed));

  const { source } = file;
  if (!SOURCES.includes(source.type))
    report(['source', 'type'], `"${source.type}" is not carried over to Bytewax`, SOURCES.join(', '));
  if (source.type === 'stream' && source.claimIdle !== undefined)
    report(
      ['source', 'claimIdle'],
      'is not carried over: Bytewax gives a consumer that has failed to another worker by itself',
      'no "claimIdle"',
    );
  for (const step of STEPS)
    if (file[step] !== undefined) report([step], 'is not carried over to Bytewax', `no "${step}"`);
  checkDecode(file.decode, report);
  if (file.checkpoint !== undefined)
    report(['checkpoint'], 'is not carried over: Bytewax keeps positions itself', 'no "checkpoint"');
  if (file.invalid?.sinks)
    report(['invalid', 'sinks'], 'are not carried over to Bytewax', 'no "sinks", or "as" alone');
  checkLimits(file, report);
  const sinks = [
    ...file.sinks.map((sink, index) => ({ sink, path: ['sinks', index] })),
    ...(file.late?.sinks ?? []).map((sink, index) => ({ sink, path: ['late', 'sinks', index] })),
  ];
  for (const { sink, path } of sinks)
    if (!SINKS.includes(sink.type))
      report([...path, 'type'], `"${sink.type}" is not carried over to Bytewax`, SINKS.join(', '));
  for (const { path, text, variables, functions } of expressionsOf(file)) {
    try {
      celForPython(text, variables, functions);
    } catch (error) {
      if (!(error instanceof NotCarriedOver)) throw error;
      const message = `${error.message} (at character ${error.at + 1})`;
      problems.push({ path, message, allowed: '', at: error.at });
    }
  }
  return problems;
}

type Report = (path: (string | number)[], message: string, allowed: string) => void;

function checkDecode(decode: Decode, report: Report): void {
  const { wrappers, form } = decodeSteps(decode);
  const unknown = [...wrappers, form].find(step => !DECODED.includes(step));
  if (unknown !== undefined)
    report(['decode'], `"${unknown}" is not carried over to Bytewax`, DECODED.join(', '));
}

/** Bounds that somebody has set; the others are there for everyone, and no reason to refuse. */
function checkLimits({ limits }: NamedPipeline, report: Report): void {
  const usual = pipelineSchema.shape.limits.parse(undefined);
  for (const name of ['keys', 'windows', 'deliveries'] as const)
    if (limits[name] !== usual[name])
      report(['limits', name], 'is not carried over: Bytewax has no such bound', `no "${name}"`);
}

interface Placed {
  path: (string | number)[];
  text: string;
  variables: readonly string[];
  functions?: Readonly<Record<string, readonly number[]>>;
}

/** All expressions of a pipeline that a dataflow has as well. */
function* expressionsOf(file: NamedPipeline): Generator<Placed> {
  const event = ['event', 'meta'];
  const { source, window } = file;
  if (source.type === 'generator') {
    const templates = Object.entries(source.fields ?? {}).map(
      ([name, text]): [(string | number)[], string] => [['source', 'fields', name], text],
    );
    if (source.payload !== undefined) templates.push([['source', 'payload'], source.payload]);
    for (const [path, template] of templates)
      for (const part of templateParts(template))
        if (typeof part !== 'string')
          yield { path, text: part.source, variables: ['seq'], functions: TEMPLATE_FUNCTIONS };
  }
  if (file.where !== undefined) yield { path: ['where'], text: file.where, variables: event };
  for (const [name, text] of Object.entries(file.select?.fields ?? {}))
    yield { path: ['select', 'fields', name], text, variables: event };
  for (const [index, text] of file.groupBy.entries())
    yield { path: ['groupBy', index], text, variables: event };
  if (typeof window?.time === 'object')
    yield { path: ['window', 'time', 'event'], text: window.time.event, variables: event };
  for (const [name, spec] of Object.entries(file.aggregate ?? {})) {
    const [[kind, of]] = Object.entries(spec) as [[string, unknown]];
    if (typeof of === 'string') yield { path: ['aggregate', name, kind], text: of, variables: event };
    else if (typeof of === 'object' && of !== null)
      yield { path: ['aggregate', name, kind, 'of'], text: (of as { of: string }).of, variables: event };
  }
  if (file.having !== undefined) yield { path: ['having'], text: file.having, variables: ['row'] };
  for (const [index, sink] of file.sinks.entries())
    if ('where' in sink && sink.where !== undefined)
      yield {
        path: ['sinks', index, 'where'],
        text: sink.where,
        variables: file.aggregate ? ['row'] : event,
      };
  for (const [index, sink] of (file.late?.sinks ?? []).entries())
    if ('where' in sink && sink.where !== undefined)
      yield { path: ['late', 'sinks', index, 'where'], text: sink.where, variables: event };
}
