"""Sources that are not Redis: files, server-sent events, templates."""

import queue
import threading
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone

from bytewax.inputs import FixedPartitionedSource, StatefulSourcePartition

from .events import IDLE, Event, note
from .templates import TemplateSet

AT_ONCE = 500
_LOOK_AGAIN = timedelta(milliseconds=20)
_MAX_LINE_BYTES = 16 * 2**20


def soon(after=_LOOK_AGAIN):
    """The time to look again."""
    return datetime.now(timezone.utc) + after


def now_ms():
    """Milliseconds since 1970."""
    return float(int(time.time() * 1000))


class Partition(StatefulSourcePartition):
    """A partition of a source: what it gives is keyed by its name."""

    def __init__(self, name, waits_for=None):
        self.name = name
        self.awake = None
        # What has to be there before anything is read: someone who hears what is sent.
        self.waits_for = waits_for

    def next_batch(self):
        if self.waits_for is not None and not self.waits_for():
            self.awake = soon()
            return []
        self.waits_for = None
        events = self.read()
        self.awake = None if events else soon()
        return [(self.name, event) for event in events]

    def next_awake(self):
        return self.awake

    def snapshot(self):
        return None

    def read(self):
        """The next events; StopIteration at the end."""
        raise NotImplementedError


class SinglePartition(FixedPartitionedSource):
    """A source that one worker reads."""

    name = "events"

    def list_parts(self):
        return [self.name]

    def build_part(self, step_id, for_part, resume_state):
        return self.build(for_part, resume_state)


class Pace:
    """How many events are due."""

    def __init__(self, per_second):
        self.per_second = per_second
        self.started = time.monotonic()
        self.given = 0

    def due(self):
        """How many may be given now."""
        if self.per_second is None:
            return AT_ONCE
        elapsed = time.monotonic() - self.started
        due = int(elapsed * self.per_second) + 1 - self.given
        if due > self.per_second:
            # Held up for more than a second: it does not rush to catch up.
            self.started, self.given = time.monotonic(), 0
            due = 1
        due = max(0, min(AT_ONCE, due))
        self.given += due
        return due


class Lines(SinglePartition):
    """The lines of a file; recovery goes on behind the last one that counted."""

    def __init__(self, path, rate=None, loop=False, waits_for=None):
        self.path, self.rate, self.loop, self.waits_for = path, rate, loop, waits_for

    def build(self, name, offset):
        return _Lines(name, self, offset or 0)


class _Lines(Partition):
    def __init__(self, name, spec, offset):
        super().__init__(name, spec.waits_for)
        self.loop = spec.loop
        self.file = open(spec.path, "rb")
        self.file.seek(offset)
        self.pace = Pace(spec.rate)

    def read(self):
        events = []
        due = self.pace.due()
        while len(events) < due:
            at = self.file.tell()
            line = self.file.readline()
            if not line and self.loop and self.file.tell() > 0:
                self.file.seek(0)
                continue
            if not line:
                if events:
                    return events
                raise StopIteration
            if at == 0:
                line = line.removeprefix(b"\xef\xbb\xbf")
            line = line.removesuffix(b"\n").removesuffix(b"\r")
            if len(line) > _MAX_LINE_BYTES:
                note(
                    self.name,
                    "gap",
                    f"a line of more than {_MAX_LINE_BYTES >> 20} MB was skipped",
                )
            elif line:
                events.append(
                    Event(line, meta={"receivedAt": now_ms()}, partition=self.name)
                )
        return events

    def snapshot(self):
        return self.file.tell()

    def close(self):
        self.file.close()


class Generator(SinglePartition):
    """Events made from templates; recovery goes on behind the last one that counted."""

    def __init__(
        self,
        fields=None,
        payload=None,
        count=None,
        rate=None,
        seed=None,
        waits_for=None,
    ):
        self.fields, self.payload, self.count, self.rate = fields, payload, count, rate
        self.seed, self.waits_for = seed, waits_for

    def build(self, name, state):
        return _Generator(name, self, state)


class _Generator(Partition):
    def __init__(self, name, spec, state):
        super().__init__(name, spec.waits_for)
        self.count = spec.count
        self.templates = TemplateSet(spec.seed, state)
        self.payload = spec.payload and self.templates.compile(spec.payload)
        self.fields = {
            field: self.templates.compile(text)
            for field, text in (spec.fields or {}).items()
        }
        self.pace = Pace(spec.rate)

    def read(self):
        left = AT_ONCE if self.count is None else self.count - self.templates.seq
        if left <= 0:
            raise StopIteration
        return [self._event() for _ in range(min(left, self.pace.due()))]

    def _event(self):
        event = Event(meta={"receivedAt": now_ms()}, partition=self.name)
        if self.payload:
            event.payload = self.payload.text()
        else:
            event.value = {
                field: template.value() for field, template in self.fields.items()
            }
        self.templates.next()
        return event

    def snapshot(self):
        return self.templates.state()


class ServerSentEvents(SinglePartition):
    """Server-sent events; recovery goes on behind the last id that counted.

    `tells_idle`: it tells when nothing comes, for windows by the time in events.
    """

    name = "sse"

    def __init__(self, url, headers=None, waits_for=None, tells_idle=False):
        self.url, self.headers, self.waits_for = url, headers or {}, waits_for
        self.tells_idle = tells_idle

    def build(self, name, last_id):
        return _ServerSentEvents(name, self, last_id)


class _ServerSentEvents(Partition):
    def __init__(self, name, spec, last_id):
        super().__init__(name, spec.waits_for)
        self.spec = spec
        self.last_id = last_id or ""
        self.waiting = queue.Queue(maxsize=10_000)
        self.is_open, self.is_over = threading.Event(), threading.Event()
        self.reader = None
        self.heard_at = time.monotonic()
        self.told_idle = False

    def read(self):
        if self.reader is None:
            # A thread of its own: it waits for the network, and the worker does not.
            self.reader = threading.Thread(
                target=self._follow, args=(self.last_id,), daemon=True
            )
            self.reader.start()
        # Asked first: what came before the end is in the queue then.
        is_over, events = self.is_over.is_set(), []
        while len(events) < AT_ONCE and not self.waiting.empty():
            event = self.waiting.get()
            if isinstance(event, BaseException):
                raise event
            self.last_id = event.meta.get("id", self.last_id)
            events.append(event)
        if events:
            self.heard_at, self.told_idle = time.monotonic(), False
        elif is_over:
            raise StopIteration
        elif self._is_newly_idle():
            self.told_idle = True
            return [Event(partition=self.name, kind=IDLE)]
        return events

    def snapshot(self):
        return self.last_id

    def _is_newly_idle(self):
        """A stream that is open and says nothing has nothing to say."""
        if not self.spec.tells_idle or self.told_idle or not self.is_open.is_set():
            return False
        return time.monotonic() - self.heard_at > 1

    def _follow(self, last_id):
        wait = 1.0
        try:
            while True:
                try:
                    with self._opened(last_id) as answer:
                        if answer.status == 204:
                            break
                        self.is_open.set()
                        for event in sse_events(answer, last_id):
                            last_id, wait = event.meta.get("id", last_id), 1.0
                            event.partition = self.name
                            self.waiting.put(event)
                except urllib.error.HTTPError as error:
                    if error.code != 429 and error.code < 500:
                        raise RuntimeError(
                            f"{self.spec.url} answered {error.code}"
                        ) from error
                    wait = float(error.headers.get("Retry-After", wait) or wait)
                except OSError as error:
                    note(
                        self.name,
                        "gap",
                        f"{self.spec.url}: {error}; opening it again in {wait:g} s",
                    )
                self.is_open.clear()
                time.sleep(wait)
                wait = min(wait * 2, 60)
        except Exception as error:
            self.waiting.put(error)
        self.is_over.set()

    def _opened(self, last_id):
        headers = {"User-Agent": "Millrace (Bytewax dataflow)", **self.spec.headers}
        headers["Accept"] = "text/event-stream"
        if last_id:
            headers["Last-Event-ID"] = last_id.encode().decode("latin-1")
        return urllib.request.urlopen(
            urllib.request.Request(self.spec.url, headers=headers), timeout=60
        )


def sse_events(lines, last_id=""):
    """The events of a stream of lines.

    https://html.spec.whatwg.org/multipage/server-sent-events.html
    """
    data, name = [], ""
    for line in lines:
        line = line.decode("utf-8", "replace").rstrip("\r\n")
        if line == "":
            if data:
                meta = {"event": name or "message", "receivedAt": now_ms()}
                if last_id:
                    meta["id"] = last_id
                yield Event("\n".join(data), meta=meta)
            data, name = [], ""
            continue
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "data":
            data.append(value)
        elif field == "event":
            name = value
        elif field == "id" and "\0" not in value:
            last_id = value
