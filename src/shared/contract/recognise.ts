import { z } from 'zod';
import { query } from '../rpc/define.ts';
import { bytes, count, none } from './values.ts';

const recognised = z.object({
  /** "BullMQ". */
  framework: z.string(),
  /** `certain` only where nothing else has this shape. */
  certainty: z.enum(['certain', 'likely']),
  /** What it is of that framework: "events of the queue paint". */
  what: z.string(),
  /** By what it was recognised. */
  evidence: z.string(),
});
export type Recognised = z.infer<typeof recognised>;

const names = z.array(bytes).max(100);
/** In the order of the names; null where it is not recognised, or could not be looked at. */
const verdicts = z.array(recognised.nullable());

const ofServer = z.object({
  /** Most keys first; the best verdict of each framework, of the key that it names. */
  frameworks: z.array(recognised.extend({ keys: count, key: z.string() })),
  /** Keys that were looked at, spread over those that a few steps of SCAN gave. */
  looked: count,
});

/** Whose data it is: which framework writes it. This reads only, and remembers what it found for a while. */
export const recognise = {
  /** All that are known, in the order of their names. */
  frameworks: query(none, z.array(z.string())),
  /** Whose keys a database has, going by some of them. */
  server: query(z.object({ connectionId: z.string() }), ofServer),
  streams: query(z.object({ connectionId: z.string(), keys: names }), verdicts),
  /** Keys of any type. */
  keys: query(z.object({ connectionId: z.string(), keys: names }), verdicts),
  /** What begins with prefixes, going by some of the keys that a walk holds. @throws not-found when the walk has ended with its reader */
  prefixes: query(
    z.object({ connectionId: z.string(), walkId: z.string().max(100), prefixes: names }),
    verdicts,
  ),
  /** By their names, and by the newest messages that were heard of them. */
  channels: query(z.object({ connectionId: z.string(), names }), verdicts),
};
