"""Evaluates expressions over events with the package of an exported project.

Reads {"events": [JSON, ...], "expressions": [CEL, ...]} and writes for each expression
its value, tagged with its type, for each event.
"""

import json
import sys
from datetime import datetime

from millrace_bytewax.cel import FAILURES, expression
from millrace_bytewax.values import number_text, read_json


def tagged(value):
    if value is None:
        return ["null"]
    if isinstance(value, bool):
        return ["boolean", value]
    if isinstance(value, int):
        return ["int", str(value)]
    if isinstance(value, float):
        return ["double", number_text(value)]
    if isinstance(value, datetime):
        return ["timestamp", round(value.timestamp() * 1000)]
    if isinstance(value, list):
        return ["list", [tagged(item) for item in value]]
    if isinstance(value, dict):
        return ["map", sorted([key, tagged(item)] for key, item in value.items())]
    return ["string", value]


def evaluated(evaluate, event):
    try:
        return tagged(evaluate({"event": event}))
    except FAILURES:
        return ["error"]


asked = json.load(sys.stdin)
events = [read_json(text) for text in asked["events"]]
answers = []
for source in asked["expressions"]:
    evaluate = expression(source)
    answers.append([evaluated(evaluate, event) for event in events])
json.dump(answers, sys.stdout)
