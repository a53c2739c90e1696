import { certain, fieldOf, likely, messagePack, textOf, type Recogniser } from '../evidence.ts';

const BROADCAST = /^socket\.io#(\/[^#]*)#(?:[^#]*#)?$/;
const REQUEST = /^socket\.io-(request|response)#(\/[^#]*)#/;

/** The three adapters of socket.io for Redis: https://socket.io/docs/v4/redis-adapter/ */
export const socketIo: Recogniser = {
  framework: 'socket.io',
  keys: [
    {
      named: /^sio:session:.+/,
      types: ['string'],
      judge: () => likely('the session of a client', 'its name'),
    },
  ],
  stream: evidence => {
    const hasFields = ['uid', 'nsp', 'type'].every(name => fieldOf(evidence, name) !== undefined);
    if (!hasFields || !textOf(fieldOf(evidence, 'nsp')).startsWith('/')) return null;
    const isTyped = /^\d{1,2}$/.test(textOf(fieldOf(evidence, 'type')));
    return isTyped && /^socket\.io(?:-\d+)?$/.test(evidence.key)
      ? certain('the streams adapter', 'its name, and the fields uid, nsp and type')
      : likely('the streams adapter', 'the fields uid, nsp and type');
  },
  channel: ({ name, payload }) => {
    const [, namespace] = BROADCAST.exec(name) ?? [];
    if (namespace !== undefined) {
      const what = `broadcasts of the namespace ${namespace}`;
      return isBroadcast(messagePack(payload), namespace)
        ? certain(what, 'its name, and a packet of the same namespace')
        : likely(what, 'its name');
    }
    const [, kind, of] = REQUEST.exec(name) ?? [];
    return kind === undefined ? null : likely(`${kind}s between servers of ${of}`, 'its name');
  },
};

/** `[uid, packet, options]`. */
function isBroadcast(message: unknown, namespace: string): boolean {
  if (!Array.isArray(message) || message.length !== 3 || typeof message[0] !== 'string') return false;
  const packet = message[1] as { type?: unknown; nsp?: unknown } | null;
  return typeof packet?.type === 'number' && (packet.nsp ?? '/') === namespace;
}
