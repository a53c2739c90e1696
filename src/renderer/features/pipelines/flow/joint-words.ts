import type { Flow, FlowPipeline, FlowPressure } from '#shared/contract/flow.ts';
import { shownText } from '#shared/redis/text.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { countOf, formatCount, formatRate, UNKNOWN } from '../../../lib/format/numbers.ts';
import type { Tone } from '../../../ui/tag.tsx';
import { itemsIn, linkOfPlace, placeName, placeNoun } from './place-words.ts';

/** A joint, or an end of the picture, in words. */
export interface JointWords {
  id: string;
  /** "Make → Clean". */
  title: string;
  /** "channel made". */
  place: string;
  /** Of the screen that shows the place; null where none does. */
  link: string | null;
  /** "400/s written, 398/s read". */
  rates: string;
  /** "keeps up", "falls behind by 50/s, 12,400 entries wait". */
  state: string;
  tone: Tone;
}

type Items = readonly [one: string, many: string];
type Write = Flow['writes'][number];
type Read = Flow['reads'][number];

/** Everything that flows, a sentence each: first between pipelines, then from outside, then to it. */
export function jointsInWords({ pipelines, places, writes, reads }: Flow): JointWords[] {
  const pipelineOf = new Map(pipelines.map(pipeline => [pipeline.node, pipeline]));
  const placeOf = new Map(places.map(place => [place.id, place]));
  const toWords = (write: Write | null, read: Read | null): JointWords => {
    const place = placeOf.get((write ?? read)!.place)!;
    const writer = write && pipelineOf.get(write.node)!;
    const reader = read && pipelineOf.get(read.node)!;
    const named = `${placeNoun(place)} ${placeName(place)}`;
    const title = [writer?.name ?? placeName(place), reader?.name ?? placeName(place)].join(
      read?.may ? ' ⇢ ' : ' → ',
    );
    const from = write && write.what !== 'results' ? `${write.what} events, ` : '';
    const by = read?.by ? `, read as ${placeNoun(read.by)} ${placeName(read.by)}` : '';
    const group = read?.group ? `, group ${shownText(read.group)}` : '';
    const may = read?.may ? ', if its names match' : '';
    return {
      id: `${write?.node ?? ''} ${place.id} ${read?.node ?? ''}`,
      title,
      place: `${from}${named}${by}${group}${may}`,
      link: linkOfPlace(place),
      ...(read?.as === 'lookup'
        ? {
            rates: 'looked up',
            state: 'values are remembered for a time, and reads are not counted',
            tone: 'plain',
          }
        : {
            rates: [
              ...(write && writer ? [writtenText(write, writer)] : []),
              ...(reader ? [readText(reader, reads)] : []),
            ].join(', '),
            ...(reader ? readerState(reader, itemsIn(place)) : { state: '', tone: 'plain' }),
          }),
    };
  };
  const readersOf = (write: Write) => reads.filter(({ place }) => place === write.place);
  const joints = writes.flatMap(write => readersOf(write).map(read => toWords(write, read)));
  const written = new Set(writes.map(({ place }) => place));
  return [
    ...joints,
    ...reads.filter(({ place }) => !written.has(place)).map(read => toWords(null, read)),
    ...writes.filter(write => readersOf(write).length === 0).map(write => toWords(write, null)),
  ];
}

function writtenText({ notCounted }: Write, { emittedPerSecond }: FlowPipeline): string {
  return notCounted === null ? `${rateText(emittedPerSecond)} written` : `${UNKNOWN} written (${notCounted})`;
}

/** A pipeline is told what it reads in all: what of it comes from where is not. */
function readText({ node, receivedPerSecond }: FlowPipeline, reads: Flow['reads']): string {
  const places = new Set(
    reads.filter(read => read.node === node && read.as === 'events').map(({ place }) => place),
  );
  const from = places.size > 1 ? ` from ${places.size} places together` : '';
  return `${rateText(receivedPerSecond)} read${from}`;
}

/** "1,204/s", or a dash where it is not known. */
export const rateText = (perSecond: number | null): string =>
  perSecond === null ? UNKNOWN : `${formatRate(perSecond)}/s`;

/** @param items what waits there */
export function readerState(
  { state, pressure }: Pick<FlowPipeline, 'state' | 'pressure'>,
  items: Items,
): { state: string; tone: Tone } {
  if (state === null) return { state: 'does not run', tone: 'plain' };
  const text = pressureText(pressure, items);
  if (state === 'running') return { state: text, tone: tones[pressure.state] };
  const isBehind = state === 'paused' && pressure.state !== 'keeps-up';
  return { state: isBehind ? `${state}: ${text}` : state, tone: 'pending' };
}

const tones: Record<FlowPressure['state'], Tone> = {
  'keeps-up': 'ok',
  'falls-behind': 'pending',
  'catches-up': 'accent',
  'is-behind': 'pending',
  loses: 'danger',
  unknown: 'plain',
};

function pressureText({ state, waiting, perSecond, reason }: FlowPressure, items: Items): string {
  const waits = waitingText(waiting, items);
  const rate = `${formatRate(Math.abs(perSecond ?? 0))}/s`;
  const isTime = waiting?.of === 'ms';
  switch (state) {
    case 'keeps-up':
      return 'keeps up';
    case 'falls-behind':
      return isTime ? `falls further behind, ${waits}` : `falls behind by ${rate}, ${waits}`;
    case 'catches-up':
      return isTime ? `catches up, ${waits}` : `catches up by ${rate}, ${waits}`;
    case 'is-behind':
      return waits;
    case 'loses':
      return `loses ${formatRate(perSecond)} ${items[1]}/s, ${waits}`;
    case 'unknown':
      return `${UNKNOWN} (${reason})`;
  }
}

function waitingText(waiting: FlowPressure['waiting'], [one, many]: Items): string {
  if (waiting === null) return '';
  if (waiting.of === 'ms') return `${formatDuration(waiting.amount)} behind`;
  return `${countOf(waiting.amount, one, many)} ${waiting.amount === 1 ? 'waits' : 'wait'}`;
}

/** The same where there is room for a few characters: "12,400 wait". Empty while it keeps up. */
export function shortState({ pressure: { state, waiting, perSecond } }: FlowPipeline): string {
  if (state === 'loses') return `−${formatRate(perSecond)}/s`;
  if (state === 'keeps-up' || waiting === null) return '';
  return waiting.of === 'ms'
    ? `${formatDuration(waiting.amount)} behind`
    : `${formatCount(waiting.amount)} wait`;
}
