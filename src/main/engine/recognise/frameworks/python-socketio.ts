import { certain, hasMembers, jsonObject, likely, type Recogniser } from '../evidence.ts';

/** https://python-socketio.readthedocs.io/en/stable/server.html#emitting-from-external-processes */
export const pythonSocketIo: Recogniser = {
  framework: 'python-socketio',
  channel: ({ name, payload }) => {
    const message = jsonObject(payload);
    if (hasMembers(message, 'method', 'host_id') && (name === 'socketio' || hasMembers(message, 'namespace')))
      return certain('messages between servers', 'method and host_id in the message');
    if (name !== 'socketio' || !payload) return null;
    // A pickle of protocol 2 to 5: shown, never loaded.
    const isPickle = payload[0] === 0x80 && payload[1]! >= 2 && payload[1]! <= 5 && payload.at(-1) === 0x2e;
    return isPickle ? likely('messages between servers', 'its name, and a pickle') : null;
  },
};
