import type { Preview, SampledEvent } from '#shared/contract/compose.ts';
import { guaranteeOf, strongerOf } from '#shared/pipeline/guarantee.ts';
import type { Plan } from '#shared/pipeline/plan.ts';
import { stepNames, type StepName } from '#shared/pipeline/steps.ts';
import { checkpointKey, needsCheckpoint, newCheckpoint, workerOf } from '../checkpoint/checkpoint.ts';
import { Processor } from '../events/processor.ts';
import { DryWriter } from '../run/dry-writer.ts';
import { Failures } from '../run/failures.ts';
import { Flusher } from '../run/flusher.ts';
import { Progress } from '../run/progress.ts';
import { SHOWN_ROWS, type Row } from '../sinks/rows.ts';
import { makeDrySinks } from '../sinks/sinks.ts';
import { shownRow } from '../supervise/shown-row.ts';
import type { Group } from '../windows/group.ts';
import type { Draft } from './draft.ts';
import { EventTrace, type TracedEvent } from './event-trace.ts';
import { profileOf } from './field-profile.ts';
import { lookedUpIn, type Found } from './found.ts';
import { hintsOf } from './hints.ts';
import { sourceEventOf } from '../events/sampled-event.ts';
import { recordKeys, type WrittenKey } from './written-keys.ts';

/** A preview without what Redis holds already, and the keys of which that is to be asked. */
export interface PreviewWithKeys {
  preview: Omit<Preview, 'targets'>;
  keys: WrittenKey[];
}

export interface PreviewOptions {
  /** What was looked up. */
  found?: readonly Found[];
  /** Called before each event is processed. */
  before?: () => void;
  /** Events up to this time had come before the sample, by the time of events, milliseconds since the Unix epoch. */
  heardUpTo?: number | undefined;
}

/** What a run of a draft makes of a sample. */
export async function previewOf(
  draft: Draft,
  sample: readonly SampledEvent[],
  options: PreviewOptions = {},
): Promise<PreviewWithKeys> {
  const { problems, plan, isWhole } = draft;
  const nothing = {
    problems,
    steps: draft.steps.map(({ step }) => ({ step, out: null })),
    events: [],
    fields: { decoded: [], lookedUp: null, selected: null },
    windows: [],
    rows: [],
    transaction: null,
    guarantee: '',
    stronger: null,
    hints: [],
  };
  if (!plan) return { preview: nothing, keys: [] };
  const made = await runOver(plan, sample, options);
  const { events, groups, rows, closedUpTo } = made;
  const isKnown = new Set(draft.steps.flatMap(({ step, isKnown }) => (isKnown ? [step] : [])));
  const windows = windowsOf(events, groups, closedUpTo);
  const outs = { events, windows: windows.length, groups: groups.length, rows: rows.length };
  return {
    preview: {
      ...nothing,
      steps: draft.steps.map(({ step }) => ({
        step,
        out: isKnown.has(step) ? outOf(step, plan, outs) : null,
      })),
      events: events.map(event => upTo(isKnown, event.shown(groups))),
      fields: {
        decoded: profileOf(there(events.map(({ decoded }) => decoded))),
        lookedUp: plan.lookups.length > 0 ? profileOf(there(events.map(({ joined }) => joined))) : null,
        selected: plan.select ? profileOf(there(events.map(({ selected }) => selected))) : null,
      },
      windows: isKnown.has('window') ? windows : [],
      rows: isKnown.has('aggregate')
        ? rows.slice(-SHOWN_ROWS).map((row, index) => shownRow(plan.file.id, row, index))
        : [],
      transaction: isWhole ? (made.writer?.lastTransaction ?? null) : null,
      guarantee: isWhole ? guaranteeOf(plan).text : '',
      stronger: isWhole ? shownStronger(plan) : null,
      hints: hintsOf(plan, events).filter(({ step }) => isKnown.has(step)),
    },
    keys: isWhole ? made.keys : [],
  };
}

function shownStronger(plan: Plan): Preview['stronger'] {
  const stronger = strongerOf(plan);
  return stronger && { text: stronger.text, path: [...stronger.path] };
}

const there = (values: readonly unknown[]): unknown[] => values.filter(value => value !== undefined);

/** The run itself: what processes, puts flushes together and writes is what runs pipelines, with a writer that writes nothing. */
export async function runOver(
  plan: Plan,
  sample: readonly SampledEvent[],
  { found = [], before = () => {}, heardUpTo }: PreviewOptions = {},
): Promise<{
  events: TracedEvent[];
  groups: Group[];
  rows: Row[];
  /** Windows that end at or before it have closed. */
  closedUpTo: number;
  writer: DryWriter | null;
  keys: WrittenKey[];
}> {
  const worker = workerOf(plan);
  const trace = new EventTrace(plan);
  const processor = new Processor(plan, { keepOpen: true, trace, lookedUp: lookedUpIn(found) });
  const { sinks, keys } = recordKeys(plan, makeDrySinks(plan, worker));
  const writer = needsCheckpoint(plan) ? new DryWriter(plan, worker) : null;
  const rows: Row[] = [];
  const flusher = new Flusher({
    plan,
    worker,
    processor,
    sinks,
    writer,
    receipts: undefined,
    progress: new Progress(),
    failures: new Failures(),
    rows: some => rows.push(...some),
    wake: () => {},
  });
  flusher.restore(newCheckpoint(checkpointKey(plan, worker)));
  if (heardUpTo !== undefined && plan.eventTime)
    processor.clock.restore(heardUpTo - plan.eventTime.latenessMs);
  let now = -Infinity;
  for (const sampled of sample) {
    before();
    const event = sourceEventOf(sampled, plan.file.source);
    now = Math.max(now, event.receivedAt);
    trace.begin(sampled.seq, event);
    processor.process(event, now);
  }
  const groups = [...(processor.open?.groups() ?? [])];
  if (sample.length > 0) await flusher.flush(now, true);
  await flusher.written();
  return { events: trace.events, groups, rows, closedUpTo: processor.clock.watermark, writer, keys: keys() };
}

interface Outs {
  events: readonly TracedEvent[];
  windows: number;
  groups: number;
  rows: number;
}

/** What leaves a step: events, or what is made of them. */
function outOf(step: StepName, { file }: Plan, { events, windows, groups, rows }: Outs): number {
  switch (step) {
    case 'groupBy': {
      const keys = events.filter(event => leaves(event, step)).map(({ evaluated }) => evaluated?.key);
      return new Set(keys.filter(key => key !== undefined)).size;
    }
    case 'window':
      return windows;
    case 'aggregate':
      return groups;
    case 'having':
      return rows;
    case 'sinks':
      return file.sinks.length;
    default:
      return events.filter(event => leaves(event, step)).length;
  }
}

const leaves = ({ stoppedAt }: TracedEvent, step: StepName): boolean =>
  stoppedAt === null || stepNames.indexOf(stoppedAt) > stepNames.indexOf(step);

/** Without what stands in for steps that make no sense yet. */
function upTo(isKnown: ReadonlySet<StepName>, event: Preview['events'][number]): Preview['events'][number] {
  const { stoppedAt } = event;
  const isTold = stoppedAt === null || isKnown.has(stoppedAt);
  return {
    ...event,
    key: isKnown.has('groupBy') ? event.key : null,
    windows: isKnown.has('window') ? event.windows : [],
    ...(!isTold && { stoppedAt: null, reason: null }),
  };
}

function windowsOf(
  events: readonly TracedEvent[],
  groups: readonly Group[],
  closedUpTo: number,
): Preview['windows'] {
  const windows = new Map<string, Preview['windows'][number]>();
  for (const event of events)
    for (const { start, end } of event.windows(groups)) {
      const name = `${start} ${end}`;
      const found = windows.get(name);
      if (found) found.events++;
      else windows.set(name, { start, end, isClosed: end <= closedUpTo, events: 1 });
    }
  return [...windows.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}
