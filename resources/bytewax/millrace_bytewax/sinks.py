"""Sinks that are not Redis: lines on standard output or at the end of a file."""

import json
import os
import sys

from bytewax.outputs import FixedPartitionedSink, StatefulSinkPartition

from .events import Event
from .values import encoded, json_text


class Part(StatefulSinkPartition):
    """A partition without state: its snapshot says that what came before is written."""

    def snapshot(self):
        return None


class OnePart(FixedPartitionedSink):
    """Everything is written in one place."""

    def list_parts(self):
        return ["all"]

    def part_fn(self, item_key):
        return 0

    def build_part(self, step_id, for_part, resume_state):
        return self.build(resume_state)


def line_of(item):
    """An event or a row as a line; what is JSON on one line already stays as it is."""
    if not isinstance(item, Event):
        return json_text(item)
    if item.payload is None or isinstance(item.value, (str, bytes, bool, int, float)):
        return json_text(item.value)
    text = (
        item.payload
        if isinstance(item.payload, str)
        else item.payload.decode("utf-8", "replace")
    )
    return json_text(item.value) if "\n" in text or "\r" in text else text


class StandardOutput(OnePart):
    """Lines on standard output; `raw` writes text as it is."""

    def __init__(self, raw=False):
        self.raw = raw

    def build(self, resume_state):
        return _StandardOutput(self.raw)


class _StandardOutput(Part):
    def __init__(self, raw):
        self.raw = raw

    def write_batch(self, values):
        lines = map(line_of, values)
        if self.raw:
            lines = (
                json.loads(line) if line.startswith('"') else line for line in lines
            )
        sys.stdout.buffer.write(b"".join(encoded(line) + b"\n" for line in lines))
        sys.stdout.buffer.flush()


class File(OnePart):
    """Lines at the end of a file; recovery takes out what is written again."""

    def __init__(self, path):
        self.path = path

    def build(self, resume_state):
        return _File(self.path, resume_state)


class _File(StatefulSinkPartition):
    def __init__(self, path, size):
        self.file = open(path, "ab")
        if size is not None and size < self.file.tell():
            self.file.truncate(size)

    def write_batch(self, values):
        self.file.write(b"".join(encoded(line_of(item)) + b"\n" for item in values))
        self.file.flush()

    def snapshot(self):
        return self.file.seek(0, os.SEEK_END)

    def close(self):
        self.file.close()


class Nowhere(OnePart):
    """Takes what is only looked at on Millrace's screen."""

    def build(self, resume_state):
        return _Nowhere()


class _Nowhere(Part):
    def write_batch(self, values):
        pass
