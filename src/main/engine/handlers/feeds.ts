import type { EngineHandlers } from '#shared/contract/index.ts';
import { conditionProblem } from '../feeds/filter/condition.ts';
import type { Feeds } from '../feeds/feeds.ts';
import type { PubSubSessions } from '../pubsub/sessions.ts';

export function feedHandlers(feeds: Feeds, sessions: PubSubSessions): EngineHandlers['feeds'] {
  return {
    // A page names its views itself: two pages may choose the same name.
    view: ({ feedId, viewId, viewport, filter }, { session, signal }) =>
      feeds.view(feedId, `${session.id} ${viewId}`, viewport, signal, filter),
    checkFilter: condition => ({ problem: conditionProblem(condition) }),
    scroll: ({ viewId, viewport }, { session }) => feeds.scroll(`${session.id} ${viewId}`, viewport),
    record: ({ feedId, seq }) => feeds.get(feedId).record(seq),
    clear: ({ feedId }) => {
      const session = sessions.ofFeed(feedId);
      if (session) session.clear();
      else feeds.get(feedId).clear();
    },
  };
}
