import type { Plan } from '#shared/pipeline/plan.ts';
import type { SourceSpec } from '#shared/pipeline/schema.ts';
import { workerOf } from '../checkpoint/checkpoint.ts';
import type { RedisLink } from '../run/redis-link.ts';
import { DEFAULT_RATE, replayFetch } from '../replay/replay.ts';
import type { Source, SourceReports } from './source.ts';
import { ChannelSource } from './channel.ts';
import { GeneratorSource } from './generator.ts';
import { GroupSource } from './group.ts';
import { JsonlSource } from './jsonl.ts';
import { KeyspaceSource } from './keyspace.ts';
import { SseSource } from './sse.ts';
import { StreamSource } from './stream.ts';

export interface SourceSettings {
  /** Null only for pipelines that need no Redis. */
  link: RedisLink | null;
  /** `sse` sources read a replay made in this process. */
  offline: boolean;
  userAgent: string;
}

export function makeSource(
  plan: Plan,
  { link, offline, userAgent }: SourceSettings,
  reports: SourceReports,
): Source {
  const spec = plan.file.source;
  switch (spec.type) {
    case 'sse':
      return new SseSource(spec, reports, {
        userAgent,
        ...(offline && { fetch: replayFetch({ rate: DEFAULT_RATE }) }),
      });
    case 'stream':
      return spec.group === undefined
        ? new StreamSource(spec, link!)
        : new GroupSource(plan, workerOf(plan), link!, reports);
    case 'channel':
      return new ChannelSource(spec, link!, reports);
    case 'keyspace':
      return new KeyspaceSource(spec.patterns, link!, reports);
    case 'jsonl':
      return new JsonlSource(spec, reports);
    default:
      return new GeneratorSource(spec);
  }
}

/** Sources that hear what others send: they are ready before any other source starts, and end when the others have. */
export function hearsOthers({ type }: SourceSpec): boolean {
  return type === 'channel' || type === 'stream' || type === 'keyspace';
}

export function needsRedis(plan: Plan, hasCheckpoint: boolean): boolean {
  return hasCheckpoint || hearsOthers(plan.file.source);
}
