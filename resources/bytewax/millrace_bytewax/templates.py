"""Templates: text with {{CEL}} in it, and the random values that a seed gives."""

import math
import time
import uuid

from . import cel
from .values import iso_time, json_text, number_text

_WORD = 0xFFFFFFFF


class Random:
    """sfc32 of PractRand: the same seed gives the same values as in Millrace."""

    def __init__(self, seed):
        self.a, self.b = 0x9E3779B9, 0x243F6A88
        self.c, self.d = (seed // 2**32) & _WORD, seed & _WORD
        self.spare = None
        for _ in range(12):
            self.uint32()

    def uint32(self):
        """32 random bits."""
        total = (self.a + self.b + self.d) & _WORD
        self.d = (self.d + 1) & _WORD
        self.a = self.b ^ (self.b >> 9)
        self.b = (self.c + (self.c << 3)) & _WORD
        self.c = ((self.c << 21 | self.c >> 11) + total) & _WORD
        return total

    def float(self):
        """From 0 up to but not including 1."""
        return ((self.uint32() >> 5) * 2**26 + (self.uint32() >> 6)) / 2**53

    def int(self, low, high):
        """A whole number, both ends included."""
        return low + math.floor(self.float() * (high - low + 1))

    def gauss(self, mean, deviation):
        """Normally distributed (Box-Muller, both values used)."""
        if self.spare is not None:
            value, self.spare = self.spare, None
            return mean + deviation * value
        radius = math.sqrt(-2 * math.log(1 - self.float()))
        angle = 2 * math.pi * self.float()
        self.spare = radius * math.sin(angle)
        return mean + deviation * radius * math.cos(angle)

    def uuid(self):
        """A version 4 UUID."""
        a, b, c, d = (self.uint32() for _ in range(4))
        return str(
            uuid.UUID(
                int=a << 96
                | (b & 0xFFFF0FFF | 0x4000) << 64
                | (c & 0x3FFFFFFF | 0x80000000) << 32
                | d
            )
        )


class TemplateSet:
    """Templates that share a sequence number and random values."""

    def __init__(self, seed, state=None):
        self.random = Random(time.time_ns() % 2**48 if seed is None else seed)
        self.seq = 0
        if state is not None:
            self.seq, self.random.__dict__ = state[0], dict(state[1])
        self.functions = {
            "now": lambda: iso_time(time.time() * 1000),
            "uuid": self.random.uuid,
            "randInt": self._rand_int,
            "pick": self._pick,
            "gauss": lambda mean, deviation: self.random.gauss(
                float(mean), float(deviation)
            ),
        }

    def state(self):
        """What a restart goes on from."""
        return self.seq, dict(self.random.__dict__)

    def next(self):
        """Move to the next event."""
        self.seq += 1

    def compile(self, text):
        """Compile a template."""
        return _Template(self, text)

    def _rand_int(self, low, high):
        if high < low:
            raise ValueError("randInt: the second number is smaller than the first")
        return self.random.int(low, high)

    def _pick(self, items):
        if not items:
            raise ValueError("pick: the list is empty")
        return items[math.floor(self.random.float() * len(items))]


class _Template:
    def __init__(self, templates, text):
        self.templates = templates
        self.parts = [
            part if is_text else cel.expression(part, templates.functions)
            for part, is_text in _parts(text)
        ]

    def value(self):
        """The next value: text, unless the template is one {{...}} alone."""
        if len(self.parts) == 1 and not isinstance(self.parts[0], str):
            return _plain(self._evaluate(self.parts[0]))
        return self.text()

    def text(self):
        """The next value as text."""
        return "".join(
            part if isinstance(part, str) else _text(self._evaluate(part))
            for part in self.parts
        )

    def _evaluate(self, part):
        return part({"seq": self.templates.seq})


def _plain(value):
    """Whole numbers as JSON has them; beyond 2^53 text rather than a wrong number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value) if float(value) == value else str(value)
    return value


def _text(value):
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number_text(value)
    return json_text(value)


def _parts(text):
    """Text and expressions in turn; a "}}" inside a string or a map ends none."""
    while text:
        start = text.find("{{")
        if start < 0:
            yield text, True
            return
        if start > 0:
            yield text[:start], True
        end = _end_of(text, start + 2)
        yield text[start + 2 : end], False
        text = text[end + 2 :]


def _end_of(text, place):
    quote, depth = "", 0
    while place < len(text):
        sign = text[place]
        if quote:
            if sign == "\\":
                place += 1
            elif sign == quote:
                quote = ""
        elif sign in "\"'":
            quote = sign
        elif sign == "{":
            depth += 1
        elif sign == "}" and depth > 0:
            depth -= 1
        elif text.startswith("}}", place):
            return place
        place += 1
    raise ValueError('"{{" without "}}"')
