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

/** Entries with the same field names, the common case, need no counting: so many fields at most. */
export const MAX_COMMON_FIELDS = 50;

const commonScripts = new Map<number, string>();

/**
 * Appends many entries with the same `fields` field names in one command. ARGV: the approximate length to keep or "", the names, then the values of
 * each entry. Written out for each number of fields, it costs the server half of what `appendEntries` does with its `unpack`, and half the arguments.
 */
export function appendCommonEntries(fields: number): string {
  let script = commonScripts.get(fields);
  if (script === undefined) commonScripts.set(fields, (script = commonScript(fields)));
  return script;
}

function commonScript(fields: number): string {
  const numbers = Array.from({ length: fields }, (_, index) => index);
  const names = numbers.map(index => `n${index}`).join(', ');
  const named = numbers.map(index => `argv[${index + 2}]`).join(', ');
  const pairs = numbers.map(index => `n${index}, argv[i + ${index}]`).join(', ');
  const loop = `for i = ${fields + 2}, #argv, ${fields} do`;
  return `local call, key, argv, max = redis.call, KEYS[1], ARGV, ARGV[1]
local ${names} = ${named}
if max == '' then
  ${loop} call('XADD', key, '*', ${pairs}) end
else
  ${loop} call('XADD', key, 'MAXLEN', '~', max, '*', ${pairs}) end
end`;
}

/** Publishes many messages in one command. ARGV: the messages. */
export const publishMessages = `for i = 1, #ARGV do redis.call('PUBLISH', KEYS[1], ARGV[i]) end`;

/** Entries or messages in one script call: long enough to save round trips in the server, short enough to hold up nobody else. */
export const ENTRIES_PER_CALL = 1_000;
/** Names and values of one entry: Lua's stack takes some 8,000 values. */
export const MAX_ARGUMENTS_IN_SCRIPT = 3_000;
