"""Counts the events of a stream per key and window of five seconds with redis-py, as one would write it for just that."""

import json
import os
import sys
import time

import redis

WINDOW = 5
workload = sys.argv[1]
client = redis.Redis(port=int(os.environ["BENCH_PORT"]))


def counted(event):
    if workload == "clicks":
        return event["os_timezone"], 1 if event["device_is_mobile"] else 0
    return event["server_name"], 1


# What a process before this one was given and did not acknowledge comes first.
after = "0"
while True:
    reply = client.xreadgroup("bench", "one", {"events": after}, count=1000, block=1000)
    entries = reply[0][1] if reply else []
    if not entries:
        after = ">"
        continue
    start = int(time.time()) // WINDOW * WINDOW
    sums = {}
    for _, fields in entries:
        key, value = counted(json.loads(fields[b"data"]))
        sums[key] = sums.get(key, 0) + value
    results = client.pipeline(transaction=False)
    for key, value in sums.items():
        if workload == "clicks":
            results.hincrby(f"result:{key}", start, value)
        else:
            results.zincrby(f"result:{start}", value, key)
    results.execute()
    client.xack("events", "bench", *(entry for entry, _ in entries))
    if after != ">":
        after = entries[-1][0]
