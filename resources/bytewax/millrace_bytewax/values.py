"""Values as Millrace reads and writes them: JSON, numbers, keys and times."""

import base64
import json
import math
import os
import re
from datetime import datetime, timedelta, timezone

_SAFE = 2**53 - 1
_DEPTH = 500


def read_json(text):
    """Read JSON: numbers are doubles, whole numbers beyond 2^53 keep their digits."""
    if text.count("[") + text.count("{") > _DEPTH and _depth(text) > _DEPTH:
        raise ValueError(f"it is nested more than {_DEPTH} deep")
    return json.loads(text, parse_int=_number, parse_constant=_no_constant)


def _number(digits):
    number = int(digits)
    return float(digits) if -_SAFE <= number <= _SAFE else number


def _no_constant(name):
    raise ValueError(f"{name} is not JSON")


def _depth(text):
    depth = deepest = 0
    for sign in re.findall(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', text):
        if sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest


def number_text(number):
    """Write a number with the fewest digits, as JavaScript does."""
    if isinstance(number, int):
        return str(number)
    if number != number:
        return "NaN"
    if number in (math.inf, -math.inf):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number) and abs(number) < 1e21:
        return _whole_text(number)
    text = repr(number)
    if "e" not in text:
        return text
    digits, exponent = text.split("e")
    if 1e-6 <= abs(number) < 1:
        sign, digits = ("-", digits[1:]) if number < 0 else ("", digits)
        return f"{sign}0.{'0' * (-int(exponent) - 1)}{digits.replace('.', '')}"
    return f"{digits}e{int(exponent):+d}"


def _whole_text(number):
    if abs(number) <= _SAFE:
        return str(int(number))
    digits, _, exponent = repr(number).partition("e")
    whole, _, fraction = digits.partition(".")
    # Beyond what a double can hold, further digits are zeros.
    return (
        (whole + fraction).ljust(len(whole) + int(exponent), "0") if exponent else whole
    )


def json_text(value):
    """Write JSON without spaces; bytes are `{"base64": ...}`."""
    if isinstance(value, str):
        return _string_text(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value) if math.isfinite(value) else "null"
    if isinstance(value, bytes):
        return json_text({"base64": base64.b64encode(value).decode()})
    if isinstance(value, datetime):
        return f'"{iso_time(value.timestamp() * 1000)}"'
    if isinstance(value, dict):
        members = (
            f"{_string_text(_name(key))}:{json_text(item)}"
            for key, item in value.items()
        )
        return "{" + ",".join(members) + "}"
    return "[" + ",".join(map(json_text, value)) + "]"


def _name(key):
    return key if isinstance(key, str) else text_of(key)


def _string_text(text):
    written = json.dumps(text, ensure_ascii=False)
    if text.isascii():
        return written
    # Half of a surrogate pair is not a character that can be written.
    return re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", written)


def text_of(value):
    """Write a value as text: strings as they are, the rest as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number_text(value)
    return json_text(value)


def encoded(text):
    """UTF-8, with a replacement character for half of a surrogate pair."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return re.sub("[\ud800-\udfff]", "\ufffd", text).encode()


def key_name(parts):
    """Equal for equal keys (1 and 1.0), different for others."""
    return json_text(
        [f'"{part}' if isinstance(part, str) else text_of(part) for part in parts]
    )


def join_key(parts):
    """Write a key as part of a Redis key."""
    return ":".join(map(text_of, parts))


_ISO_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?"
    r" ?([Zz]|([+-])(\d\d)(?::?(\d\d))?)?)?",
    re.ASCII,
)


def time_ms(value):
    """Read a time: ISO 8601 text, milliseconds or a timestamp; None for others.

    Text without an offset is UTC.
    """
    if isinstance(value, datetime):
        return value.timestamp() * 1000
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value) if abs(value) <= 8.64e15 else None
    found = _ISO_TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, _, sign, hours, minutes = (
        found.groups()
    )
    ms = int(((fraction or "") + "000")[:3])
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        start = datetime(int(year), int(month), 1, tzinfo=timezone.utc)
        time = timedelta(
            hours=int(hour or 0), minutes=int(minute or 0), seconds=int(second or 0)
        )
    except ValueError:
        return None
    if (
        not 1 <= int(day) <= 31
        or time > timedelta(hours=24)
        or int(minute or 0) > 59
        or int(second or 0) > 59
    ):
        return None
    if int(hours or 0) > 23 or int(minutes or 0) > 59:
        return None
    at = start + timedelta(days=int(day) - 1, milliseconds=ms) + time
    return (at + offset if sign == "-" else at - offset).timestamp() * 1000


_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def iso_time(ms):
    """Write milliseconds since 1970 as ISO 8601 in UTC, at most of the year 9999."""
    ms = max(-62_135_596_800_000, min(253_402_300_799_999, math.trunc(ms)))
    at = _EPOCH + timedelta(milliseconds=ms)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z".rjust(24, "0")


def datetime_of(ms):
    """Milliseconds since 1970 as a time of Python."""
    return _EPOCH + timedelta(milliseconds=ms)


_VARIABLE = re.compile(r"\$\{([A-Za-z_]\w*)(:-|\})", re.ASCII)


def environment(text):
    """Replace `${NAME}` and `${NAME:-default}` by what the environment says now."""
    found = _VARIABLE.search(text)
    if found is None:
        return text
    default, end = None, found.end()
    if found[2] == ":-":
        end = _closing_brace(text, found.end())
        default = text[found.end() : end - 1]
    value = os.environ.get(found[1])
    if default is not None and not value:
        value = environment(default)
    if value is None:
        raise SystemExit(f"{found[1]} is not set, and the dataflow needs it: {text}")
    return text[: found.start()] + value + environment(text[end:])


def _closing_brace(text, place):
    """Where the default of a variable has ended; it may hold variables."""
    depth = 1
    while depth > 0 and place < len(text):
        if text.startswith("${", place):
            depth += 1
        elif text[place] == "}":
            depth -= 1
        place += 1
    return place
