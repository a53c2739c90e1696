import { certain, hasOnly, likely, textOf, type Recogniser } from '../evidence.ts';

const STREAM = /^(.+)\.stream\.(?!meta\.)(.+)$/;
const PUBLISHED = /^__p1:\d+:[^:]{1,32}__/;

/** Centrifugo and centrifuge. Ids of its streams are offsets, and no times: https://centrifugal.dev/docs/server/engines */
export const centrifugo: Recogniser = {
  framework: 'Centrifugo',
  looksUp: name => {
    const [, prefix, channel] = STREAM.exec(name) ?? [];
    return prefix === undefined ? [] : [{ key: `${prefix}.stream.meta.${channel}`, field: 'e' }];
  },
  stream: evidence => {
    const [, prefix, channel] = STREAM.exec(evidence.key) ?? [];
    if (prefix === undefined || !hasOnly(evidence, 'd')) return null;
    const what = `history of the channel ${channel}`;
    if (!/^\d{1,12}-0$/.test(evidence.lastId ?? '')) return null;
    return evidence.beside({ key: `${prefix}.stream.meta.${channel}`, field: 'e' }) !== null
      ? certain(what, 'its meta hash, the field d, and ids that count')
      : likely(what, 'its name, the field d, and ids that count');
  },
  channel: ({ name, payload }) => {
    const [, channel] = /^.+\.client\.(.+)$/.exec(name) ?? [];
    if (channel !== undefined && payload && PUBLISHED.test(textOf(payload.subarray(0, 64)))) {
      return certain(`messages of the channel ${channel}`, 'its name, and __p1: before the message');
    }
    return /^centrifug[eo]\.(?:client\.|control$|node\.)/.test(name) ? likely('messages', 'its name') : null;
  },
};
