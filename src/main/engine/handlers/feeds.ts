import type { EngineHandlers } from '#shared/contract/index.ts';
import { DecodeThread } from '../decode/decode-thread.ts';
import { impliedDecoding } from '../decode/implied-decoding.ts';
import { conditionProblem } from '../conditions/entry-condition.ts';
import type { Feeds } from '../feeds/feeds.ts';
import type { PubSubSessions } from '../pubsub/sessions.ts';

export function feedHandlers(feeds: Feeds, sessions: PubSubSessions): EngineHandlers['feeds'] {
  // One for what a person waits for, one for the rows of tables.
  const [whole, rows] = [new DecodeThread(), new DecodeThread()];
  return {
    // A page names its views itself: two pages may choose the same name.
    view: ({ feedId, viewId, viewport, filter, sort, look, part }, { page, signal }) =>
      feeds.view(feedId, `${page.id} ${viewId}`, viewport, signal, {
        filter,
        sort,
        part,
        looks: look && { look, thread: rows },
      }),
    look: ({ viewId, look }, { page }) => feeds.look(`${page.id} ${viewId}`, look),
    decode: ({ feedId, seq, as, by }) =>
      whole.decode(feeds.get(feedId).record(seq).payload, as, impliedDecoding(by)),
    checkFilter: async condition => ({ problem: await conditionProblem(condition) }),
    scroll: ({ viewId, viewport }, { page }) => feeds.scroll(`${page.id} ${viewId}`, viewport),
    record: ({ feedId, seq }) => feeds.get(feedId).record(seq),
    clear: ({ feedId }) => {
      const session = sessions.ofFeed(feedId);
      if (session) session.clear();
      else feeds.get(feedId).clear();
    },
  };
}
