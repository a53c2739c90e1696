import type { CheckedPipelines, PipelineOutline, PipelineTouches } from '#shared/contract/pipelines.ts';
import { variablesUsed, type UsedVariable } from '#shared/pipeline/environment.ts';
import { decodeText } from '#shared/pipeline/decode.ts';
import { guaranteeOf } from '#shared/pipeline/guarantee.ts';
import { compilePlan, type NamedPipeline } from '#shared/pipeline/plan.ts';
import { lookupText } from '#shared/pipeline/lookup.ts';
import { isKey, placeText, type Place } from '#shared/pipeline/place.ts';
import { rateLimitText } from '#shared/pipeline/rate-limit.ts';
import { readPipelines, type ReadResult } from '#shared/pipeline/read-pipelines.ts';
import { sampleText } from '#shared/pipeline/sample.ts';
import { selectText } from '#shared/pipeline/select.ts';
import { kindOf as sinkKindOf, sinksOf, type SinkSpec } from '#shared/pipeline/sinks/sinks.ts';
import { kindOf } from '#shared/pipeline/sources/sources.ts';
import { bytesText } from '#shared/redis/text.ts';
import { keptUnder } from '../checkpoint/checkpoint.ts';
import { roundsOfFile } from '../flow/flow.ts';
import { proxyOfImported } from '../sources/public-fetch.ts';
import { importedEnvironment, isForAll, wholePath, type Grant } from './imported.ts';
import { pipelineEnvironment } from './recipes.ts';

/**
 * @param name taken where the file names nothing: under it a position is kept, so that two files must not share it
 * @param grant what a file that was imported may read beside what every file may; null for the person's own
 */
export function readPipelineText(text: string, name: string, grant: Grant | null = null): ReadResult {
  if (!grant) return readPipelines(text, { environment: pipelineEnvironment(), fallbackName: name });
  const withheld =
    'an imported file reads REDIS_*, MILLRACE_* and what is ticked when it is started for the first time; or write the value into the file';
  return readPipelines(text, { environment: importedEnvironment(grant), fallbackName: name, withheld });
}

/** What a file is and what it would reach, or what is wrong with it. */
export function checkPipelineText(text: string, name: string): CheckedPipelines {
  const read = readPipelineText(text, name);
  if (!read.ok) return { problems: read.problems, pipelines: [], touches: touchesOf([], []), rounds: [] };
  const used = variablesUsed(JSON.parse(text.replace(/^\uFEFF/, '')));
  return {
    problems: [],
    pipelines: read.pipelines.map(outlineOf),
    touches: touchesOf(read.pipelines, used),
    rounds: roundsOfFile(read.pipelines),
  };
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
    name: seen(file.name),
    guarantee: guaranteeOf(plan).text,
    source: { kind: file.source.type, text: seen(source.text(file.source)), hasReplay: source.hasReplay },
    decode: decodeText(file.decode),
    where: file.where === undefined ? null : seen(file.where),
    sample: file.sample ? seen(sampleText(file.sample)) : null,
    dedupe: file.dedupe ? seen(dedupeText(file.dedupe)) : null,
    rateLimit: file.rateLimit ? seen(rateLimitText(file.rateLimit)) : null,
    lookup: file.lookup ? seen(lookupText(file.lookup)) : null,
    select: file.select ? seen(selectText(file.select)) : null,
    groupBy: file.groupBy.map(seen),
    having: file.having === undefined ? null : seen(file.having),
    window: window
      ? `${window.type} ${window.type === 'session' ? window.gap : window.size}${window.type === 'sliding' ? ` every ${window.every}` : ''} · ${time}`
      : null,
    aggregates: plan.aggregates.map(({ name }) => seen(name)),
    sinks: file.sinks.map(sink => ({ kind: sink.type, text: seen(sinkText(sink)) })),
    charts: file.sinks
      .map(sink => sinkKindOf(sink).chart(sink, plan.windower))
      .filter(chart => chart !== null),
  };
}

function dedupeText({ by, keep, within }: NonNullable<NamedPipeline['dedupe']>): string {
  return `by ${by}${within === undefined ? '' : ` within ${within}`}, the newest ${keep}`;
}

function sinkText(sink: SinkSpec): string {
  const text = sinkKindOf(sink).text(sink);
  return 'where' in sink && sink.where !== undefined ? `${text} where ${sink.where}`.trim() : text;
}

function touchesOf(pipelines: readonly NamedPipeline[], used: readonly UsedVariable[]): PipelineTouches {
  const sources = pipelines.map(({ source }) => source);
  const sinks = pipelines.flatMap(sinksOf);
  const checkpoints = pipelines.map(keptUnder).filter(key => key !== null);
  const read = sources.flatMap(source => [
    ...kindOf(source).reads(source),
    ...kindOf(source).changes(source),
  ]);
  const changed = sources.flatMap(source => kindOf(source).changes(source));
  const written = sinks.flatMap(sink => sinkKindOf(sink).writes(sink));
  const addresses = [...read, ...written].filter(({ kind }) => kind === 'eventSource' || kind === 'receiver');
  return {
    hosts: seenOnce(addresses.map(placeText)),
    proxies: seenOnce(addresses.map(({ name }) => proxyOfImported(name)).filter(proxy => proxy !== null)),
    reads: reached(read, pipelines.flatMap(lookedAt)),
    writes: reached([...changed, ...written], checkpoints),
    variables: used.map(({ name, places }) => ({
      name: seen(name),
      places: seenOnce(places),
      isForAll: isForAll(name),
    })),
  };
}

/** Keys that events name cannot be listed: how they are named is. */
function lookedAt({ lookup = {} }: NamedPipeline): string[] {
  return Object.values(lookup).map(({ key }) => `the key ${key} of each event`);
}

/** @param keys beside those among the places */
function reached(places: readonly Place[], keys: readonly string[]): PipelineTouches['reads'] {
  const textsOf = (isOne: (place: Place) => boolean) => places.filter(isOne).map(placeText);
  return {
    paths: seenOnce(textsOf(({ kind }) => kind === 'file').map(wholePath)),
    keys: seenOnce([...textsOf(isKey), ...keys]),
    channels: seenOnce(textsOf(isHeard)),
  };
}

const isHeard = ({ kind }: Place): boolean =>
  kind === 'channel' || kind === 'shardChannel' || kind === 'keyEvents';

/** A person decides by what is seen: what is not seen, or turns the text around it, is written out. */
function seen(text: string): string {
  return bytesText(Buffer.from(text));
}

function seenOnce(texts: readonly string[]): string[] {
  return [...new Set(texts.map(seen))];
}
