"""Sources in Redis: streams, with or without a group, and channels."""

import os
import queue
import threading
import time

import redis
from bytewax.inputs import FixedPartitionedSource

from .events import IDLE, Event, note
from .sources import AT_ONCE, Partition, SinglePartition, now_ms, soon

_MOST_WAITING = 200_000


def connect():
    """A client of the server that REDIS_URL names."""
    return redis.Redis.from_url(os.environ.get("REDIS_URL", "redis://127.0.0.1:6379"))


def listeners(channel):
    """Make a function that tells whether somebody hears a channel."""
    client = connect()

    def heard():
        return client.pubsub_numsub(channel)[0][1] > 0 or client.pubsub_numpat() > 0

    return heard


def _text(data):
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


class Streams(FixedPartitionedSource):
    """Entries of streams, each a partition.

    With recovery a restart goes on behind the last entry that counted. With a group,
    what is pending with the consumer comes first; entries are acknowledged when their
    results are safe: with the snapshot that follows them. `tells_idle`: a stream tells
    when everything has been read, for windows that go by the time in events.
    """

    def __init__(
        self,
        keys,
        start="0",
        group=None,
        consumer=None,
        payload_field=None,
        ack=True,
        work=None,
        tells_idle=False,
    ):
        self.keys, self.start, self.group, self.consumer = keys, start, group, consumer
        self.payload_field, self.ack, self.work = payload_field, ack, work
        self.tells_idle = tells_idle

    def list_parts(self):
        return self.keys

    def build_part(self, step_id, for_part, resume_state):
        return (_Entries if self.group is None else _GroupEntries)(
            for_part, self, resume_state
        )


class _Entries(Partition):
    def __init__(self, key, spec, last):
        super().__init__(key)
        self.spec = spec
        self.client = connect()
        self.last = last or self._start()
        self.was_idle = False

    def read(self):
        events = [self._event(id, fields) for id, fields in self._entries()]
        if events:
            self.last, self.was_idle = events[-1].meta["id"], False
        elif self.spec.tells_idle and not self.was_idle:
            # Everything has been read: this stream holds back no other.
            self.was_idle = True
            return [Event(partition=self.name, kind=IDLE)]
        return events

    def snapshot(self):
        return self.last

    def close(self):
        self.client.close()

    def _entries(self):
        reply = self.client.xread({self.name: self.last}, count=AT_ONCE)
        return _only(reply)

    def _start(self):
        if self.spec.start != "$":
            return self.spec.start if "-" in self.spec.start else f"{self.spec.start}-0"
        try:
            return self.client.xinfo_stream(self.name)["last-generated-id"].decode()
        except redis.ResponseError:
            return "0-0"

    def _event(self, id, fields):
        meta = {"key": self.name, "id": id.decode(), "receivedAt": now_ms()}
        event = Event(meta=meta, partition=self.name)
        if self.spec.payload_field is not None:
            event.payload = fields.get(self.spec.payload_field.encode(), b"")
            return event
        event.value = {}
        for name, value in fields.items():
            text = _text(value)
            event.value[name.decode("utf-8", "backslashreplace")] = (
                value if text is None else text
            )
        return event


class _GroupEntries(_Entries):
    def __init__(self, key, spec, last):
        super().__init__(key, spec, last)
        # Up to here entries are in the snapshot that this execution went on from.
        self.counted = last
        self.after = "0-0"
        # Given since the last snapshot, and those that wait for it to be safe.
        self.given = []
        self.to_acknowledge = []
        try:
            self.client.xgroup_create(key, spec.group, spec.start, mkstream=True)
        except redis.ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise

    def _start(self):
        return ""

    def next_batch(self):
        if self.to_acknowledge:
            # Bytewax asks for more only when the epoch that the snapshot ended is done.
            self.client.xack(self.name, self.spec.group, *self.to_acknowledge)
            self.to_acknowledge = []
        batch = super().next_batch()
        if batch and self.spec.work is not None:
            self.awake = soon(self.spec.work)
        return batch

    def snapshot(self):
        if self.spec.ack:
            self.to_acknowledge += self.given
        self.given = []
        return self.last or None

    def _entries(self):
        entries = []
        while self.after is not None and not entries:
            pending = self._read(self.after)
            self.after = pending[-1][0] if pending else None
            for id, fields in pending:
                if self.counted is not None and _order(id) <= _order(self.counted):
                    self.given.append(id)
                elif fields:
                    entries.append((id, fields))
                else:
                    self.given.append(id)
                    note(
                        self.name,
                        "gap",
                        f"entry {id.decode()} was deleted while it was pending",
                    )
        entries = entries or self._read(">")
        self.given += [id for id, _ in entries]
        return entries

    def _read(self, after):
        count = 1 if self.spec.work is not None else AT_ONCE
        reply = self.client.xreadgroup(
            self.spec.group, self.spec.consumer, {self.name: after}, count=count
        )
        return _only(reply)


def _only(reply):
    """The entries of an answer about one stream, in either protocol."""
    if not reply:
        return []
    [(_, entries)] = reply.items() if isinstance(reply, dict) else reply
    if len(entries) == 1 and entries[0] and isinstance(entries[0][0], (list, tuple)):
        return entries[0]
    return entries


def _order(id):
    text = id if isinstance(id, str) else id.decode()
    ms, _, seq = text.partition("-")
    return int(ms), int(seq or 0)


class Channel(SinglePartition):
    """Messages of channels and patterns; what is sent while nobody listens is lost."""

    name = "channel"

    def __init__(self, channels=(), patterns=(), shard_channels=()):
        self.channels, self.patterns, self.shard_channels = (
            channels,
            patterns,
            shard_channels,
        )

    def build(self, name, resume_state):
        return _Messages(name, self)


class _Messages(Partition):
    def __init__(self, name, spec):
        super().__init__(name)
        self.spec = spec
        self.waiting = queue.Queue(maxsize=_MOST_WAITING)
        self.subscription = self._subscribe()
        threading.Thread(target=self._listen, daemon=True).start()

    def read(self):
        events = []
        while len(events) < AT_ONCE and not self.waiting.empty():
            events.append(self.waiting.get())
        return events

    def _subscribe(self):
        subscription = connect().pubsub()
        spec = self.spec
        for subscribe, names in (
            (subscription.subscribe, spec.channels),
            (subscription.psubscribe, spec.patterns),
            (subscription.ssubscribe, spec.shard_channels),
        ):
            if names:
                subscribe(*names)
        left = len(spec.channels) + len(spec.patterns) + len(spec.shard_channels)
        while left > 0:
            left -= subscription.get_message(timeout=30) is not None
        return subscription

    def _listen(self):
        while True:
            try:
                for message in self.subscription.listen():
                    if message["type"] in ("message", "pmessage", "smessage"):
                        self._put(message)
            except (redis.RedisError, OSError) as error:
                note(self.name, "gap", f"the subscription was interrupted: {error}")
                self.subscription = self._subscribe_again()

    def _subscribe_again(self):
        while True:
            try:
                return self._subscribe()
            except (redis.RedisError, OSError):
                time.sleep(1)

    def _put(self, message):
        meta = {
            "channel": message["channel"].decode("utf-8", "backslashreplace"),
            "receivedAt": now_ms(),
        }
        if message["pattern"] is not None:
            meta["pattern"] = message["pattern"].decode("utf-8", "backslashreplace")
        try:
            self.waiting.put_nowait(
                Event(message["data"], meta=meta, partition=self.name)
            )
        except queue.Full:
            note(self.name, "dropped", "messages come faster than they are processed")
