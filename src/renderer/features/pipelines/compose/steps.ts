import { decodeSchema, decodeText } from '#shared/pipeline/decode.ts';
import { edited, memberOrder, type PipelinePart } from './document.ts';
import { beginningOf, pipelineFields } from './form/shapes.ts';
import { listOf, objectOf, textOf } from './plain-values.ts';

/** Every pipeline has these. */
const always: ReadonlySet<string> = new Set(['source', 'decode', 'sinks']);
/** One of them without the others is a mistake. */
const together = ['window', 'aggregate'];

/** What a step is written as when it is added: what a person has to say is left out, and asked for. */
const beginnings: Readonly<Record<string, unknown>> = {
  where: '',
  sample: { share: 0.1 },
  dedupe: { by: '' },
  select: { fields: {} },
  groupBy: [],
  window: { type: 'tumbling', size: '10s' },
  aggregate: { events: { count: true } },
  having: '',
};

const titles: Readonly<Record<string, string>> = { groupBy: 'group by', rateLimit: 'rate limit' };

/** What each step does, for who adds it. */
const purposes: Readonly<Record<string, string>> = {
  where: 'only events for which something is true',
  sample: 'a share of the events',
  dedupe: 'an event that comes again counts once',
  rateLimit: 'at most so many events in a time',
  lookup: 'what Redis holds under a key of the event',
  select: 'fields that are computed from the event',
  groupBy: 'a result for each value of a field',
  window: 'figures over windows of time',
  having: 'only results for which something is true',
};

/** Words for a step: "group by". */
export function stepTitle(step: string): string {
  return titles[step] ?? step;
}

export function stepPurpose(step: string): string {
  return purposes[step] ?? pipelineFields.get(step)?.description ?? '';
}

/** Which steps a pipeline has, and which could be added, in their order. */
export function stepsOf(
  value: PipelinePart['value'],
  all: readonly string[],
): { step: string; isThere: boolean }[] {
  const known = all.filter(step => memberOrder.includes(step));
  return known.map(step => ({ step, isThere: always.has(step) || value[step] !== undefined }));
}

/** A step that is offered to be added: what belongs together is offered once. */
export function isOffered(step: string): boolean {
  return step !== 'aggregate';
}

/** The text with a step added; what it cannot be without is added with it. */
export function withStep(text: string, part: PipelinePart, step: string): string {
  const needsRows = step === 'groupBy' || step === 'having' || together.includes(step);
  const added = [step, ...(needsRows ? together : [])].filter(
    (member, index, list) => part.value[member] === undefined && list.indexOf(member) === index,
  );
  return added.reduce((edit, member) => edited(edit, part, [member], beginningOfStep(member)), text);
}

/** What a step is written as when it is added; of one that is not named here, what its schema says. */
function beginningOfStep(member: string): unknown {
  const field = pipelineFields.get(member);
  return beginnings[member] ?? (field ? beginningOf(field.shape) : {});
}

/** The text without a step, and without what makes no sense when it is gone. */
export function withoutStep(text: string, part: PipelinePart, step: string): string {
  const gone = together.includes(step) ? ['groupBy', 'having', ...together] : [step];
  return gone.reduce((edit, member) => edited(edit, part, [member], undefined), text);
}

export function canBeRemoved(step: string): boolean {
  return !always.has(step);
}

/** A card's title and what stands under it: "source · channel", "orders.*". */
export function stepSummary(step: string, value: unknown): { title: string; text: string } {
  const title = stepTitle(step);
  switch (step) {
    case 'source': {
      const { type, ...rest } = objectOf(value);
      return { title: `source · ${textOf(type ?? '?')}`, text: firstNames(rest) };
    }
    case 'decode': {
      const decode = decodeSchema.safeParse(value ?? 'json');
      return { title: 'decode', text: decode.success ? decodeText(decode.data) : JSON.stringify(value) };
    }
    case 'window': {
      const { type, size, every, gap, time } = objectOf(value);
      const clock = time === undefined || time === 'processing' ? 'processing' : 'event time';
      const lengths = [size, every === undefined ? undefined : `every ${textOf(every)}`, gap];
      return {
        title: `window · ${textOf(type ?? '?')}`,
        text: [...lengths.filter(length => length !== undefined).map(textOf), clock].join(' · '),
      };
    }
    case 'sinks': {
      const sinks = listOf(value).map(objectOf);
      return {
        title: 'sinks',
        text: sinks
          .map(({ type, ...rest }) => [textOf(type ?? '?'), firstNames(rest)].filter(Boolean).join(' '))
          .join(', '),
      };
    }
    case 'sample': {
      const { share, by } = objectOf(value);
      const percent = typeof share === 'number' ? `${Number((share * 100).toPrecision(3))} %` : textOf(share);
      return { title, text: [percent, textOf(by)].filter(Boolean).join(' by ') };
    }
    case 'rateLimit': {
      const { events, per = '1s', by } = objectOf(value);
      return {
        title,
        text: [`${textOf(events)} per ${textOf(per)}`, textOf(by)].filter(Boolean).join(' by '),
      };
    }
    case 'select':
      return { title, text: Object.keys(objectOf(objectOf(value).fields)).join(', ') };
    case 'aggregate':
    case 'lookup':
      return { title, text: Object.keys(objectOf(value)).join(', ') };
    default:
      return { title, text: plainText(value) };
  }
}

/** The values of the first member that names something. */
function firstNames(members: Record<string, unknown>): string {
  for (const value of Object.values(members)) {
    if (typeof value === 'string') return value;
    if (Array.isArray(value)) return value.map(textOf).join(', ');
    if (typeof value === 'object' && value !== null) return Object.keys(value).join(', ');
  }
  return '';
}

function plainText(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  if (typeof value === 'object' && value !== null)
    return Object.values(value)
      .filter(item => typeof item !== 'object')
      .map(textOf)
      .join(' · ');
  return textOf(value);
}
