"""Leaves tasks of Celery that wait, run and are due later, says "ready", and ends with its standard input."""

import os
import subprocess
import sys
import time

from celery import Celery

url = os.environ["RECORD_URL"]
app = Celery("paint", broker=url, backend=url)
app.conf.worker_prefetch_multiplier = 1


@app.task(name="paint.wall")
def wall(color, coats=1):
    return {"done": color}


@app.task(name="paint.fail")
def fail():
    raise ValueError("No paint")


@app.task(name="paint.hold")
def hold():
    time.sleep(600)


def main():
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "celery_tasks", "worker", "-P", "solo", "-n", "painter@host1", "-l", "WARNING"],
        stdout=sys.stderr,
    )
    wall.delay("red").get(timeout=60)
    fail.delay().get(timeout=60, propagate=False)
    wall.apply_async(["green"], countdown=3600)
    time.sleep(2)
    held = hold.delay()
    redis = app.connection_for_write().default_channel.client
    while redis.llen("celery") > 0 or held.id.encode() not in b"".join(redis.hvals("unacked")):
        time.sleep(0.1)
    wall.delay("blue", coats=2)
    wall.apply_async(["white"], priority=3)
    wall.apply_async(["pickled"], serializer="pickle")
    print("ready", flush=True)
    sys.stdin.read()
    worker.kill()


if __name__ == "__main__":
    main()
