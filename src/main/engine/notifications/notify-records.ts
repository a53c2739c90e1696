import { z } from 'zod';
import { notifyChangeSchema } from '#shared/contract/notifications.ts';

/** A change of a server's setting that has to be put back; kept on disk, so that it outlives a crash. */
export const notifyRecordSchema = notifyChangeSchema.extend({
  /** Where the server was reached. */
  address: z.string(),
  /** The server's run; null where it does not tell. */
  runId: z.string().nullable(),
});
export type NotifyRecord = z.infer<typeof notifyRecordSchema>;

/** One server, under whatever address. */
export type ServerIdentity = Pick<NotifyRecord, 'address' | 'runId'>;

/** The same address is the same server also after its restart; the same run is, under whatever address it is reached. */
export function isSameServer(a: ServerIdentity, b: ServerIdentity): boolean {
  return a.address === b.address || (a.runId !== null && a.runId === b.runId);
}

/** Where records are kept. */
export interface NotifyRecords {
  readonly notifyRecords: readonly NotifyRecord[];
  /** Resolves when they are on disk. */
  setNotifyRecords: (records: NotifyRecord[]) => Promise<void>;
  /** Why they are not kept on disk, if they are not. */
  readonly notKept: string | null;
}
