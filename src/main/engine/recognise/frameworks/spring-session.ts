import { certain, hasFields, likely, type Recogniser } from '../evidence.ts';

const EVENT = /^(?:.+:)?spring:session:event:\d+:created:(.+)$/;

/** https://docs.spring.io/spring-session/reference/configuration/redis.html */
export const springSession: Recogniser = {
  framework: 'Spring Session',
  keys: [
    {
      named: /^(?:.+:)?spring:session:(?:sessions|expirations|index):.+/,
      judge: evidence => {
        const isSession =
          evidence.type === 'hash' &&
          hasFields(evidence, 'creationTime', 'lastAccessedTime', 'maxInactiveInterval');
        return isSession
          ? certain(
              'a session',
              'its name, and the fields creationTime, lastAccessedTime and maxInactiveInterval',
            )
          : likely('sessions', 'its name');
      },
    },
  ],
  channel: ({ name, payload }) => {
    if (!EVENT.test(name)) return null;
    // Java's serialisation begins so: https://docs.oracle.com/javase/8/docs/platform/serialization/spec/protocol.html
    const isJava = payload !== null && payload[0] === 0xac && payload[1] === 0xed;
    return isJava
      ? certain('sessions that were created', 'its name, and serialised Java')
      : likely('sessions that were created', 'its name');
  },
};
