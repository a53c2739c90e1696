/**
 * Appends many entries in one command. ARGV: the approximate length to keep or "", then for each entry the number of its field and value
 * arguments, and those.
 */
export const appendEntries = `local i, max = 2, ARGV[1]
while i <= #ARGV do
  local n = tonumber(ARGV[i])
  if max == '' then redis.call('XADD', KEYS[1], '*', unpack(ARGV, i + 1, i + n))
  else redis.call('XADD', KEYS[1], 'MAXLEN', '~', max, '*', unpack(ARGV, i + 1, i + n)) end
  i = i + n + 1
end`;

/** Publishes many messages in one command. ARGV: the messages. */
export const publishMessages = `for i = 1, #ARGV do redis.call('PUBLISH', KEYS[1], ARGV[i]) end`;

/** Entries or messages in one script call: long enough to save round trips in the server, short enough to hold up nobody else. */
export const ENTRIES_PER_CALL = 1_000;
/** Lua's stack takes some 8,000 values. */
export const MAX_FIELDS_IN_SCRIPT = 3_000;
