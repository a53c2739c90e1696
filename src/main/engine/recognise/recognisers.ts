import type {
  ChannelEvidence,
  KeyEvidence,
  KeyRecogniser,
  Recogniser,
  StreamEvidence,
  Verdict,
} from './evidence.ts';
import { actionCable } from './frameworks/action-cable.ts';
import { arq } from './frameworks/arq.ts';
import { asynq } from './frameworks/asynq.ts';
import { beeQueue } from './frameworks/bee-queue.ts';
import { bull } from './frameworks/bull.ts';
import { bullmq } from './frameworks/bullmq.ts';
import { celery } from './frameworks/celery.ts';
import { centrifugo } from './frameworks/centrifugo.ts';
import { dapr } from './frameworks/dapr.ts';
import { debezium } from './frameworks/debezium.ts';
import { djangoChannels } from './frameworks/django-channels.ts';
import { dramatiq } from './frameworks/dramatiq.ts';
import { faststream } from './frameworks/faststream.ts';
import { hangfire } from './frameworks/hangfire.ts';
import { huey } from './frameworks/huey.ts';
import { laravel } from './frameworks/laravel.ts';
import { mastodon } from './frameworks/mastodon.ts';
import { nest } from './frameworks/nest.ts';
import { phoenix } from './frameworks/phoenix.ts';
import { prefect } from './frameworks/prefect.ts';
import { pythonSocketIo } from './frameworks/python-socketio.ts';
import { redisDataIntegration } from './frameworks/redis-data-integration.ts';
import { resque } from './frameworks/resque.ts';
import { rq } from './frameworks/rq.ts';
import { sidekiq } from './frameworks/sidekiq.ts';
import { signalr } from './frameworks/signalr.ts';
import { socketIo } from './frameworks/socket-io.ts';
import { springData } from './frameworks/spring-data.ts';
import { springSession } from './frameworks/spring-session.ts';
import { superset } from './frameworks/superset.ts';
import { symfony } from './frameworks/symfony.ts';
import { taskiq } from './frameworks/taskiq.ts';
import { watermill } from './frameworks/watermill.ts';

/** All frameworks that are known. Adding one is a file and a line. */
export const recognisers: readonly Recogniser[] = [
  bullmq,
  bull,
  beeQueue,
  celery,
  rq,
  taskiq,
  faststream,
  socketIo,
  pythonSocketIo,
  dapr,
  watermill,
  debezium,
  symfony,
  prefect,
  superset,
  centrifugo,
  springData,
  redisDataIntegration,
  laravel,
  nest,
  signalr,
  hangfire,
  actionCable,
  phoenix,
  djangoChannels,
  mastodon,
  springSession,
  asynq,
  sidekiq,
  resque,
  dramatiq,
  huey,
  arq,
];

export interface Recognised extends Verdict {
  framework: string;
}

/** Whose stream it is; null where nobody knows it, or more than one may be right. */
export function recogniseStream(evidence: StreamEvidence): Recognised | null {
  return best(({ stream }) => stream?.(evidence) ?? null);
}

/** Whose channel it is. */
export function recogniseChannel(evidence: ChannelEvidence): Recognised | null {
  return best(({ channel }) => channel?.(evidence) ?? null);
}

/** Whose key it is that is not a stream. */
export function recogniseKey(evidence: KeyEvidence): Recognised | null {
  return best(({ keys = [] }) => {
    for (const kind of keys) {
      const verdict = mayBe(kind, evidence.key, evidence.type) ? kind.judge(evidence) : null;
      if (verdict) return verdict;
    }
    return null;
  });
}

/** The kinds of keys that a key may be, going by its name and type. */
export function kindsOf(key: string, type: string): KeyRecogniser[] {
  return recognisers.flatMap(({ keys = [] }) => keys.filter(kind => mayBe(kind, key, type)));
}

function mayBe({ named, types }: KeyRecogniser, key: string, type: string): boolean {
  return named.test(key) && (types?.includes(type) ?? true);
}

/**
 * Whose the keys are that begin with a prefix, going by some of them: certain where all of them are of one framework and one of them certainly is,
 * likely where at least half of them are, and none of another.
 */
export function recognisePrefix(
  of: readonly { key: string; verdict: Recognised | null }[],
): Recognised | null {
  const known = of.flatMap(({ key, verdict }) => (verdict ? [{ key, ...verdict }] : []));
  const first = known.find(({ certainty }) => certainty === 'certain') ?? known[0];
  if (!first || known.length * 2 < of.length) return null;
  if (known.some(({ framework }) => framework !== first.framework)) return null;
  return {
    framework: first.framework,
    certainty: known.length === of.length ? first.certainty : 'likely',
    what: `${known.length} of ${of.length} keys that were looked at`,
    evidence: `${first.key}: ${first.evidence}`,
  };
}

/** The only certain one, else the only likely one. */
function best(judge: (recogniser: Recogniser) => Verdict | null): Recognised | null {
  const verdicts = recognisers.flatMap(recogniser => {
    const verdict = judge(recogniser);
    return verdict ? [{ framework: recogniser.framework, ...verdict }] : [];
  });
  for (const certainty of ['certain', 'likely'] as const) {
    const fitting = verdicts.filter(verdict => verdict.certainty === certainty);
    if (fitting.length > 0) return fitting.length === 1 ? fitting[0]! : null;
  }
  return null;
}
