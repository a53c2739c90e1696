import { resolve } from 'node:path';
import type { CheckedPipelines, PipelineOutline, PipelineTouches } from '#shared/contract/pipelines.ts';
import { variablesUsed } from '#shared/pipeline/environment.ts';
import { decodeText } from '#shared/pipeline/decode.ts';
import { guaranteeOf } from '#shared/pipeline/guarantee.ts';
import { compilePlan, type NamedPipeline } from '#shared/pipeline/plan.ts';
import { readPipelines, type ReadResult } from '#shared/pipeline/read-pipelines.ts';
import { kindOf as sinkKindOf } from '#shared/pipeline/sinks/sinks.ts';
import { kindOf } from '#shared/pipeline/sources/sources.ts';
import { bytesText } from '#shared/redis/text.ts';
import type { Touches } from '#shared/pipeline/touches.ts';
import { keptUnder } from '../checkpoint/checkpoint.ts';
import { importedEnvironment, pipelineEnvironment } from './recipes.ts';

/** @param name taken where the file names nothing: under it a position is kept, so that two files must not share it */
export function readPipelineText(text: string, name: string, imported = false): ReadResult {
  if (!imported) return readPipelines(text, { environment: pipelineEnvironment(), fallbackName: name });
  const withheld = 'an imported file reads REDIS_* and MILLRACE_* alone: write the value into the file';
  return readPipelines(text, { environment: importedEnvironment(), fallbackName: name, withheld });
}

/** The files that a file's sinks write, as whole paths. */
export function filesWritten(pipelines: readonly NamedPipeline[]): string[] {
  return pipelines
    .flatMap(({ sinks, late }) => [...sinks, ...(late?.sinks ?? [])])
    .flatMap(sink => sinkKindOf(sink).touches(sink).paths ?? [])
    .map(path => resolve(path));
}

/** What a file is and what it would reach, or what is wrong with it. */
export function checkPipelineText(text: string, name: string): CheckedPipelines {
  const touches: PipelineTouches = { hosts: [], paths: [], keys: [], channels: [], variables: [] };
  const read = readPipelineText(text, name);
  if (!read.ok) return { problems: read.problems, pipelines: [], touches };
  for (const pipeline of read.pipelines) addTouches(touches, pipeline);
  touches.variables = variablesUsed(JSON.parse(text.replace(/^\uFEFF/, '')));
  // A person decides by what is seen: what is not seen, or turns the text around it, is written out.
  for (const list of Object.values(touches))
    list.splice(0, list.length, ...new Set(list.map(name => bytesText(Buffer.from(name)))));
  return { problems: [], pipelines: read.pipelines.map(outlineOf), touches };
}

function outlineOf(file: NamedPipeline): PipelineOutline {
  const plan = compilePlan(file);
  const source = kindOf(file.source);
  const { window } = file;
  const time =
    window &&
    (window.time === 'processing' ? 'processing time' : `event time, lateness ${window.time.lateness}`);
  return {
    id: file.id,
    name: file.name,
    guarantee: guaranteeOf(plan).text,
    source: { kind: file.source.type, text: source.text(file.source), hasReplay: source.hasReplay },
    decode: decodeText(file.decode),
    where: file.where ?? null,
    groupBy: file.groupBy,
    window: window
      ? `${window.type} ${window.type === 'session' ? window.gap : window.size}${window.type === 'sliding' ? ` every ${window.every}` : ''} · ${time}`
      : null,
    aggregates: plan.aggregates.map(({ name }) => name),
    sinks: file.sinks.map(sink => ({ kind: sink.type, text: sinkKindOf(sink).text(sink) })),
    charts: file.sinks
      .map(sink => sinkKindOf(sink).chart(sink, plan.windower))
      .filter(chart => chart !== null),
  };
}

function addTouches(touches: PipelineTouches, file: NamedPipeline): void {
  const sinks = [...file.sinks, ...(file.late?.sinks ?? [])];
  const checkpoint = keptUnder(file);
  for (const reached of [
    kindOf(file.source).touches(file.source),
    ...sinks.map(sink => sinkKindOf(sink).touches(sink)),
    { keys: checkpoint === null ? [] : [checkpoint] },
  ]) {
    for (const [what, names] of Object.entries(reached)) touches[what as keyof Touches].push(...names);
  }
}
