import type { CheckedPipelines, PipelineOutline, PipelineTouches } from '#shared/contract/pipelines.ts';
import { guaranteeOf } from '#shared/pipeline/guarantee.ts';
import { compilePlan, type NamedPipeline } from '#shared/pipeline/plan.ts';
import { readPipelines, type ReadResult } from '#shared/pipeline/read-pipelines.ts';
import type { SinkSpec, SourceSpec } from '#shared/pipeline/schema.ts';
import { keptUnder } from '../checkpoint/checkpoint.ts';
import { pipelineEnvironment } from './recipes.ts';

/** @param name taken where the file names nothing: under it a position is kept, so that two files must not share it */
export function readPipelineText(text: string, name: string): ReadResult {
  return readPipelines(text, { environment: pipelineEnvironment(), fallbackName: name });
}

/** What a file is and what it would reach, or what is wrong with it. */
export function checkPipelineText(text: string, name: string): CheckedPipelines {
  const touches: PipelineTouches = { hosts: [], paths: [], keys: [], channels: [] };
  const read = readPipelineText(text, name);
  if (!read.ok) return { problems: read.problems, pipelines: [], touches };
  for (const pipeline of read.pipelines) addTouches(touches, pipeline);
  for (const list of Object.values(touches)) list.splice(0, list.length, ...new Set(list));
  return { problems: [], pipelines: read.pipelines.map(outlineOf), touches };
}

function outlineOf(file: NamedPipeline): PipelineOutline {
  const plan = compilePlan(file);
  const { window } = file;
  const time =
    window &&
    (window.time === 'processing' ? 'processing time' : `event time, lateness ${window.time.lateness}`);
  return {
    id: file.id,
    name: file.name,
    guarantee: guaranteeOf(plan).text,
    source: { kind: file.source.type, text: sourceText(file.source) },
    decode: file.decode,
    where: file.where ?? null,
    groupBy: file.groupBy,
    window: window
      ? `${window.type} ${window.type === 'session' ? window.gap : window.size}${window.type === 'sliding' ? ` every ${window.every}` : ''} · ${time}`
      : null,
    aggregates: plan.aggregates.map(({ name }) => name),
    sinks: file.sinks.map(sink => ({ kind: sink.type, text: sinkText(sink) })),
    charts: plan.merging.map(({ sink }) =>
      sink.type === 'timeSeries'
        ? {
            kind: sink.type,
            prefix: sink.prefix,
            total: sink.total ?? null,
            members: sink.members ?? null,
            sizeSeconds: plan.windower?.kind === 'fixed' ? plan.windower.everyMs / 1000 : 1,
          }
        : { kind: sink.type, key: sink.key, epochKey: sink.epochKey },
    ),
  };
}

function sourceText(source: SourceSpec): string {
  switch (source.type) {
    case 'sse':
      return source.url;
    case 'stream':
      return `${source.keys.join(', ')}${source.group === undefined ? '' : ` · group ${source.group}`}`;
    case 'channel':
      return [...(source.channels ?? []), ...(source.patterns ?? []), ...(source.shardChannels ?? [])].join(
        ', ',
      );
    case 'keyspace':
      return source.patterns.join(', ');
    case 'jsonl':
      return source.path;
    default:
      return source.payload ?? Object.keys(source.fields ?? {}).join(', ');
  }
}

function sinkText(sink: SinkSpec): string {
  switch (sink.type) {
    case 'timeSeries':
      return `${sink.prefix}<key>${sink.total === undefined ? '' : ` · ${sink.total}`}`;
    case 'leaderboard':
      return sink.key;
    case 'publish':
      return sink.channel;
    case 'stream':
      return sink.key;
    case 'file':
      return sink.path;
    default:
      return '';
  }
}

function addTouches(touches: PipelineTouches, file: NamedPipeline): void {
  const { source } = file;
  const plan = compilePlan(file);
  if (source.type === 'sse') touches.hosts.push(new URL(source.url).host);
  if (source.type === 'jsonl') touches.paths.push(source.path);
  if (source.type === 'stream') touches.keys.push(...source.keys);
  if (source.type === 'channel' || source.type === 'keyspace') touches.channels.push(sourceText(source));
  for (const sink of [...file.sinks, ...plan.lateSinks]) {
    if (sink.type === 'file') touches.paths.push(sink.path);
    else if (sink.type === 'publish') touches.channels.push(sink.channel);
    else if (sink.type === 'stream') touches.keys.push(sink.key);
    else if (sink.type === 'leaderboard') touches.keys.push(sink.key, sink.epochKey);
    else if (sink.type === 'timeSeries')
      touches.keys.push(`${sink.prefix}*`, ...[sink.total, sink.members].filter(key => key !== undefined));
  }
  const checkpoint = keptUnder(file);
  if (checkpoint !== null) touches.keys.push(checkpoint);
}
