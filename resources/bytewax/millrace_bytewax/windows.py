"""Windows: groups of events by key and time, and when they close.

Bytewax's own windows have a clock for each key. Here, as in Millrace, all keys have
one: what closes a window is how far the source has come, whatever its key.
"""

import math
import pickle
import time
import zlib
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bytewax import operators as op
from bytewax.operators import KeyedStream, StatefulBatchLogic

from . import events
from .aggregates import First, Last
from .events import Contribution, Event
from .values import datetime_of, iso_time, key_name, time_ms

# Groups are spread over so many parts, and these over the workers.
PARTS = 32
_TOTAL = "total"
# How often open windows are looked after.
_FLUSH_MS = 500
_NEVER = float("-inf")
# An event further ahead of the clock than this has a wrong time: it moves nothing.
_MAX_AHEAD_MS = 60_000
_RETAIN = StatefulBatchLogic.RETAIN


@dataclass(frozen=True)
class Sliding:
    """Windows of one size, one beginning every so often."""

    size: timedelta
    every: timedelta
    align_to: str = "1970-01-01T00:00:00Z"

    def spans(self, at):
        """The windows that hold a time, in milliseconds since 1970."""
        size, every = (
            length / timedelta(milliseconds=1) for length in (self.size, self.every)
        )
        align = time_ms(self.align_to)
        start = align + math.floor((at - align) / every) * every
        found = []
        while start > at - size:
            found.append((start, start + size))
            start -= every
        return found[::-1]


@dataclass(frozen=True)
class Tumbling:
    """Windows of one size, each beginning where the one before ends."""

    size: timedelta
    align_to: str = "1970-01-01T00:00:00Z"

    def spans(self, at):
        """The window that holds a time."""
        size, align = self.size / timedelta(milliseconds=1), time_ms(self.align_to)
        start = align + math.floor((at - align) / size) * size
        return [(start, start + size)]


@dataclass(frozen=True)
class Session:
    """Windows of events less than a gap apart."""

    gap: timedelta


@dataclass(frozen=True)
class EventTime:
    """Windows go by the time in the event, which a CEL expression gives."""

    of: str
    lateness: timedelta = timedelta()
    # After so long without events time goes on by itself.
    idle: timedelta = timedelta(seconds=10)
    # The partitions of the source that tell when they have been read to their end.
    partitions: tuple = ()


@dataclass(slots=True)
class Change:
    """The results of a group that has grown, for sinks that keep them up to date."""

    # Of the window, in milliseconds since 1970.
    start: float
    # None for the total of all keys.
    key: tuple | None
    results: dict


@dataclass(slots=True)
class Watermark:
    """No window that ends here or before takes another event."""

    ms: float


@dataclass
class Results:
    """What comes out: rows when windows close, changes while they grow, late events."""

    rows: KeyedStream
    changes: KeyedStream
    late: KeyedStream


def aggregate(
    step_id,
    up,
    *,
    group_by,
    window,
    aggregates,
    event_time=None,
    undecodable_as=None,
    with_changes=False,
    with_total=False,
    with_late=False,
    worker=None,
):
    """Group events, add them up in windows, and close these as time goes on.

    `aggregates` has by name what makes the state of a group, and CEL or None.
    """
    evaluate = events.evaluate(
        step_id,
        group_by,
        aggregates,
        event_time and event_time.of,
        undecodable_as,
        with_late,
    )
    route = _route_with_total if with_total and group_by else _route
    if event_time is not None:
        found = op.filter_map_value(f"{step_id}_evaluate", up, evaluate)
        ordered = op.map(f"{step_id}_order", found, lambda item: ("clock", item[1]))
        timed = op.stateful_batch(
            f"{step_id}_clock", ordered, lambda state: _Clock(event_time, route, state)
        )
        routed = op.map(f"{step_id}_parts", timed, lambda item: item[1])
    else:
        if not any(make in (First, Last) for make, _ in aggregates.values()):
            # The order does not show in the results: each worker does a share of it.
            up = op.redistribute(f"{step_id}_spread", up)
        found = op.filter_map_value(f"{step_id}_evaluate", up, evaluate)
        routed = op.flat_map(f"{step_id}_parts", found, lambda item: route(item[1]))
    logic = _Logic(
        step_id, window, event_time is None, aggregates, with_changes, worker
    )
    out = op.stateful_batch(
        f"{step_id}_windows", routed, lambda state: _Windows(logic, state)
    )
    return Results(
        op.filter_value(f"{step_id}_rows", out, lambda item: isinstance(item, dict)),
        op.filter_value(
            f"{step_id}_changes", out, lambda item: isinstance(item, Change)
        ),
        op.filter_value(f"{step_id}_late", out, lambda item: isinstance(item, Event)),
    )


def _part_of(key):
    return (
        f"part-{zlib.crc32(key_name(key).encode('utf-8', 'surrogatepass')) % PARTS:02}"
    )


_ALL_PARTS = [f"part-{number:02}" for number in range(PARTS)]


def _route(item):
    """The part that has the group."""
    if isinstance(item, Contribution):
        yield _part_of(item.key), item


def _route_with_total(item):
    if isinstance(item, Contribution):
        yield _part_of(item.key), item
        yield _TOTAL, replace(item, key=None, event=None)


_latest_now = _NEVER


def _now_ms():
    """The wall clock in milliseconds since 1970; it never goes back."""
    global _latest_now
    _latest_now = max(_latest_now, time.time() * 1000)
    return _latest_now


class _Clock(StatefulBatchLogic):
    """Of each partition the latest time counts, of these the one furthest behind.

    It sees the events in their order and tells all parts how far time has come.
    """

    def __init__(self, spec, route, state):
        self.spec = spec
        self.route = route
        self.watermark = _NEVER
        # By name: the latest time, and whether everything has been read.
        self.partitions = {name: (_NEVER, False) for name in spec.partitions}
        self.quiet_since = None
        if state is not None:
            self.watermark, self.partitions = pickle.loads(state)

    def on_batch(self, values):
        now, before, out = _now_ms(), self.watermark, []
        for item in values:
            if isinstance(item, Event):
                self._idle(item.partition, now)
                continue
            if item.values is None:
                item.time = self.watermark if self.watermark > _NEVER else now
            else:
                self._advance(item.time, now, item.partition)
                item.closed_up_to = self.watermark
            out.extend(self.route(item))
        return self._told(before, out), _RETAIN

    def on_notify(self):
        now, before = _now_ms(), self.watermark
        if self.quiet_since is not None and now - self.quiet_since >= self._idle_ms():
            self._raise(self._latest() + now - self.quiet_since)
        return self._told(before, []), _RETAIN

    def notify_at(self):
        if self.quiet_since is None:
            return None
        return datetime_of(max(self.quiet_since + self._idle_ms(), _now_ms() + 1_000))

    def snapshot(self):
        return pickle.dumps((self.watermark, self.partitions))

    def _told(self, before, out):
        if self.watermark > before:
            out.extend(
                (part, Watermark(self.watermark)) for part in [*_ALL_PARTS, _TOTAL]
            )
        return out

    def _idle_ms(self):
        return self.spec.idle / timedelta(milliseconds=1)

    def _advance(self, at, now, partition):
        latest, _ = self.partitions.get(partition, (_NEVER, False))
        self.quiet_since = None if self.spec.partitions else now
        if at <= now + _MAX_AHEAD_MS:
            # An event from the future must not close the windows of what comes after.
            latest = max(latest, min(at, now))
        self.partitions[partition] = (latest, False)
        self._move()

    def _idle(self, partition, now):
        self.partitions[partition] = (
            self.partitions.get(partition, (_NEVER, False))[0],
            True,
        )
        if self.quiet_since is None and all(
            idle for _, idle in self.partitions.values()
        ):
            self.quiet_since = now
        self._move()

    def _move(self):
        heard = [latest for latest, idle in self.partitions.values() if not idle]
        self._raise(min(heard) if heard else self._latest())

    def _latest(self):
        return max(latest for latest, _ in self.partitions.values())

    def _raise(self, at):
        self.watermark = max(
            self.watermark, at - self.spec.lateness / timedelta(milliseconds=1)
        )


@dataclass(frozen=True)
class _Logic:
    """What all parts of a step have in common."""

    step: str
    window: Any
    by_processing: bool
    aggregates: dict
    with_changes: bool
    worker: str | None


@dataclass(slots=True)
class _Group:
    start: float
    end: float
    # None for the total of all keys.
    key: tuple | None
    states: list
    has_changed: bool = True


class _Windows(StatefulBatchLogic):
    """The open groups of one part."""

    def __init__(self, logic, state):
        self.logic = logic
        self.watermark = _NEVER
        # By key; of a key in the order of their starts.
        self.groups = {}
        self.due = None
        if state is not None:
            self.watermark, self.groups = pickle.loads(state)
            for groups in self.groups.values():
                for group in groups:
                    # What was written after the snapshot is written again as it is now.
                    group.has_changed = True
            self._set_due(_now_ms())

    def on_batch(self, values):
        now, out = _now_ms(), []
        for item in values:
            if isinstance(item, Watermark):
                self.watermark = max(self.watermark, item.ms)
            else:
                self._add(item, now, out)
        self._close(self._closed_up_to(now), out)
        self._set_due(now)
        return out, _RETAIN

    def on_notify(self):
        now, out = _now_ms(), []
        self.due = None
        self._close(self._closed_up_to(now), out)
        if self.logic.with_changes:
            self._tell_changes(out)
        self._set_due(now)
        return out, _RETAIN

    def on_eof(self):
        now, out = _now_ms(), []
        self._close(self._closed_up_to(now), out)
        self._close(math.inf, out, is_open=True)
        return out, StatefulBatchLogic.DISCARD

    def notify_at(self):
        return None if self.due is None else datetime_of(self.due)

    def snapshot(self):
        return pickle.dumps((self.watermark, self.groups))

    def _closed_up_to(self, now):
        return now if self.logic.by_processing else self.watermark

    def _set_due(self, now):
        if (
            self.due is None
            and self.groups
            and (self.logic.by_processing or self.logic.with_changes)
        ):
            self.due = now + _FLUSH_MS

    def _add(self, item, now, out):
        at = now if item.time is None else item.time
        found = self._groups_of(item, at)
        if not found:
            if item.key is not None and item.values is not None:
                events.note(self.logic.step, "late")
                if item.event is not None:
                    out.append(item.event)
            return
        for group in found:
            group.has_changed = True
            if item.values is None:
                for state in group.states:
                    state.add_undecodable()
            else:
                for state, value in zip(group.states, item.values):
                    state.add(value, at)

    def _groups_of(self, item, at):
        name = _TOTAL if item.key is None else key_name(item.key)
        if isinstance(self.logic.window, Session):
            return [] if item.values is None else self._session(name, item, at)
        found = []
        for start, end in self.logic.window.spans(at):
            if end <= item.closed_up_to:
                continue
            groups = self.groups.setdefault(name, [])
            group = next(
                (group for group in reversed(groups) if group.start == start), None
            )
            if group is None:
                group = self._new_group(start, end, item.key)
                groups.append(group)
            found.append(group)
        return found

    def _session(self, name, item, at):
        start, end = at, at + self.logic.window.gap / timedelta(milliseconds=1)
        groups = self.groups.get(name, [])
        open_from = max(start, item.closed_up_to)
        touched = [
            group for group in groups if group.end > open_from and group.start < end
        ]
        if not touched and end <= item.closed_up_to:
            return []
        grown = touched[0] if touched else self._new_group(start, end, item.key)
        for group in touched:
            grown.start, grown.end = min(grown.start, group.start), max(
                grown.end, group.end
            )
            if group is not grown:
                for mine, theirs in zip(grown.states, group.states):
                    mine.merge(theirs)
        grown.start, grown.end = min(grown.start, start), max(grown.end, end)
        others = [group for group in groups if group not in touched]
        self.groups[name] = sorted([*others, grown], key=lambda group: group.start)
        return [grown]

    def _new_group(self, start, end, key):
        return _Group(
            start, end, key, [make() for make, _ in self.logic.aggregates.values()]
        )

    def _close(self, up_to, out, is_open=False):
        closed = []
        for name, groups in list(self.groups.items()):
            if all(group.end > up_to for group in groups):
                continue
            closed += (group for group in groups if group.end <= up_to)
            left = [group for group in groups if group.end > up_to]
            if left:
                self.groups[name] = left
            else:
                del self.groups[name]
        for group in sorted(closed, key=lambda group: (group.end, group.start)):
            if self.logic.with_changes and group.has_changed:
                out.append(self._change(group))
            if group.key is not None:
                out.append(self._row(group, is_open))

    def _tell_changes(self, out):
        for groups in self.groups.values():
            for group in groups:
                if group.has_changed:
                    out.append(self._change(group))
                    group.has_changed = False

    def _change(self, group):
        return Change(group.start, group.key, self._results(group))

    def _results(self, group):
        return {
            name: state.result()
            for name, state in zip(self.logic.aggregates, group.states)
        }

    def _row(self, group, is_open):
        row = {
            "window": {"start": iso_time(group.start), "end": iso_time(group.end)},
            "key": list(group.key),
        }
        if self.logic.worker is not None:
            row["worker"] = self.logic.worker
        row.update(self._results(group))
        if is_open:
            row["open"] = True
        named = zip(self.logic.aggregates, group.states)
        approximate = [name for name, state in named if state.approximate]
        if approximate:
            row["approximate"] = approximate
        return row
