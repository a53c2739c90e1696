import type { EngineHandlers } from '#shared/contract/index.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Connections } from '../connections/connections.ts';
import { AtMostOnceLesson } from '../lessons/at-most-once.ts';
import { tryDatabases } from '../lessons/databases.ts';
import { trySubscriberRules } from '../lessons/subscriber-rules.ts';

export function lessonHandlers(connections: Connections): EngineHandlers['lessons'] {
  // A page names its lessons itself: two pages may choose the same name.
  const running = new Map<string, AtMostOnceLesson>();
  const lessonOf = (pageId: string, lessonId: string) => {
    const lesson = running.get(`${pageId} ${lessonId}`);
    if (!lesson) throw new MillraceError('not-found', 'This lesson has ended. Open it again.');
    return lesson;
  };
  return {
    async *atMostOnce({ connectionId, lessonId }, { page, signal }) {
      const key = `${page.id} ${lessonId}`;
      const lesson = new AtMostOnceLesson(connections.get(connectionId));
      running.set(key, lesson);
      try {
        yield* lesson.states(signal);
      } finally {
        running.delete(key);
      }
    },
    send: ({ lessonId }, { page }) => lessonOf(page.id, lessonId).send(),
    sendOften: ({ lessonId, perSecond }, { page }) => lessonOf(page.id, lessonId).sendOften(perSecond),
    setConnected: ({ lessonId, connected }, { page }) => lessonOf(page.id, lessonId).setConnected(connected),
    databases: ({ connectionId, subscribeIn, publishIn }) =>
      tryDatabases(connections.get(connectionId), subscribeIn, publishIn),
    subscriberRules: async ({ connectionId }) => ({
      steps: await trySubscriberRules(connections.get(connectionId)),
    }),
  };
}
