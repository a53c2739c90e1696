import { z } from 'zod';

/** What holds something else: it is taken off. */
const wrappers = ['gzip', 'deflate', 'brotli', 'zstd', 'base64'] as const;
export type Wrapper = (typeof wrappers)[number];
/** What an event is made of in the end. */
const forms = ['json', 'text', 'none', 'msgpack'] as const;
export type DecodedForm = (typeof forms)[number];

const steps = [...forms, ...wrappers] as const;
const step = z.enum(steps);
/** Something compressed in base64 in something compressed is meant; more is an accident. */
const MOST_STEPS = 4;

const error = `is not a way to decode — allowed: ${steps.map(name => `"${name}"`).join(', ')}, or several from the outside in, such as ["base64", "gzip", "json"]`;

/** How a payload or a field is read: one step, or several from the outside in. */
export const decodeSchema = z.union(
  [
    step,
    z
      .array(step)
      .min(1, { error })
      .max(MOST_STEPS, { error })
      .refine(list => list.slice(0, -1).every(isWrapper), { error }),
  ],
  { error },
);
export type Decode = z.output<typeof decodeSchema>;

function isWrapper(name: (typeof steps)[number]): name is Wrapper {
  return (wrappers as readonly string[]).includes(name);
}

/** Nothing is taken off. */
export function isForm(decode: Decode): decode is DecodedForm {
  return typeof decode === 'string' && !isWrapper(decode);
}

/** What is taken off, and what is left then: JSON, where nothing else is said. */
export function decodeSteps(decode: Decode): { wrappers: Wrapper[]; form: DecodedForm } {
  const list = typeof decode === 'string' ? [decode] : decode;
  const last = list.at(-1)!;
  return {
    wrappers: list.filter(isWrapper),
    form: isWrapper(last) ? 'json' : last,
  };
}

/** "base64 → gzip → json" */
export function decodeText(decode: Decode): string {
  const { wrappers, form } = decodeSteps(decode);
  return [...wrappers, form].join(' → ');
}
