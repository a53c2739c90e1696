import { lookedUp } from './lookup.ts';
import { meets, type Place } from './place.ts';
import type { NamedPipeline } from './plan.ts';
import { isMerging, kindOf as sinkKindOf, type SinkSpec } from './sinks/sinks.ts';
import { kindOf as sourceKindOf } from './sources/sources.ts';

/** A pipeline among others; `node` tells it from those of other files. */
export interface JoinedPipeline {
  readonly node: string;
  readonly pipeline: NamedPipeline;
}

/** A pipeline writes somewhere. */
interface PipelineWrites {
  readonly node: string;
  /** Of a `FlowPlace`. */
  readonly place: string;
  readonly what: 'results' | 'late' | 'invalid';
  /** All that the pipeline emits goes there; else how much is not counted, for this reason. */
  readonly notCounted: string | null;
}

/** A pipeline reads somewhere. */
interface PipelineReads {
  readonly node: string;
  readonly place: string;
  readonly as: 'events' | 'lookup';
  /** What it asks for, where that is not the place's own name: a pattern, the beginning of a name. */
  readonly by: Place | null;
  /** The group of consumers that reads, of which this pipeline is one; null where none does. */
  readonly group: string | null;
  /** It is not certain that what is written there has a name that it reads. */
  readonly may: boolean;
}

/** A place that pipelines read or write. */
interface FlowPlace extends Place {
  readonly id: string;
}

/** Pipelines as one picture: where each reads and writes. They are joined where one reads what another writes. */
export interface Joints {
  readonly places: FlowPlace[];
  readonly writes: PipelineWrites[];
  readonly reads: PipelineReads[];
}

/**
 * What is written has a place of its own; what is read has one where nobody writes it.
 *
 * @param whole a place as all pipelines would name it: the path of a file, say
 */
export function jointsOf(
  pipelines: readonly JoinedPipeline[],
  whole: (place: Place) => Place = place => place,
): Joints {
  const places = new Map<string, FlowPlace>();
  const noted = (asTold: Place): string => {
    const place = whole(asTold);
    const id = `${place.kind} ${place.as} ${place.name}`;
    if (!places.has(id)) places.set(id, { ...place, id });
    return id;
  };
  const writes = pipelines.flatMap(({ node, pipeline }) =>
    writingsOf(pipeline).map(({ place, what, notCounted }) => ({
      node,
      place: noted(place),
      what,
      notCounted,
    })),
  );
  const written = [...places.values()];
  const reads = pipelines.flatMap(({ node, pipeline }) =>
    readingsOf(pipeline).flatMap(({ place: asTold, as, group }): PipelineReads[] => {
      const place = whole(asTold);
      const met = written.flatMap(other => {
        const how = meets(other, place);
        return how === null ? [] : [{ other, may: how === 'maybe' }];
      });
      if (met.length === 0) return [{ node, place: noted(place), as, by: null, group, may: false }];
      return met.map(({ other, may }) => ({
        node,
        place: other.id,
        as,
        by: other.name === place.name && other.kind === place.kind ? null : place,
        group,
        may,
      }));
    }),
  );
  return { places: [...places.values()], writes, reads };
}

interface Reading {
  place: Place;
  as: PipelineReads['as'];
  group: string | null;
}

function readingsOf({ source, lookup = {} }: NamedPipeline): Reading[] {
  const kind = sourceKindOf(source);
  const group = kind.sharing(source)?.group ?? null;
  return [
    ...kind.reads(source).map((place): Reading => ({ place, as: 'events', group })),
    ...lookedUp(lookup).map((place): Reading => ({ place, as: 'lookup', group: null })),
  ];
}

interface Writing {
  place: Place;
  what: PipelineWrites['what'];
  notCounted: string | null;
}

function writingsOf({ sinks, late, invalid }: NamedPipeline): Writing[] {
  const isMixed = sinks.some(isMerging) && !sinks.every(isMerging);
  const writing = (
    what: Writing['what'],
    some: readonly SinkSpec[],
    reason: (sink: SinkSpec) => string | null,
  ) =>
    some.flatMap(sink =>
      sinkKindOf(sink)
        .writes(sink)
        .map((place): Writing => ({ place, what, notCounted: reason(sink) })),
    );
  return [
    ...writing('results', sinks, sink => reasonOf(sink, isMixed)),
    ...writing('late', late?.sinks ?? [], () => 'late events are counted in all, not by the second'),
    ...writing('invalid', invalid?.sinks ?? [], () => 'invalid events are counted in all, not by the second'),
  ];
}

function reasonOf(sink: SinkSpec, isMixed: boolean): string | null {
  if ('where' in sink && sink.where !== undefined)
    return 'this sink takes a part of what the pipeline emits, which is counted in all';
  return isMixed ? 'the pipeline emits rows and changes, which are counted together' : null;
}

/** Pipelines through which events go round: each reads what the one before it writes, and the first what the last writes. */
export interface Round {
  readonly nodes: string[];
  /** Whether it does depends on names that are not known. */
  readonly may: boolean;
}

/** The shortest way round through each pipeline that is in one, each way once. Look-ups carry no events. */
export function roundsOf({ writes, reads }: Joints): Round[] {
  const next = new Map<string, Map<string, boolean>>();
  for (const { node: from, place } of writes)
    for (const read of reads) {
      if (read.place !== place || read.as !== 'events') continue;
      const known = next.get(from) ?? new Map<string, boolean>();
      known.set(read.node, (known.get(read.node) ?? true) && read.may);
      next.set(from, known);
    }
  const rounds = new Map<string, Round>();
  for (const start of next.keys()) {
    const nodes = shortestRound(start, next);
    if (!nodes) continue;
    const may = nodes.some((node, index) => next.get(node)!.get(nodes[(index + 1) % nodes.length]!)!);
    const key = JSON.stringify([...nodes].sort());
    if (!rounds.has(key)) rounds.set(key, { nodes, may });
  }
  return [...rounds.values()];
}

/** @returns null where none of the ways from it leads back */
function shortestRound(
  start: string,
  next: ReadonlyMap<string, ReadonlyMap<string, boolean>>,
): string[] | null {
  const cameFrom = new Map<string, string>();
  const waiting = [start];
  for (const node of waiting) {
    for (const other of next.get(node)?.keys() ?? []) {
      if (other === start) {
        const nodes = [node];
        while (nodes[0] !== start) nodes.unshift(cameFrom.get(nodes[0]!)!);
        return nodes;
      }
      if (cameFrom.has(other)) continue;
      cameFrom.set(other, node);
      waiting.push(other);
    }
  }
  return null;
}
