"""What is made of the values of a group in a window; the same numbers as in Millrace.

Each has `add`, `merge` (sessions grow together), `result` and `approximate`.
"""

import math

from .values import json_text, number_text, text_of

_EXACT_UP_TO = 4_096
_REGISTER_BITS = 14
_REGISTERS = 2**_REGISTER_BITS
_MAX_RANK = 64 - _REGISTER_BITS + 1
_GAMMA = 1.01 / 0.99
_SMALLEST = 1e-12
_LEAST_KEPT = 1_000
_SAFE = 2**53 - 1
_WORD = 0xFFFFFFFF


class Aggregate:
    """The state of one aggregate of one group."""

    numeric = False
    approximate = False

    def add_undecodable(self):
        """Take an event that has no value."""


class Count(Aggregate):
    """The number of events."""

    def __init__(self):
        self.count = 0

    def add(self, value, time):
        self.count += 1

    def add_undecodable(self):
        self.count += 1

    def merge(self, other):
        self.count += other.count

    def result(self):
        return self.count


class Sum(Aggregate):
    """Whole numbers exactly; fractions with the bits that adding loses (Neumaier)."""

    numeric = True

    def __init__(self):
        self.whole = 0
        self.fractions = None
        self.lost = 0.0

    def add(self, value, time=None):
        if isinstance(value, int) or (
            value == math.trunc(value) and abs(value) <= _SAFE
        ):
            self.whole += int(value)
        else:
            self._add_fraction(value)

    def add_undecodable(self):
        self.add(0)

    def merge(self, other):
        self.whole += other.whole
        if other.fractions is not None:
            self._add_fraction(other.fractions)
            self._add_fraction(other.lost)

    def result(self):
        return (
            self.whole
            if self.fractions is None
            else self.whole + (self.fractions + self.lost)
        )

    def _add_fraction(self, value):
        before = self.fractions or 0.0
        self.fractions = before + value
        larger, smaller = (
            (before, value) if abs(before) >= abs(value) else (value, before)
        )
        self.lost += larger - self.fractions + smaller


class Avg(Aggregate):
    numeric = True

    def __init__(self):
        self.sum = Sum()
        self.count = 0

    def add(self, value, time):
        self.sum.add(value)
        self.count += 1

    def merge(self, other):
        self.sum.merge(other.sum)
        self.count += other.count

    def result(self):
        return float(self.sum.result()) / self.count if self.count else None


class Max(Aggregate):
    numeric = True

    def __init__(self):
        self.value = None

    def better(self, value):
        return value > self.value

    def add(self, value, time=None):
        if self.value is None or self.better(value):
            self.value = float(value) if float(value) == value else value

    def merge(self, other):
        if other.value is not None:
            self.add(other.value)

    def result(self):
        return self.value


class Min(Max):
    def better(self, value):
        return value < self.value


class Last(Aggregate):
    """The value of the latest event; of those of one time, the one that came last."""

    def __init__(self):
        self.time = None
        self.value = None

    def later(self, time):
        return time >= self.time

    def add(self, value, time):
        if self.time is None or self.later(time):
            self.time, self.value = time, value

    def merge(self, other):
        if other.time is not None:
            self.add(other.value, other.time)

    def result(self):
        return self.value


class First(Last):
    def later(self, time):
        return time < self.time


class Distinct(Aggregate):
    """Counts different values: exactly at first, then by HyperLogLog."""

    def __init__(self):
        self.values = set()
        self.registers = None

    @property
    def approximate(self):
        return self.registers is not None

    def add(self, value, time):
        self._add_text(_canonical(value))

    def merge(self, other):
        if other.registers is None:
            for text in other.values:
                self._add_text(text)
            return
        self._approximate()
        self.registers = bytearray(map(max, self.registers, other.registers))

    def result(self):
        if self.registers is None:
            return len(self.values)
        counts = [0] * (_MAX_RANK + 1)
        for rank in self.registers:
            counts[rank] += 1
        z = _REGISTERS * _tau(1 - counts[_MAX_RANK] / _REGISTERS)
        for rank in range(_MAX_RANK - 1, 0, -1):
            z = 0.5 * (z + counts[rank])
        z += _REGISTERS * _sigma(counts[0] / _REGISTERS)
        return math.floor((0.5 / math.log(2)) * _REGISTERS * (_REGISTERS / z) + 0.5)

    def _add_text(self, text):
        if self.registers is not None:
            self._register(text)
            return
        self.values.add(text)
        if len(self.values) > _EXACT_UP_TO:
            self._approximate()

    def _approximate(self):
        if self.registers is None:
            self.registers = bytearray(_REGISTERS)
            for text in self.values:
                self._register(text)
            self.values = set()

    def _register(self, text):
        high, low = _hash64(text)
        index = high >> (32 - _REGISTER_BITS)
        rest = ((high << 32 | low) << _REGISTER_BITS) & (2**64 - 1)
        rank = min(64 - rest.bit_length(), _MAX_RANK - 1) + 1
        if rank > self.registers[index]:
            self.registers[index] = rank


class Quantiles(Aggregate):
    """Quantiles of numbers, each within 1 % of the value of its rank (DDSketch)."""

    numeric = True
    approximate = True

    def __init__(self, at):
        self.at = at
        self.zeros = 0
        self.positive = {}
        self.negative = {}

    def add(self, value, time):
        value = float(value)
        if abs(value) < _SMALLEST:
            self.zeros += 1
            return
        index = math.ceil(math.log(abs(value)) / math.log(_GAMMA))
        buckets = self.positive if value > 0 else self.negative
        buckets[index] = buckets.get(index, 0) + 1

    def merge(self, other):
        self.zeros += other.zeros
        for mine, theirs in (
            (self.positive, other.positive),
            (self.negative, other.negative),
        ):
            for index, count in theirs.items():
                mine[index] = mine.get(index, 0) + count

    def result(self):
        buckets = [
            (-_middle(index), self.negative[index])
            for index in sorted(self.negative, reverse=True)
        ]
        buckets.append((0, self.zeros))
        buckets += [
            (_middle(index), self.positive[index]) for index in sorted(self.positive)
        ]
        total = sum(count for _, count in buckets)
        if total == 0:
            return {number_text(quantile): None for quantile in self.at}
        return {
            number_text(quantile): _at_rank(buckets, quantile * (total - 1))
            for quantile in self.at
        }


class Top(Aggregate):
    """The most frequent values: exact at first, then by Misra-Gries."""

    def __init__(self, n):
        self.n = n
        self.kept = max(_LEAST_KEPT, 10 * n)
        self.counts = {}
        self.cut = 0

    @property
    def approximate(self):
        return self.cut > 0

    def add(self, value, time):
        self._increase(_canonical(value), value, 1)

    def merge(self, other):
        self.cut += other.cut
        for key, (value, count) in other.counts.items():
            self._increase(key, value, count)

    def result(self):
        order = sorted(
            self.counts.items(), key=lambda item: (-item[1][1], _utf16(item[0]))
        )
        return [
            {
                "value": text_of(value) if isinstance(value, (list, dict)) else value,
                "count": count,
            }
            for _, (value, count) in order[: self.n]
        ]

    def _increase(self, key, value, by):
        first, count = self.counts.get(key, (value, 0))
        self.counts[key] = (first, count + by)
        if count == 0 and len(self.counts) > 2 * self.kept:
            cut = sorted((count for _, count in self.counts.values()), reverse=True)[
                self.kept
            ]
            self.cut += cut
            self.counts = {
                key: (value, count - cut)
                for key, (value, count) in self.counts.items()
                if count > cut
            }


def _canonical(value):
    """One text per value: equal for values that are equal in CEL."""
    if isinstance(value, str):
        return f'"{value}'
    return (
        json_text(_marked(value)) if isinstance(value, (list, dict)) else text_of(value)
    )


def _marked(value):
    if isinstance(value, dict):
        return {key: _marked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_marked(item) for item in value]
    return {"int": str(value)} if type(value) is int else value


def _utf16(text):
    return text.encode("utf-16-be", "surrogatepass")


def _hash64(text):
    """The two halves of the hash that Millrace's registers are made with."""
    a, b = 0xDEADBEEF, 0x41C6CE57
    units = _utf16(text)
    for place in range(0, len(units), 2):
        unit = units[place] << 8 | units[place + 1]
        a = ((a ^ unit) * 2654435761) & _WORD
        b = ((b ^ unit) * 1597334677) & _WORD
    a = ((a ^ (a >> 16)) * 2246822507 ^ (b ^ (b >> 13)) * 3266489909) & _WORD
    b = ((b ^ (b >> 16)) * 2246822507 ^ (a ^ (a >> 13)) * 3266489909) & _WORD
    return b, a


def _sigma(x):
    if x == 1:
        return math.inf
    power, weight, total, before = x, 1.0, x, -1.0
    while total != before:
        power *= power
        before = total
        total += power * weight
        weight += weight
    return total


def _tau(x):
    if x in (0, 1):
        return 0.0
    root, weight, total, before = x, 1.0, 1 - x, -1.0
    while total != before:
        root = math.sqrt(root)
        before = total
        weight *= 0.5
        total -= (1 - root) ** 2 * weight
    return total / 3


def _middle(index):
    return 2 * _GAMMA**index / (_GAMMA + 1)


def _at_rank(buckets, rank):
    seen = 0
    for value, count in buckets:
        seen += count
        if seen > rank:
            return value
    return None
