import { certain, likely, type Recogniser } from '../evidence.ts';

/** https://github.com/phoenixframework/phoenix_pubsub_redis */
export const phoenix: Recogniser = {
  framework: 'Phoenix',
  channel: ({ name, payload }) => {
    if (!name.startsWith('phx:')) return null;
    // The external term format begins with 131, and names its first term: https://www.erlang.org/doc/apps/erts/erl_ext_dist.html
    const isTerm =
      payload !== null && payload[0] === 0x83 && [0x50, 0x68, 0x6c, 0x6d, 0x74].includes(payload[1]!);
    return isTerm
      ? certain('messages between nodes', 'its name, and a term of Erlang')
      : likely('messages between nodes', 'its name');
  },
};
