/**
 * Moves pending entries to a dead-letter stream, each only if it is still as it was seen: pending, with this owner and this delivery
 * count. Checking, copying and acknowledging are one step on the server, so an entry is never acknowledged without its copy, and a
 * consumer that acknowledges meanwhile is not overruled.
 *
 *     KEYS  stream, dead-letter stream
 *     ARGV  group, reason, then per entry: id, consumer, deliveries
 *     reply per entry, in order: { "moved", new id } | { "gone" } | { "owner", name } | { "deliveries", count } | { "ghost" } |
 *           { "large" } (more fields than a script can pass on) | { "error", reply } which is the last
 *
 * XADD comes before XACK: where the target takes no entry, nothing is acknowledged. `replicate_commands` lets servers before 7.0 write
 * after a read of the clock (https://redis.io/docs/latest/develop/programmability/eval-intro/#script-replication).
 */
export const MOVE_SCRIPT = `
if redis.replicate_commands then redis.replicate_commands() end
local group, reason = ARGV[1], ARGV[2]
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
local outcomes = {}
for i = 3, #ARGV, 3 do
  local id, consumer, deliveries = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local row = redis.call('XPENDING', KEYS[1], group, id, id, 1)[1]
  local outcome
  if not row then
    outcome = { 'gone' }
  elseif row[2] ~= consumer then
    outcome = { 'owner', row[2] }
  elseif row[4] ~= tonumber(deliveries) then
    outcome = { 'deliveries', string.format('%.0f', row[4]) }
  else
    local entry = redis.call('XRANGE', KEYS[1], id, id)[1]
    if not entry then
      outcome = { 'ghost' }
    elseif #entry[2] > 7000 then
      outcome = { 'large' }
    else
      local fields = entry[2]
      for _, part in ipairs({
        'dead-letter.source', KEYS[1], 'dead-letter.group', group, 'dead-letter.consumer', consumer,
        'dead-letter.id', id, 'dead-letter.deliveries', deliveries, 'dead-letter.time', now,
        'dead-letter.reason', reason
      }) do fields[#fields + 1] = part end
      local added = redis.pcall('XADD', KEYS[2], '*', unpack(fields))
      if type(added) == 'table' then
        outcomes[#outcomes + 1] = { 'error', added.err }
        return outcomes
      end
      redis.call('XACK', KEYS[1], group, id)
      outcome = { 'moved', added }
    end
  end
  outcomes[#outcomes + 1] = outcome
end
return outcomes
`.trim();

/**
 * Puts one dead letter back, and takes it from the dead-letter stream in the same step.
 *
 *     KEYS  dead-letter stream, target
 *     ARGV  id, "1" to remove it, fields at its end that are not the entry's own, "NOMKSTREAM" or "", then new fields if it was edited
 *     reply { "added", new id } | { "gone" } | { "no stream" } | { "large" } | { "error", reply }
 */
export const REQUEUE_SCRIPT = `
if redis.replicate_commands then redis.replicate_commands() end
local entry = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
if not entry then return { 'gone' } end
local fields = {}
if ARGV[4] ~= '' then fields[1] = ARGV[4] end
fields[#fields + 1] = '*'
if #ARGV > 4 then
  for i = 5, #ARGV do fields[#fields + 1] = ARGV[i] end
else
  for i = 1, #entry[2] - ARGV[3] * 2 do fields[#fields + 1] = entry[2][i] end
end
if #fields > 7900 then return { 'large' } end
local added = redis.pcall('XADD', KEYS[2], unpack(fields))
if not added then return { 'no stream' } end
if type(added) == 'table' then return { 'error', added.err } end
if ARGV[2] == '1' then redis.call('XDEL', KEYS[1], ARGV[1]) end
return { 'added', added }
`.trim();
