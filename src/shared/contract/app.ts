import { z } from 'zod';
import { query, stream } from '../rpc/define.ts';
import { themes } from '../theme.ts';
import { conditionSchema } from './condition.ts';
import { subscriptionSetSchema } from './pubsub.ts';
import { count, none, timeMs } from './values.ts';

export const settingsSchema = z.object({
  theme: z.enum(themes),
  /** Show times in UTC instead of local time. */
  utc: z.boolean(),
  newestFirst: z.boolean(),
  /** Bounds of each feed: whichever is reached first. */
  feedMaxRows: z.number().int().min(1_000).max(10_000_000),
  feedMaxBytes: z
    .number()
    .int()
    .min(8 * 2 ** 20)
    .max(2 ** 30),
  /** Conditions of message filters, for whoever wants them again; newest first. */
  savedFilters: z.array(conditionSchema).max(100),
  /** Subscriptions that are opened together; by name. */
  subscriptionSets: z.array(subscriptionSetSchema).max(100),
});
export type Settings = z.infer<typeof settingsSchema>;

const settingsState = z.object({
  settings: settingsSchema,
  /** Why changes are not kept on disk, when they are not: another Millrace holds the folder, or the file is newer than we are. */
  readOnly: z.string().nullable(),
  /** The folder, for people. */
  folder: z.string(),
});
export type SettingsState = z.infer<typeof settingsState>;

const info = z.object({
  version: z.string(),
  host: z.enum(['desktop', 'browser']),
  /** Why the browser host runs instead of the desktop, when it was not asked for. */
  fallback: z.string().nullable(),
  platform: z.string(),
  node: z.string(),
  /** Whether passwords survive a restart, and where they are kept. */
  secrets: z.object({ persistent: z.boolean(), where: z.string() }),
});

const status = z.object({
  /** Resident memory of the engine's process, shared ring memory included. */
  engineBytes: count,
  startedAt: timeMs,
});

export const app = {
  info: query(none, info),
  status: stream(none, status),
  settings: stream(none, settingsState),
  updateSettings: query(settingsSchema.partial(), settingsState),
};
