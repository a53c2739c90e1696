"""Appends readings to a stream with redis-py, a thousand to a round trip."""

import os
import random
import sys

import redis

client = redis.Redis(port=int(os.environ["BENCH_PORT"]))
wanted = int(sys.argv[1])
for first in range(0, wanted, 1000):
    batch = client.pipeline(transaction=False)
    for _ in range(min(1000, wanted - first)):
        reading = {"temperature": random.gauss(31, 2), "humidity": random.gauss(74, 5)}
        batch.xadd("out", reading, maxlen=100_000, approximate=True)
    batch.execute()
