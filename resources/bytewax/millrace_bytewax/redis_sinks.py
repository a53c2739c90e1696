"""Sinks in Redis.

Time series and leaderboards write what a group is now, not what was added to it:
written again after a restart, it is the same.
"""

import math
import time
from datetime import timedelta

from bytewax.outputs import FixedPartitionedSink

from .events import Event
from .redis_sources import connect
from .sinks import Part
from .values import encoded, join_key, json_text, number_text, text_of, time_ms

_PARTS = [str(number) for number in range(8)]
_SWEEP_EVERY = 60

# The number of a window: the one it has, or the next. Some are remembered, as many as
# workers can be apart.
_NUMBER_OF = """
local number = redis.call('HGET', KEYS[2], ARGV[1])
if number then return tonumber(number) end
local highest = redis.call('GET', KEYS[1])
number = highest and tonumber(highest) + 1 or 0
redis.call('HSET', KEYS[2], ARGV[1], string.format('%d', number))
redis.call('SET', KEYS[1], string.format('%d', number))
if redis.call('HLEN', KEYS[2]) > 1000 then
  local windows = redis.call('HKEYS', KEYS[2])
  table.sort(windows, function (a, b) return tonumber(a) < tonumber(b) end)
  for place = 1, #windows - 500 do redis.call('HDEL', KEYS[2], windows[place]) end
end
return number
"""


# Fields of a hash, and its member where no field is left.
_REMOVE = """
for place = 2, #ARGV do redis.call('HDEL', KEYS[1], ARGV[place]) end
if ARGV[1] ~= '' and redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('SREM', KEYS[2], ARGV[1])
end
"""


def _window_of(change):
    """The start of its window, in unix seconds."""
    return math.floor(change.start / 1000)


class _InRedis(FixedPartitionedSink):
    """Written by whichever worker has the key."""

    def list_parts(self):
        return _PARTS

    def build_part(self, step_id, for_part, resume_state):
        return _Writer(self)


class _Writer(Part):
    """One transaction for each batch."""

    def __init__(self, sink):
        self.sink = sink
        self.client = connect()
        # What a sink remembers between batches.
        self.memory = {}

    def write_batch(self, values):
        with self.client.pipeline(transaction=True) as commands:
            self.sink.write(values, commands, self)
            commands.execute()

    def close(self):
        self.client.close()


class Publish(_InRedis):
    """Messages on a channel: events as they came, rows as JSON."""

    def __init__(self, channel):
        self.channel = channel

    def write(self, values, commands, writer):
        for item in values:
            commands.publish(self.channel, _payload(item))


def _payload(item):
    if not isinstance(item, Event):
        return encoded(json_text(item))
    payload = encoded(json_text(item.value)) if item.payload is None else item.payload
    return encoded(payload) if isinstance(payload, str) else payload


class Stream(_InRedis):
    """Entries of a stream.

    They have the members of an event, or start, end, key and results of a row.
    """

    def __init__(self, key, max_len=None):
        self.key, self.max_len = key, max_len

    def write(self, values, commands, writer):
        for item in values:
            commands.xadd(
                self.key, _fields(item), maxlen=self.max_len, approximate=True
            )


def _fields(item):
    if not isinstance(item, Event):
        fields = {**item["window"], **item}
        del fields["window"]
    elif isinstance(item.value, dict) and item.value:
        fields = item.value
    else:
        return {"data": _payload(item) if not isinstance(item.value, dict) else b"{}"}
    return {encoded(name): _member(value) for name, value in fields.items()}


def _member(value):
    return value if isinstance(value, bytes) else encoded(text_of(value))


class TimeSeries(_InRedis):
    """A hash for each key, with a field for each window; sums in the hash `total`."""

    def __init__(
        self,
        value,
        prefix,
        total=None,
        members=None,
        retention=None,
        every=None,
        align_to="1970-01-01T00:00:00Z",
    ):
        self.value, self.prefix, self.total, self.members = (
            value,
            prefix,
            total,
            members,
        )
        self.retention, self.every, self.align_to = retention, every, align_to

    def write(self, values, commands, writer):
        written = writer.memory.setdefault("written", set())
        latest = max(_window_of(change) for change in values)
        latest = max(latest, writer.memory.get("latest", latest))
        writer.memory["latest"] = latest
        due = writer.memory.get("sweep", -math.inf)
        if self.retention is not None and time.monotonic() >= due:
            writer.memory["sweep"] = time.monotonic() + _SWEEP_EVERY
            self._sweep(writer.client, latest, written)
        for change in values:
            field = _window_of(change)
            result = number_text(change.results[self.value])
            if change.key:
                name = join_key(change.key)
                written.add(encoded(name))
                commands.hset(encoded(self.prefix + name), field, result)
                if self.members is not None:
                    commands.sadd(self.members, encoded(name))
            elif self.total is not None:
                commands.hset(self.total, field, result)

    def _sweep(self, client, latest, written):
        """Removes what is older than the retention, and members without hashes."""
        oldest = latest - self.retention / timedelta(seconds=1)
        members = self.members
        names = written if members is None else client.smembers(members)
        hashes = [(encoded(self.prefix) + name, name) for name in names]
        if self.total is not None:
            hashes.append((encoded(self.total), b""))
        for key, name in hashes:
            old = [field for field in client.hkeys(key) if self._is_old(field, oldest)]
            if old:
                client.eval(
                    _REMOVE, 2, key, members or key, members and name or "", *old
                )

    def _is_old(self, field, oldest):
        """Only fields that are starts of windows are ours to remove."""
        if not field.isdigit() or int(field) >= oldest:
            return False
        return (int(field) * 1000 - time_ms(self.align_to)) % (
            self.every / timedelta(milliseconds=1)
        ) == 0


class Leaderboard(_InRedis):
    """A sorted set for each window, with its number or its time in the name."""

    def __init__(self, value, key="{epoch}", epoch_key="epoch_index"):
        self.value, self.key, self.epoch_key = value, key, epoch_key

    def write(self, values, commands, writer):
        for change in sorted(values, key=lambda change: change.start):
            result = change.results[self.value]
            if result is None or change.key is None:
                continue
            window = _window_of(change)
            name = self.key.replace("{window}", str(window))
            if "{epoch}" in name:
                name = name.replace("{epoch}", str(self._number_of(window, writer)))
            commands.zadd(name, {encoded(join_key(change.key)): number_text(result)})

    def _number_of(self, window, writer):
        if window not in writer.memory:
            windows = f"{self.epoch_key}:windows"
            writer.memory[window] = writer.client.eval(
                _NUMBER_OF, 2, self.epoch_key, windows, window
            )
        return writer.memory[window]
