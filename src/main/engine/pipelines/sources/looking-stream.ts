import type { SourceOf } from '#shared/pipeline/sources/sources.ts';
import type { RedisLink } from '../run/redis-link.ts';
import { asArray, asText } from '../../connections/replies.ts';
import { requireType } from './looked-at.ts';
import type { Position, Source, SourceContext, SourceReports } from './source.ts';
import { StreamSource } from './stream.ts';

/** Entries of streams from the newest few on, also of a source with a group: the group is neither made nor read. */
export function makeLookingStream(
  spec: SourceOf<'stream'>,
  { link, reports }: SourceContext,
  newest: number,
): Source {
  const source = new StreamSource(spec, link!, reports);
  return {
    async open(position) {
      return source.open(position ?? (await beforeNewest(spec.keys, newest, link!, reports)));
    },
    read: (inbox, signal) => source.read(inbox, signal),
    catchUp: () => source.catchUp(),
    close: () => source.close(),
  };
}

/** The position behind which the newest entries are, so many of all streams together. */
async function beforeNewest(
  keys: readonly string[],
  newest: number,
  link: RedisLink,
  reports: SourceReports,
): Promise<Position> {
  const client = await link.client('look');
  try {
    const position: Record<string, string> = {};
    const ofEach = Math.ceil(newest / keys.length);
    for (const key of keys) {
      await requireType(client, key, 'stream', reports);
      const found = asArray(await client.call('XREVRANGE', key, '+', '-', 'COUNT', ofEach + 1));
      position[key] = found.length > ofEach ? asText(asArray(found.at(-1))[0]) : '0-0';
    }
    return position;
  } finally {
    client.close('done');
  }
}
