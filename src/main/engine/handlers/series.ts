import type { EngineHandlers } from '#shared/contract/index.ts';
import type { Connections } from '../connections/connections.ts';
import { busiestSeries } from '../series/busiest.ts';
import { readLeaderboard, readSeries } from '../series/series.ts';

export function seriesHandlers(connections: Connections): EngineHandlers['series'] {
  return {
    busiest: ({ connectionId, prefix, members, drawn, sizeSeconds, buckets }) =>
      busiestSeries(connections.get(connectionId), prefix, members, sizeSeconds, buckets, drawn),
    read: ({ connectionId, keys, sizeSeconds, buckets }) =>
      readSeries(connections.get(connectionId), keys, sizeSeconds, buckets),
    leaderboard: ({ connectionId, key, epochKey, epoch, top }) =>
      readLeaderboard(connections.get(connectionId), key, epochKey, epoch, top),
  };
}
