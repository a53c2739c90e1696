import { MillraceError } from '#shared/rpc/errors.ts';
import type { Command, RedisClient } from '../../connections/redis-client.ts';
import { asArray, asNumber } from '../../connections/replies.ts';

/** What the server of a pipeline can do for it that not all can, or let everybody do. */
export interface ServerAbilities {
  /** It runs scripts. */
  readonly canScript: boolean;
  /**
   * How far its clock is ahead of ours, in milliseconds, where fields of the hashes that were asked for can be made to expire (Redis 7.4, Valkey 9);
   * null where they cannot.
   */
  readonly clockAheadMs: number | null;
}

export const noAbilities: ServerAbilities = { canScript: false, clockAheadMs: null };

/** No hash has such a field: asking changes nothing. */
const NO_FIELD = 'millrace:no-such-field';
const FAR_AWAY_MS = 32_503_680_000_000;

/**
 * Tries what it can.
 *
 * @param expiring hashes whose fields are to expire; users may have rights to some keys alone
 */
export async function probeAbilities(
  client: RedisClient,
  expiring: readonly string[],
): Promise<ServerAbilities> {
  const askedAt = Date.now();
  const [script, time, ...expiries] = await client.pipeline([
    ['EVAL', 'return 1', 0],
    ['TIME'],
    ...expiring.map((key): Command => ['HPEXPIREAT', key, FAR_AWAY_MS, 'NX', 'FIELDS', 1, NO_FIELD]),
  ]);
  const canExpire = expiring.length > 0 && !expiries.some(reply => reply instanceof MillraceError);
  return {
    canScript: !(script instanceof MillraceError),
    clockAheadMs:
      !canExpire || time === undefined || time instanceof MillraceError
        ? null
        : timeOf(asArray(time)) - (askedAt + Date.now()) / 2,
  };
}

function timeOf([seconds, micros]: ReturnType<typeof asArray>): number {
  return asNumber(seconds) * 1_000 + asNumber(micros) / 1_000;
}

/** @throws {MillraceError} `unsupported` when the server lacks one of them; a user who may not ask is told by the first write */
export async function requireCommands(client: RedisClient, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const known = await client.call('COMMAND', 'INFO', ...names).catch(() => null);
  const missing = known === null ? undefined : names.find((_, index) => isMissing(asArray(known)[index]));
  if (missing !== undefined)
    throw new MillraceError(
      'unsupported',
      `This server has no ${missing}. Redis has it from 8 on, and before with the module RedisTimeSeries; the sink "timeSeries" does without.`,
    );
}

/** The reply for a command that is not there is null, or an empty list. */
const isMissing = (info: unknown): boolean =>
  info === null || info === undefined || (Array.isArray(info) && info.length === 0);
