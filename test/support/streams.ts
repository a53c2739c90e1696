import type { z } from 'zod';
import type { ActionPreview } from '#shared/contract/actions.ts';
import { streamActionSchema, type StreamActionProgress } from '#shared/contract/stream-actions.ts';
import { pendingFilterSchema, type PendingPage } from '#shared/contract/pending.ts';
import { decodeEntry, packedEntry } from '#shared/redis/entry-bytes.ts';
import { applyAction, previewAction } from '#engine/streams/actions/actions.ts';
import { ActionJob } from '#engine/actions/job.ts';
import type { Commands } from '#engine/connections/commands.ts';
import { readPendingPage } from '#engine/streams/pending-page.ts';
import type { Reply } from '#engine/connections/redis-client.ts';
import type { TestServer } from './redis-server.ts';

export const bytes = (text: string) => new Uint8Array(Buffer.from(text));

/** A reply with its bytes as text, to compare with. */
export function plain(reply: Reply): unknown {
  if (Array.isArray(reply)) return reply.map(plain);
  return Buffer.isBuffer(reply) ? reply.toString() : reply;
}

export type ActionInput = z.input<typeof streamActionSchema>;

export function preview(commands: Commands, action: ActionInput): Promise<ActionPreview> {
  return previewAction(commands, streamActionSchema.parse(action));
}

/** Runs an action to its end. */
export async function apply(
  commands: Commands,
  action: ActionInput,
  job = new ActionJob(),
): Promise<StreamActionProgress> {
  await applyAction(commands, streamActionSchema.parse(action), job);
  return job.state();
}

/** Counts by outcome. */
export function outcomes({ outcomes }: StreamActionProgress): Record<string, number> {
  return Object.fromEntries(outcomes.map(({ what, count }) => [what, count]));
}

/** Makes a stream with a group whose consumer has all entries pending: ids `1-0`, `2-0`, ... with field `n`. */
export async function pendingStream(
  server: TestServer,
  key: string,
  count: number,
  { group = 'g', consumer = 'alice' } = {},
): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 1; index <= count; index++) {
    const id = `${index}-0`;
    ids.push(id);
    await server.ask('XADD', key, id, 'n', index);
  }
  await server.ask('XGROUP', 'CREATE', key, group, '0');
  if (count > 0)
    await server.ask('XREADGROUP', 'GROUP', group, consumer, 'COUNT', count, 'STREAMS', key, '>');
  return ids;
}

/** The pending list as a second client sees it: id, owner and deliveries, in order. */
export async function pendingOf(
  server: TestServer,
  key: string,
  group = 'g',
): Promise<[string, string, string][]> {
  const rows = plain(await server.ask('XPENDING', key, group, '-', '+', 100_000)) as [
    string,
    string,
    string,
    string,
  ][];
  return rows.map(([id, consumer, , deliveries]) => [id, consumer, deliveries]);
}

export async function entriesOf(server: TestServer, key: string): Promise<[string, string[]][]> {
  return plain(await server.ask('XRANGE', key, '-', '+')) as [string, string[]][];
}

/** Rows as they were seen, for a selection by hand. */
export function selected(ids: readonly string[], consumer = 'alice', deliveries = '1') {
  return { by: 'rows' as const, rows: ids.map(id => ({ id, consumer: bytes(consumer), deliveries })) };
}

export function pendingPage(
  commands: Commands,
  key: string,
  request: {
    filter?: z.input<typeof pendingFilterSchema>;
    after?: string;
    before?: string;
    count?: number;
    maxScanned?: number;
    group?: string;
  } = {},
): Promise<PendingPage> {
  return readPendingPage(commands, {
    key: bytes(key),
    group: bytes(request.group ?? 'g'),
    filter: pendingFilterSchema.parse(request.filter ?? {}),
    after: request.after,
    before: request.before,
    count: request.count ?? 100,
    maxScanned: request.maxScanned ?? 10_000,
  });
}

/** The entries of a block, as text. */
export function blockEntries(block: { data: Uint8Array; ends: Uint32Array }) {
  return Array.from(block.ends, (_, index) => {
    const { id, fields, fieldCount } = decodeEntry(packedEntry(block, index));
    return {
      id,
      fieldCount,
      fields: fields.map(({ name, value }) => [Buffer.from(name).toString(), Buffer.from(value).toString()]),
    };
  });
}
