import type { KeyOrigin } from '#shared/contract/keys.ts';
import type { ListedPipeline } from '#shared/contract/pipelines.ts';
import { isKey } from '#shared/pipeline/place.ts';
import { compilePlan, type NamedPipeline } from '#shared/pipeline/plan.ts';
import { kindOf as sinkKindOf, mayWrite, sinksOf, type SinkSpec } from '#shared/pipeline/sinks/sinks.ts';
import { kindOf } from '#shared/pipeline/sources/sources.ts';
import { shownText, utf8Text } from '#shared/redis/text.ts';
import { keptUnder } from '../pipelines/checkpoint/checkpoint.ts';
import type { PipelineDocument } from '../pipelines/file/document-store.ts';
import { readPipelineText } from '../pipelines/file/outline.ts';

type Known = Pick<PipelineDocument, 'id' | 'name' | 'text' | 'grant'>;

/**
 * The pipelines that have to do with a key, going by what their files say. A file with problems says nothing.
 *
 * @param listed the same pipelines with the runs they have
 */
export function originsOf(
  key: Uint8Array,
  documents: readonly Known[],
  listed: readonly Pick<ListedPipeline, 'id' | 'connectionId'>[],
  connectionId: string,
): KeyOrigin[] {
  const name = utf8Text(key);
  if (name === null) return [];
  return documents.flatMap(({ id, name: title, text, grant }) => {
    const read = readPipelineText(text, title, grant);
    if (!read.ok) return [];
    const isHere = listed.some(pipeline => pipeline.id === id && pipeline.connectionId === connectionId);
    return read.pipelines.flatMap((pipeline): KeyOrigin[] => {
      const found = relationOf(pipeline, name);
      return found === null ? [] : [{ id, name: shownText(title), isHere, ...found }];
    });
  });
}

function relationOf(
  pipeline: NamedPipeline,
  name: string,
): Pick<KeyOrigin, 'does' | 'chart' | 'streams' | 'channels'> | null {
  const { source } = pipeline;
  const kind = kindOf(source);
  const isRead = [...kind.reads(source), ...kind.changes(source)].some(
    place => isKey(place) && place.name === name,
  );
  const sink = sinksOf(pipeline).find(sink => mayWrite(sink, name));
  const reads = {
    streams: source.type === 'stream' ? source.keys : [],
    channels: source.type === 'channel' ? (source.channels ?? []) : [],
  };
  if (sink) return { does: 'writes', chart: chartOf(pipeline, sink, name), ...reads };
  const checkpoint = keptUnder(pipeline);
  if (checkpoint !== null && (name === checkpoint || name.startsWith(`${checkpoint}:`)))
    return { does: 'keeps', chart: null, ...reads };
  return isRead ? { does: 'reads', chart: null, streams: [], channels: [] } : null;
}

function chartOf(pipeline: NamedPipeline, sink: SinkSpec, name: string): KeyOrigin['chart'] {
  const chart = sinkKindOf(sink).chart(sink, compilePlan(pipeline).windower);
  if (chart?.kind === 'timeSeries')
    return name.startsWith(chart.prefix)
      ? { kind: 'timeSeries', prefix: chart.prefix, members: chart.members }
      : null;
  return chart && name !== chart.epochKey ? chart : null;
}
