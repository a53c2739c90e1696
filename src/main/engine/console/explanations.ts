/** What a command of streams and pub/sub does, and what its options change, for people who are about to run it. */
interface Explanation {
  does: string;
  words?: Readonly<Record<string, string>>;
}

const COUNT = 'At most this many.';
const trimming = {
  MAXLEN: 'Keeps this many entries; the oldest go.',
  MINID: 'Deletes what is older than this id.',
  '~': 'Roughly: whole nodes only, which is much cheaper. A little more may stay.',
  '=': 'Exactly, entry by entry.',
  LIMIT: 'Looks at no more entries than this, with ~ only.',
};
const claiming = {
  IDLE: 'Sets how long ago it was delivered, in ms. Without it: just now.',
  TIME: 'The same as a point in time, in ms since 1970.',
  RETRYCOUNT: 'Sets the delivery count. Without it the count goes up by one.',
  FORCE: 'Makes an entry pending even if it is pending with nobody.',
  JUSTID: 'Returns only the ids, and leaves the delivery count as it is.',
  LASTID: 'Moves the last id of the group, if this one is greater.',
};

const explanations: Readonly<Record<string, Explanation>> = {
  XADD: {
    does: 'Appends an entry. With * the server makes its id from its clock.',
    words: {
      ...trimming,
      NOMKSTREAM: 'Does nothing if there is no stream yet.',
      '*': 'The server makes the id: milliseconds of its clock, and a number.',
    },
  },
  XREAD: {
    does: 'Reads entries after an id, of one stream or several. It belongs to no group and leaves nothing pending.',
    words: {
      COUNT,
      BLOCK: 'Waits this many ms for new entries; 0 waits without end (Ctrl+C ends it).',
      STREAMS: 'Keys first, then as many ids.',
      $: 'Only what comes from now on. Asked again with $, it misses what came in between.',
      '+': 'The newest entry (7.4 and newer).',
    },
  },
  XREADGROUP: {
    does: 'Reads as a consumer of a group. What is given out with > becomes pending of this consumer until XACK.',
    words: {
      COUNT,
      GROUP: 'The group, then the name of the consumer; a new name makes a new consumer.',
      BLOCK: 'Waits this many ms for new entries; 0 waits without end (Ctrl+C ends it).',
      NOACK: 'Nothing becomes pending: what this consumer loses is lost.',
      '>': 'Entries that nobody in the group was given yet.',
      0: "Only this consumer's own pending entries, again: it counts as another delivery.",
      STREAMS: 'Keys first, then as many ids.',
    },
  },
  XACK: {
    does: 'Takes entries off the list of pending ones. The entries themselves stay in the stream.',
  },
  XCLAIM: {
    does: 'Makes pending entries those of another consumer, if they are idle for at least min-idle-time. Each counts as one more delivery. Entries that were deleted meanwhile leave the list silently.',
    words: claiming,
  },
  XAUTOCLAIM: {
    does: 'Claims the next pending entries that are idle long enough, from start on. The first part of the answer is where to go on; 0-0 is the end.',
    words: { COUNT: 'Claims at most this many, and looks at ten times as many.', JUSTID: claiming.JUSTID },
  },
  XPENDING: {
    does: 'Looks at what is pending, and changes nothing. With the group alone it returns a summary.',
    words: { IDLE: 'Only what is idle for at least so many ms. The server still walks the whole list.' },
  },
  XDEL: {
    does: 'Deletes entries. One that is pending stays in the list of its group, as an id without an entry.',
  },
  XTRIM: { does: 'Deletes the oldest entries of a stream, pending or not.', words: trimming },
  XRANGE: {
    does: 'Reads entries between two ids, and changes nothing.',
    words: { COUNT, '-': 'The smallest id there can be.', '+': 'The greatest id there can be.' },
  },
  XREVRANGE: {
    does: 'As XRANGE, from the newest back: the greater id stands first.',
    words: { COUNT, '-': 'The smallest id there can be.', '+': 'The greatest id there can be.' },
  },
  XLEN: { does: 'How many entries there are. What was deleted does not count.' },
  XSETID: { does: 'Sets the last id of a stream: the next entry has to be greater.' },
  'XGROUP CREATE': {
    does: 'Creates a group that gives out the entries after this id.',
    words: {
      $: 'Only what comes from now on.',
      0: 'Everything that is there.',
      MKSTREAM: 'Creates the stream if it does not exist.',
      ENTRIESREAD: 'How many entries count as read; the server computes lag from it.',
    },
  },
  'XGROUP SETID': {
    does: 'Moves a group to another place. Back: it gives entries out again, and those still pending begin at delivery count 1.',
    words: { ENTRIESREAD: 'How many entries count as read; the server computes lag from it.' },
  },
  'XGROUP DESTROY': { does: 'Deletes a group, with its consumers and all that is pending of them.' },
  'XGROUP CREATECONSUMER': { does: 'Creates a consumer with nothing pending.' },
  'XGROUP DELCONSUMER': {
    does: 'Deletes a consumer and drops what is pending of it: nobody is given that again.',
  },
  'XINFO STREAM': {
    does: 'What the server knows about a stream.',
    words: { FULL: 'With groups, consumers and pending entries.' },
  },
  'XINFO GROUPS': {
    does: 'The groups of a stream: lag is what was not given out yet, pending what was and is not acknowledged.',
  },
  'XINFO CONSUMERS': {
    does: 'The consumers of a group: idle since the last try, inactive since the last success (7.2 and newer).',
  },
  PUBLISH: {
    does: 'Sends a message to those who are subscribed now. Redis does not store it. The answer counts receivers of this node alone.',
  },
  SPUBLISH: { does: 'Sends to the subscribers of a sharded channel, by SSUBSCRIBE alone.' },
  SUBSCRIBE: { does: 'Hears channels by their names. Earlier messages are not delivered.' },
  PSUBSCRIBE: {
    does: 'Hears all channels that match. A client that is also subscribed to the channel receives the message twice.',
  },
  SSUBSCRIBE: {
    does: 'Hears sharded channels: they belong to a slot of the cluster, and only SPUBLISH reaches them.',
  },
  'PUBSUB NUMSUB': { does: 'Subscribers of channels on this node. Those by pattern are not counted.' },
  'PUBSUB NUMPAT': { does: 'How many patterns are subscribed to on this node.' },
  'PUBSUB CHANNELS': {
    does: 'Channels that somebody is subscribed to on this node, without those by pattern.',
  },
  MONITOR: { does: 'Shows every command of every client. It can halve what the server gets done.' },
};

/** What the command does, and what the word at the caret changes. */
export function explain(command: string, word: string): { word: string; text: string }[] {
  const explanation = Object.hasOwn(explanations, command) ? explanations[command]! : undefined;
  if (!explanation) return [];
  const option = word.toUpperCase();
  const text =
    explanation.words && Object.hasOwn(explanation.words, option) ? explanation.words[option] : undefined;
  return [...(text === undefined ? [] : [{ word: option, text }]), { word: command, text: explanation.does }];
}
