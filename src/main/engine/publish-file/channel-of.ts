import type { ChannelTarget } from '#shared/contract/publish-file.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { checkChannel } from '../pubsub/publish.ts';
import type { FileMessage } from './message-reader.ts';

/**
 * Where the messages of a file go.
 *
 * @throws {MillraceError} `bad-input` for an empty channel; the returned function throws it for a message that has no channel of its own
 */
export function channelChooser(target: ChannelTarget): (message: FileMessage) => Buffer {
  switch (target.kind) {
    case 'one': {
      const channel = Buffer.from(target.channel);
      checkChannel(channel);
      return () => channel;
    }
    case 'own':
      return ownChannel;
    case 'prefix': {
      const from = Buffer.from(target.from);
      const to = Buffer.from(target.to);
      return message => {
        const own = ownChannel(message);
        if (!own.subarray(0, from.length).equals(from)) return own;
        return Buffer.concat([to, own.subarray(from.length)]);
      };
    }
  }
}

function ownChannel({ channel }: FileMessage): Buffer {
  if (channel) return channel;
  throw new MillraceError(
    'bad-input',
    'The lines of this file have no channels of their own. Enter a channel to publish them to.',
  );
}
