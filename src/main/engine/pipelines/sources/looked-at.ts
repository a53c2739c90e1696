import { MillraceError } from '#shared/rpc/errors.ts';
import type { RedisClient } from '../../connections/redis-client.ts';
import { asText } from '../../connections/replies.ts';
import type { SourceReports } from './source.ts';

/**
 * Says so where the key of a source does not exist yet.
 *
 * @throws {MillraceError} `bad-input` when it holds something else
 */
export async function requireType(
  client: RedisClient,
  key: string,
  type: 'stream' | 'list',
  reports: SourceReports,
): Promise<void> {
  // A user who may not ask is told by the reading itself.
  const reply = await client.call('TYPE', key).catch(() => null);
  const found = reply === null ? type : asText(reply);
  if (found === 'none')
    reports.log(`There is no ${type} "${key}" yet. It comes into being when something is added.`);
  else if (found !== type)
    throw new MillraceError(
      'bad-input',
      `"${key}" holds a ${found}, not a ${type}. Name another key, or choose another kind of source.`,
    );
}
