import { z } from 'zod';
import { query, stream } from '../rpc/define.ts';
import { none } from './values.ts';

/** What a person opened outside of the page: a link, a file on the desktop. A page takes it and shows it; nothing is done unasked. */
const openedThing = z.discriminatedUnion('kind', [
  /** An address to fill the dialog of a new connection with. It may hold a password. */
  z.object({ kind: z.literal('address'), url: z.string() }),
  /** A pipeline file that is kept now, as an imported one. */
  z.object({ kind: z.literal('pipeline'), id: z.string(), name: z.string() }),
  /** A recording that is kept now. */
  z.object({ kind: z.literal('recording'), name: z.string() }),
  /** It could not be opened, and why. */
  z.object({ kind: z.literal('problem'), message: z.string() }),
]);
export type OpenedThing = z.infer<typeof openedThing>;

export const opened = {
  /** How many wait for a page. */
  waiting: stream(none, z.object({ count: z.number().int() })),
  /** The oldest of them, for this page alone; null when another page was quicker. */
  take: query(none, openedThing.nullable()),
};
