"""Leaves jobs of RQ in every state, says "ready", and ends with its standard input."""

import os
import subprocess
import sys
import time

from redis import Redis
from rq import Queue, Worker

url, *rest = sys.argv[1:] if __name__ == "__main__" else [""]


def wall(color):
    return {"done": color}


def fail():
    raise ValueError("No paint")


def hold():
    # Until its worker is killed.
    worker = os.getppid()
    while os.getppid() == worker:
        time.sleep(0.2)


def work(burst):
    redis = Redis.from_url(url)
    Worker([Queue("paint", connection=redis)], name="painter", connection=redis).work(burst=burst)


def main():
    import rq_jobs as jobs

    redis = Redis.from_url(url)
    queue = Queue("paint", connection=redis)
    queue.enqueue(jobs.wall, "red")
    queue.enqueue(jobs.fail)
    subprocess.run([sys.executable, __file__, url, "burst"], check=True, stdout=sys.stderr)
    held = queue.enqueue(jobs.hold)
    worker = subprocess.Popen([sys.executable, __file__, url, "work"], stdout=sys.stderr)
    while held.get_status() != "started":
        time.sleep(0.05)
    waiting = queue.enqueue(jobs.wall, "blue", description="a blue wall")
    queue.enqueue(jobs.wall, "grey", depends_on=waiting)
    from datetime import timedelta

    queue.enqueue_in(timedelta(hours=1), jobs.wall, "green")
    print("ready", flush=True)
    sys.stdin.read()
    worker.kill()


if __name__ == "__main__":
    if rest:
        work(rest[0] == "burst")
    else:
        main()
