import { useState } from 'react';
import type { PubSubSession, SubscriptionSet } from '#shared/contract/pubsub.ts';
import { lackingFlags } from '#shared/redis/notify-flags.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { asError, engineNow } from '../../../lib/engine.ts';
import { openingOf } from './subscription-set.ts';

/** How a set is opened: beside what is subscribed, or in its place. */
type OpenHow = 'add' | 'replace';

/** A set whose notifications the server does not send: a person decides. */
interface SetQuestion {
  set: SubscriptionSet;
  how: OpenHow;
  now: string;
  needed: string;
}

interface OpenSet {
  /** The name of the set that is being opened. */
  busy: string | null;
  question: SetQuestion | null;
  error: MillraceError | null;
  /** Tries once more what went wrong. */
  again: () => void;
  /** @param change what to do where the server lacks flags; undefined asks */
  open: (set: SubscriptionSet, how: OpenHow, change?: boolean) => Promise<void>;
  cancel: () => void;
}

/** Opens sets of subscriptions. The new ones come first: only when all were taken are the others left. */
export function useOpenSet(connectionId: string, session: PubSubSession, onDone: () => void): OpenSet {
  const [busy, setBusy] = useState<string | null>(null);
  const [question, setQuestion] = useState<SetQuestion | null>(null);
  const [error, setError] = useState<MillraceError | null>(null);

  const [last, setLast] = useState<Parameters<OpenSet['open']> | null>(null);

  const open: OpenSet['open'] = async (set, how, change) => {
    setLast([set, how, change]);
    const { plain, notifications, flags, others } = openingOf(set, session.subscriptions);
    setBusy(set.name);
    setError(null);
    setQuestion(null);
    try {
      const engine = engineNow();
      if (notifications.length > 0) {
        if (change === undefined) {
          const { now } = await engine.notifications.status({ connectionId });
          if (now !== null && lackingFlags(now, flags) !== '') {
            setQuestion({ set, how, now, needed: flags });
            return;
          }
        }
        const subscriptions = notifications;
        await engine.notifications.subscribe({ connectionId, subscriptions, flags, change: change ?? false });
      }
      if (plain.length > 0) await engine.pubsub.subscribe({ connectionId, subscriptions: plain });
      if (how === 'replace' && others.length > 0)
        await engine.pubsub.unsubscribe({ connectionId, subscriptions: others });
      onDone();
    } catch (thrown) {
      setError(asError(thrown));
    } finally {
      setBusy(null);
    }
  };
  const again = () => {
    if (last) void open(...last);
  };
  return { busy, question, error, again, open, cancel: () => setQuestion(null) };
}
