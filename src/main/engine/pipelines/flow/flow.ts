import type { Flow, FlowPipeline, FlowRound } from '#shared/contract/flow.ts';
import type { PipelineFigures } from '#shared/contract/pipelines.ts';
import { jointsOf, roundsOf, type Joints, type JoinedPipeline } from '#shared/pipeline/joints.ts';
import type { Place } from '#shared/pipeline/place.ts';
import type { NamedPipeline } from '#shared/pipeline/plan.ts';
import { shownText } from '#shared/redis/text.ts';
import { wholePath } from '../file/imported.ts';
import { Pressure, unknown } from './pressure.ts';

/** A pipeline file with what is known of its run. */
export interface FlowFile {
  id: string;
  name: string;
  pipelines: readonly NamedPipeline[];
  /** Null while it does not run. */
  run: { state: string; figures: readonly PipelineFigures[] } | null;
}

interface Node extends JoinedPipeline {
  file: FlowFile;
}

/** The picture of pipelines that are joined, read again and again: trends are those between the readings. */
export class FlowPicture {
  readonly #pressures = new Map<string, Pressure>();

  /**
   * @param own the file that is shown; null for all that run
   * @param others that run on the same server: those that are joined with it, however far away, are in the picture
   */
  read(own: FlowFile | null, others: readonly FlowFile[], now = performance.now()): Flow {
    const ownNodes = own ? nodesOf(own) : [];
    const all = [...ownNodes, ...others.flatMap(nodesOf)];
    const near = own && neighbours(ownNodes, jointsOf(all, whole));
    const nodes = near ? all.filter(({ node }) => near.has(node)) : all;
    const joints = jointsOf(nodes, whole);
    const drawn = new Set(nodes.map(({ node }) => node));
    for (const node of this.#pressures.keys()) if (!drawn.has(node)) this.#pressures.delete(node);
    return {
      pipelines: nodes.map(node => this.#shown(node, own === null || node.file === own, now)),
      ...joints,
      rounds: namedRounds(joints, nodes),
    };
  }

  #shown({ node, file, pipeline }: Node, isOwn: boolean, now: number): FlowPipeline {
    const figures = file.run?.figures.find(({ id }) => id === pipeline.id) ?? null;
    if (!figures) this.#pressures.delete(node);
    return {
      node,
      file: file.id,
      fileName: shownText(file.name),
      id: pipeline.id,
      name: shownText(pipeline.name),
      isOwn,
      state: file.run?.state ?? null,
      receivedPerSecond: figures?.receivedPerSecond ?? null,
      emittedPerSecond: figures?.emittedPerSecond ?? null,
      received: figures?.received ?? null,
      emitted: figures?.emitted ?? null,
      pressure: figures
        ? this.#pressureOf(node).read(now, figures, pipeline.source)
        : unknown('it does not run'),
    };
  }

  #pressureOf(node: string): Pressure {
    let pressure = this.#pressures.get(node);
    if (!pressure) this.#pressures.set(node, (pressure = new Pressure()));
    return pressure;
  }
}

/** The ways round in a file, without what runs beside it. */
export function roundsOfFile(pipelines: readonly NamedPipeline[]): FlowRound[] {
  const nodes = pipelines.map(pipeline => ({ node: pipeline.id, pipeline }));
  return namedRounds(jointsOf(nodes, whole), nodes);
}

function namedRounds(joints: Joints, nodes: readonly JoinedPipeline[]): FlowRound[] {
  const names = new Map(nodes.map(({ node, pipeline }) => [node, shownText(pipeline.name)]));
  return roundsOf(joints).map(round => ({
    names: round.nodes.map(node => names.get(node)!),
    may: round.may,
  }));
}

const nodesOf = (file: FlowFile): Node[] =>
  file.pipelines.map(pipeline => ({ node: `${file.id}/${pipeline.id}`, file, pipeline }));

/** Files are the same by where they are. */
const whole = (place: Place): Place =>
  place.kind === 'file' ? { ...place, name: wholePath(place.name) } : place;

/** The nodes that are joined with some, over any number of joints. */
function neighbours(some: readonly Node[], { writes, reads }: Joints): Set<string> {
  const writesOf = Map.groupBy(writes, ({ node }) => node);
  const readsOf = Map.groupBy(reads, ({ node }) => node);
  const writtenIn = Map.groupBy(writes, ({ place }) => place);
  const readIn = Map.groupBy(reads, ({ place }) => place);
  const found = new Set(some.map(({ node }) => node));
  for (const node of found) {
    for (const { place } of writesOf.get(node) ?? [])
      for (const reader of readIn.get(place) ?? []) found.add(reader.node);
    for (const { place } of readsOf.get(node) ?? [])
      for (const writer of writtenIn.get(place) ?? []) found.add(writer.node);
  }
  return found;
}
