import { hasMembers, jsonObject, likely, type Recogniser } from '../evidence.ts';

const TIMELINE =
  /^(?:.+:)?timeline:(?:public(?::(?:local|remote))?(?::media)?|hashtag:.+|list:\d+|direct:\d+|\d+)$/;

/** https://docs.joinmastodon.org/methods/streaming/ */
export const mastodon: Recogniser = {
  framework: 'Mastodon',
  channel: ({ name, payload }) =>
    TIMELINE.test(name) && (payload === null || hasMembers(jsonObject(payload), 'event', 'payload'))
      ? likely('a timeline', payload ? 'its name, and event and payload in the message' : 'its name')
      : null,
};
