"""The same as a Bytewax dataflow: a source that reads the group, a fold over tumbling windows of the system clock, a sink."""

import json
import os
from datetime import datetime, timedelta, timezone

import bytewax.operators as op
import bytewax.operators.windowing as win
import redis
from bytewax.dataflow import Dataflow
from bytewax.inputs import DynamicSource, StatelessSourcePartition
from bytewax.outputs import DynamicSink, StatelessSinkPartition

WINDOW = 5
EPOCH = datetime(2023, 1, 1, tzinfo=timezone.utc)
workload = os.environ["BENCH_WORKLOAD"]


def connect():
    return redis.Redis(port=int(os.environ["BENCH_PORT"]))


class Group(StatelessSourcePartition):
    def __init__(self):
        self.client = connect()
        self.after = "0"
        self.given = []

    def next_batch(self):
        if self.given:
            self.client.xack("events", "bench", *self.given)
        reply = self.client.xreadgroup("bench", "one", {"events": self.after}, count=1000)
        entries = reply[0][1] if reply else []
        if not entries:
            self.after = ">"
        elif self.after != ">":
            self.after = entries[-1][0]
        self.given = [entry for entry, _ in entries]
        return [json.loads(fields[b"data"]) for _, fields in entries]


class GroupSource(DynamicSource):
    def build(self, step_id, worker_index, worker_count):
        return Group()


class Results(StatelessSinkPartition):
    def __init__(self):
        self.client = connect()

    def write_batch(self, items):
        results = self.client.pipeline(transaction=False)
        for key, (window, value) in items:
            start = int(EPOCH.timestamp()) + window * WINDOW
            if workload == "clicks":
                results.hincrby(f"result:{key}", start, value)
            else:
                results.zincrby(f"result:{start}", value, key)
        results.execute()


class ResultSink(DynamicSink):
    def build(self, step_id, worker_index, worker_count):
        return Results()


def counted(event):
    if workload == "clicks":
        return event["os_timezone"], 1 if event["device_is_mobile"] else 0
    return event["server_name"], 1


flow = Dataflow("bench")
events = op.input("events", flow, GroupSource())
keyed = op.map("counted", events, counted)
sums = win.fold_window(
    "sums",
    keyed,
    win.SystemClock(),
    win.TumblingWindower(align_to=EPOCH, length=timedelta(seconds=WINDOW)),
    lambda: 0,
    lambda total, value: total + value,
    lambda one, other: one + other,
)
op.output("results", sums.down, ResultSink())
