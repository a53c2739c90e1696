import type { Plan } from '#shared/pipeline/plan.ts';
import { MemberReader } from '../../json/member-reader.ts';
import { decodeEvent } from './decode.ts';
import type { SourceEvent } from './event.ts';

/** The value of an event. It throws as `decodeEvent` does. */
export type EventDecoder = (event: SourceEvent) => unknown;

/** Decodes events whole. */
export function wholeDecoder({ file }: Plan): EventDecoder {
  return event => decodeEvent(event, file);
}

/** Decodes of events what the plan reads of them, where that is known and nothing else becomes of them: whole values would be made for nothing. */
export function decoderOf(plan: Plan): EventDecoder {
  const whole = wholeDecoder(plan);
  const paths = pathsRead(plan);
  if (paths === null) return whole;
  const reader = new MemberReader(paths);
  return event => {
    const { payload, unreadable } = event;
    const members =
      typeof payload === 'object' && payload !== null && unreadable === null ? reader.read(payload) : null;
    return members ?? whole(event);
  };
}

/** What a plan reads of its events; null where it may need the whole. */
function pathsRead({
  file,
  where,
  sample,
  dedupe,
  rateLimit,
  lookups,
  select,
  ...plan
}: Plan): string[][] | null {
  const isPassedOn = plan.windower === null || plan.lateSinks.length > 0 || lookups.length > 0;
  if (file.decode !== 'json' || file.decodeFields !== undefined || isPassedOn || select?.keepsRest === true)
    return null;
  const ofEvent = [where, sample?.by, dedupe?.by, rateLimit?.by];
  // What was selected is what all that comes after it reads.
  const after = select
    ? select.fields.map(({ value }) => value)
    : [plan.eventTime?.of, ...plan.groupBy, ...plan.aggregates.map(({ value }) => value)];
  const paths: string[][] = [];
  for (const expression of [...ofEvent, ...after]) {
    if (!expression) continue;
    if (expression.reads === null) return null;
    for (const path of expression.reads) paths.push([...path]);
  }
  return paths;
}
