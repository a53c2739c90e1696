"""An event on its way from a source to a window or a sink."""

import base64
import logging
import zlib
from dataclasses import dataclass, field
from typing import Any

from prometheus_client import Counter

from . import cel
from .values import read_json, time_ms

EVENT, UNDECODABLE, IDLE = "event", "undecodable", "idle"

_log = logging.getLogger("millrace")
_outcomes = Counter(
    "millrace_events", "Events that count in no result", ["step", "outcome"]
)
_SHOWN = 20
_shown = {}


@dataclass(slots=True)
class Event:
    """One event. `payload` is what it came as, None where `value` was made from it."""

    payload: Any | None = None
    value: Any = None
    meta: dict = field(default_factory=dict)
    # Whose events come in an order of their own.
    partition: str = ""
    kind: str = EVENT


def note(step, outcome, reason=None):
    """Count an event that counts nowhere; the first few are logged, with the reason."""
    _outcomes.labels(step, outcome).inc()
    if reason is None:
        return
    _shown[step] = _shown.get(step, 0) + 1
    if _shown[step] <= _SHOWN:
        _log.warning("%s: %s: %s", step, outcome, reason)


def scope_of(event):
    """What expressions see of an event."""
    return {"event": event.value, "meta": event.meta}


def _gunzip(payload):
    return zlib.decompress(payload, wbits=31)


def _inflate(payload):
    try:
        return zlib.decompress(payload)
    except zlib.error:
        return zlib.decompress(payload, wbits=-15)


def _unbase64(payload):
    text = payload.translate(bytes.maketrans(b"-_", b"+/"), b" \t\r\n").rstrip(b"=")
    return base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)


_WRAPPERS = {"gzip": _gunzip, "deflate": _inflate, "base64": _unbase64}
_FORMS = {"json": read_json, "text": str, "none": None}


def decode(step, steps, keep_undecodable=False):
    """Make a function that reads payloads, from the outside in.

    What cannot be read is dropped, or kept without a value.
    """
    *wrappers, form = steps
    read = _FORMS[form]

    def decoded(event):
        if event.kind != EVENT or event.payload is None:
            return event
        try:
            inside = event.payload
            for wrapper in wrappers:
                inside = _WRAPPERS[wrapper](
                    inside.encode() if isinstance(inside, str) else inside
                )
            if read is None:
                event.value = inside.encode() if isinstance(inside, str) else inside
            else:
                event.value = read(
                    inside if isinstance(inside, str) else inside.decode()
                )
        except (ValueError, zlib.error, RecursionError) as error:
            note(step, "invalid", error)
            event.kind = UNDECODABLE
            return event if keep_undecodable else None
        return event

    return decoded


def where(step, source):
    """Make a function that tells whether a condition is true of an event.

    Where it fails, it is not.
    """
    holds = cel.condition(source)

    def passes(event):
        if event.kind != EVENT or holds(scope_of(event)):
            return True
        note(step, "unmatched")
        return False

    return passes


def row_where(source):
    """Make a function that tells whether a condition is true of a row."""
    holds = cel.condition(source)
    return lambda row: holds({"row": row})


def select(step, fields, keep_rest=False):
    """Make a function that makes an event into something else.

    It drops one for which a field fails.
    """
    made = {name: cel.expression(source) for name, source in fields.items()}

    def selected(event):
        if event.kind != EVENT:
            return event
        scope = scope_of(event)
        if keep_rest and not isinstance(event.value, dict):
            return note(step, "invalid", "the event has no fields to keep")
        value = dict(event.value) if keep_rest else {}
        for name, evaluate in made.items():
            try:
                value[name] = evaluate(scope)
            except cel.FAILURES as error:
                return note(step, "invalid", f"{name}: {error}")
        event.payload, event.value = None, value
        return event

    return selected


@dataclass(slots=True)
class Contribution:
    """What an event adds to a group: its key, a value for each aggregate, its time."""

    key: tuple
    values: list | None
    # Milliseconds since 1970; None where the time of processing counts.
    time: float | None = None
    partition: str = ""
    # No window that ends here or before takes it.
    closed_up_to: float = float("-inf")
    # Where late events go somewhere.
    event: Event | None = None


def evaluate(
    step, group_by, aggregates, event_time=None, undecodable_as=None, keep_event=False
):
    """Make a function that reads key, values and time of an event.

    It drops one that lacks something.
    """
    keys = [(source, cel.expression(source)) for source in group_by]
    values = [
        (name, cel.expression(source) if source else None, make().numeric)
        for name, (make, source) in aggregates.items()
    ]
    time_of = cel.expression(event_time) if event_time else None

    def key_part(source, value):
        if value is None or not isinstance(value, (str, int, float)):
            raise ValueError(f"{source} is not a key")
        return value

    def number_or_any(name, value, numeric):
        if value is None:
            raise ValueError(f"{name} is null")
        if numeric and (
            isinstance(value, bool)
            or not isinstance(value, (int, float))
            or value != value
            or value in (float("inf"), float("-inf"))
        ):
            raise ValueError(f"{name} is not a number")
        return value

    def contribution(event):
        if event.kind == IDLE:
            return event
        if event.kind == UNDECODABLE:
            return Contribution((undecodable_as,), None, partition=event.partition)
        scope = scope_of(event)
        try:
            made = Contribution(
                tuple(key_part(source, of(scope)) for source, of in keys),
                [
                    number_or_any(name, of(scope), numeric) if of else True
                    for name, of, numeric in values
                ],
                partition=event.partition,
            )
            if time_of:
                made.time = time_ms(time_of(scope))
                if made.time is None:
                    raise ValueError(f"{event_time} is not a time")
        except cel.FAILURES as error:
            return note(step, "invalid", error)
        if keep_event:
            made.event = event
        return made

    return contribution
