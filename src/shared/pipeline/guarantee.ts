import type { Plan } from './plan.ts';
import type { MemberPath } from './problems.ts';
import { kindOf as sinkKindOf, sinksOf } from './sinks/sinks.ts';
import type { Guarantee } from './sources/source-kind.ts';
import { kindOf as sourceKindOf } from './sources/sources.ts';

/** What a pipeline's parts promise together. */
export function guaranteeOf(plan: Plan): Guarantee {
  const { file } = plan;
  const { source } = file;
  const emitsWindows = plan.windower !== null && plan.emitting.length > 0;
  const { dedupe } = file;
  const notes = sourceKindOf(source).notes(source, { emitsWindows, isDeduped: dedupe !== undefined });
  if (dedupe)
    notes.push(
      `an event that comes again${dedupe.within === undefined ? '' : ` within ${dedupe.within}`} counts once as long as its id (${dedupe.by}) is among the newest ${dedupe.keep}`,
    );
  if (plan.rateLimit)
    notes.push(
      'which events are within the rate is decided when they are processed: what is over is counted and dropped',
    );
  if (file.lookup)
    notes.push(
      'what is looked up is that of the moment: an event that is read again may find something else',
    );
  const { level, text } = promiseOf(plan);
  return { level, text: [text, ...notes].join('; ') };
}

/** What would make it stronger, for people, and the member of the pipeline that says otherwise; null where nothing would. */
export function strongerOf(plan: Plan): { text: string; path: MemberPath } | null {
  const { source } = plan.file;
  const ofSource = sourceKindOf(source).stronger(source, { isDeduped: plan.dedupe !== null });
  if (ofSource !== null) return ofSource;
  if (promiseOf(plan).level !== 'at-least-once') return null;
  const lines = sinksOf(plan.file).filter(sink => sinkKindOf(sink).into === 'lines');
  const index = plan.file.sinks.findIndex(sink => sinkKindOf(sink).into === 'lines');
  return {
    text: `Write to a stream or a list in Redis instead of ${namesOf(lines)}: what is written there goes into the transaction that keeps the position.`,
    path: index === -1 ? ['late', 'sinks'] : ['sinks', index, 'type'],
  };
}

const namesOf = (sinks: readonly { type: string }[]): string =>
  [...new Set(sinks.map(({ type }) => type))].join(' and ');

function promiseOf(plan: Plan): Guarantee {
  const { source, window } = plan.file;
  const kind = sourceKindOf(source);
  if (kind.startsOver)
    return { level: 'each-run', text: 'each run starts over; within a run every event counts once' };
  if (!kind.hasPosition)
    return {
      level: 'at-most-once',
      text: 'every message counts at most once: what is sent while the connection is away is not received; gaps are counted',
    };
  const own = kind.guarantee(source);
  if (own) return own;
  const all = sinksOf(plan.file);
  const lines = all.filter(sink => sinkKindOf(sink).into === 'lines');
  if (lines.length > 0)
    return {
      level: 'at-least-once',
      text: `every event is written at least once to ${lines.map(({ type }) => type).join(' and ')}: after a crash some lines come again${
        lines.length < all.length ? '; in Redis every event counts once' : ''
      }`,
    };
  const bucket =
    window && plan.merging.length > 0 && !plan.eventTime
      ? '; totals are exact, after a crash the window may be a later one'
      : '';
  return { level: 'exactly-once', text: `every event counts once, also over a crash${bucket}` };
}
