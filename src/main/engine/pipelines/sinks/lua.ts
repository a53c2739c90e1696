/**
 * What a flush writes goes through scripts, in the transaction of the flush. A write that Redis refuses inside EXEC is not rolled back with it, nor
 * anything else: so the script itself appends it to the checkpoint, and none can be lost between the two.
 *
 * KEYS of each: the checkpoint, then the key or the channel where there is one for all. They return the errors of what was refused, in the order in
 * which the checkpoint has it (`checkpoint/refused.ts` reads it).
 */

/** `refuse(error, ...)` keeps a command for the checkpoint; `finish()` writes them there. */
const keeping = `local call, pcall, argv = redis.call, redis.pcall, ARGV
local errors, kept = {}, {}
local function refuse(reply, ...)
  local command = {...}
  errors[#errors + 1] = reply.err
  kept[#kept + 1] = #tostring(#command) .. ':' .. #command
  for i = 1, #command do kept[#kept + 1] = #command[i] .. ':' .. command[i] end
end
local function finish()
  if #kept > 0 then
    local before = call('HGET', KEYS[1], 'refused') or ''
    call('HSET', KEYS[1], 'refused', before .. table.concat(kept))
  end
  return errors
end
`;

/**
 * Carries out commands of any kind. ARGV: for each the number of its words, and those. The common lengths are written out: `unpack` costs the server as
 * much again as most of what it is for.
 */
export const writeCommands = `${keeping}local i, last, unpack, type = 1, #argv, unpack, type
while i <= last do
  local n, reply = argv[i], nil
  if n == '4' then reply = pcall(argv[i + 1], argv[i + 2], argv[i + 3], argv[i + 4])
  elseif n == '3' then reply = pcall(argv[i + 1], argv[i + 2], argv[i + 3])
  else reply = pcall(unpack(argv, i + 1, i + n)) end
  if type(reply) == 'table' and reply.err then refuse(reply, unpack(argv, i + 1, i + n)) end
  i = i + n + 1
end
return finish()`;

/**
 * Appends many entries in one command. ARGV: the approximate length to keep or "", then for each entry the number of its field and value
 * arguments, and those.
 */
export const appendEntries = `${keeping}local key, max, i, last, unpack = KEYS[2], argv[1], 2, #argv, unpack
local type = type
while i <= last do
  local n, reply = tonumber(argv[i]), nil
  if max == '' then reply = pcall('XADD', key, '*', unpack(argv, i + 1, i + n))
  else reply = pcall('XADD', key, 'MAXLEN', '~', max, '*', unpack(argv, i + 1, i + n)) end
  if type(reply) == 'table' and reply.err then
    if max == '' then refuse(reply, 'XADD', key, '*', unpack(argv, i + 1, i + n))
    else refuse(reply, 'XADD', key, 'MAXLEN', '~', max, '*', unpack(argv, i + 1, i + n)) end
  end
  i = i + n + 1
end
return finish()`;

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
  const loop = (options: string) => `for i = ${fields + 2}, #argv, ${fields} do
    local reply = pcall('XADD', key, ${options}'*', ${pairs})
    if type(reply) == 'table' and reply.err then refuse(reply, 'XADD', key, ${options}'*', ${pairs}) end
  end`;
  return `${keeping}local key, max, type = KEYS[2], argv[1], type
local ${names} = ${named}
if max == '' then
  ${loop('')}
else
  ${loop("'MAXLEN', '~', max, ")}
end
return finish()`;
}

/** Publishes many messages in one command. ARGV: the messages. */
export const publishMessages = `${keeping}for i = 1, #argv do
  local reply = pcall('PUBLISH', KEYS[2], argv[i])
  if type(reply) == 'table' and reply.err then refuse(reply, 'PUBLISH', KEYS[2], argv[i]) end
end
return finish()`;

/** Entries or messages in one script call: long enough to save round trips in the server, short enough to hold up nobody else. */
export const ENTRIES_PER_CALL = 1_000;
/** Words of one command: Lua's stack takes some 8,000 values. */
export const MAX_WORDS_IN_SCRIPT = 3_000;
