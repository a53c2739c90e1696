"""What the operators and functions of CEL do, as in Millrace.

Values are those of Python: int is CEL's int, float its double. Numbers mix; values of
different types are unequal, never an error.
"""

import math
import re
from datetime import datetime, timezone

import re2

from .values import encoded, number_text, time_ms

# Raised where an expression has no value for an event.
FAILURES = (ValueError, TypeError, LookupError, OverflowError)


def _no_overload(*values):
    return TypeError(
        "no such overload for " + ", ".join(_type(value) for value in values)
    )


def _type(value):
    """The name of a CEL type; bool is not an int here."""
    return _TYPES.get(type(value), "dyn")


_TYPES = {
    bool: "bool",
    int: "int",
    float: "double",
    str: "string",
    bytes: "bytes",
    type(None): "null",
    list: "list",
    dict: "map",
    datetime: "timestamp",
}
_NUMBERS = ("int", "double")


def bool_only(value):
    if value is True or value is False:
        return value
    raise _no_overload(value)


def int64(value):
    if -(2**63) <= value < 2**63:
        return value
    raise OverflowError("integer overflow")


def _arithmetic(whole, fraction, others=()):
    def apply(a, b):
        types = (_type(a), _type(b))
        if types == ("int", "int"):
            return int64(whole(a, b))
        if types[0] in _NUMBERS and types[1] in _NUMBERS:
            return fraction(float(a), float(b))
        if types[0] == types[1] and types[0] in others:
            return a + b
        raise _no_overload(a, b)

    return apply


def _quotient(a, b):
    if b == 0:
        raise ValueError("division by zero")
    return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)


def _divided(a, b):
    if b != 0:
        return a / b
    if a == 0 or a != a:
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1, b)


def _remainder(a, b):
    return math.nan if b == 0 or math.isinf(a) else math.fmod(a, b)


def _compare(test):
    def apply(a, b):
        types = (_type(a), _type(b))
        if types[0] in _NUMBERS and types[1] in _NUMBERS:
            return test(a, b)
        if types[0] != types[1] or types[0] not in ("bool", "string", "timestamp"):
            raise _no_overload(a, b)
        if types[0] == "string" and not (a.isascii() and b.isascii()):
            a, b = _utf16(a), _utf16(b)
        return test(a, b)

    return apply


def _utf16(text):
    return text.encode("utf-16-be", "surrogatepass")


def equal(a, b):
    """`==`: never an error; 1 and 1.0 are equal, true and 1 are not."""
    types = (_type(a), _type(b))
    if types[0] != types[1]:
        return types[0] in _NUMBERS and types[1] in _NUMBERS and a == b
    if types[0] == "list":
        return len(a) == len(b) and all(map(equal, a, b))
    if types[0] == "map":
        return a.keys() == b.keys() and all(
            equal(item, b[key]) for key, item in a.items()
        )
    return a == b


def _in(item, of):
    if _type(of) == "list":
        return any(equal(item, other) for other in of)
    if _type(of) == "map":
        return isinstance(item, str) and item in of
    raise _no_overload(item, of)


def _field(of, name):
    if type(of) is dict and name in of:
        return of[name]
    raise LookupError(f"no such key: {name}")


def _item(of, index):
    if (
        type(of) is list
        and _type(index) in _NUMBERS
        and index == int(index)
        and 0 <= index < len(of)
    ):
        return of[int(index)]
    if type(of) is dict and type(index) is str:
        return _field(of, index)
    raise LookupError(f"no such key: {index}")


def _negative(value):
    if _type(value) in _NUMBERS:
        return -value
    raise _no_overload(value)


def _items(of):
    if isinstance(of, (list, dict)):
        return of
    raise _no_overload(of)


def _quantifier(decides):
    def apply(of, scope, test):
        problem = None
        for item in _items(of):
            try:
                if bool_only(test(scope, item)) is decides:
                    return decides
            except FAILURES as error:
                problem = problem or error
        if problem:
            raise problem
        return not decides

    return apply


def _map_of(entries):
    if any(type(key) is not str for key, _ in entries):
        raise TypeError("the keys of a map are strings")
    return dict(entries)


def _size(of):
    if _type(of) in ("string", "bytes", "list", "map"):
        return len(of)
    raise _no_overload(of)


def _to_int(value):
    if _type(value) == "int":
        return value
    if _type(value) == "double" and math.isfinite(value):
        return int(value)
    if _type(value) == "string" and len(value) <= 20 and "0x" not in value:
        if value == "":
            return 0
        if re.fullmatch(r"[+-]?[0-9]+", value):
            return int64(int(value))
        if _WITH_BASE.fullmatch(value):
            return int64(int(value, 0))
    raise ValueError("cannot convert to int")


# Whole numbers as JavaScript also reads them.
_WITH_BASE = re.compile(r"0([bB][01]+|[oO][0-7]+|[xX][0-9a-fA-F]+)")


def _to_double(value):
    if _type(value) in _NUMBERS:
        return float(value)
    if _type(value) != "string":
        raise _no_overload(value)
    if re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", value):
        return float(value)
    if _WITH_BASE.fullmatch(value):
        return float(int(value, 0))
    named = {"inf": math.inf, "infinity": math.inf, "nan": math.nan}.get(
        value.lower().lstrip("+-")
    )
    if named is None or (named != named and value[0] in "+-"):
        raise ValueError("cannot convert to double")
    return -named if value[0] == "-" else named


def _to_string(value):
    if _type(value) == "string":
        return value
    if _type(value) == "bool":
        return "true" if value else "false"
    if _type(value) in _NUMBERS:
        infinite = isinstance(value, float) and math.isinf(value)
        return ("+Inf" if value > 0 else "-Inf") if infinite else number_text(value)
    if _type(value) == "bytes":
        return value.decode("utf-8", "replace")
    raise _no_overload(value)


def _to_bool(value):
    if _type(value) == "bool":
        return value
    if _type(value) == "string" and value in ("1", "t", "true", "TRUE", "True"):
        return True
    if _type(value) == "string" and value in ("0", "f", "false", "FALSE", "False"):
        return False
    raise ValueError("cannot convert to bool")


def _to_timestamp(value):
    if _type(value) == "int":
        return datetime.fromtimestamp(value, timezone.utc)
    ms = time_ms(value) if _type(value) == "string" and 20 <= len(value) <= 30 else None
    if ms is None:
        raise ValueError("timestamp() needs ISO 8601")
    return datetime.fromtimestamp(ms / 1000, timezone.utc)


def _of_string(function, *others):
    """A method of strings, whose further arguments have these types."""

    def apply(text, *arguments):
        if _type(text) != "string" or tuple(map(_type, arguments)) != others:
            raise _no_overload(text, *arguments)
        return function(text, *arguments)

    return apply


def _of_time(function):
    def apply(time):
        if _type(time) != "timestamp":
            raise _no_overload(time)
        return function(time)

    return apply


_QUIETLY = re2.Options()
_QUIETLY.log_errors = False


def _matches(text, pattern):
    try:
        compiled = re2.compile(encoded(pattern), _QUIETLY)
        return compiled.search(encoded(text)) is not None
    except re2.error as error:
        raise ValueError(f"invalid regular expression: {error}") from error


def _split(text, by):
    if by:
        return text.split(by)
    units = _utf16(text)
    return [
        chr(units[place] << 8 | units[place + 1]) for place in range(0, len(units), 2)
    ]


def _join(of, separator=""):
    if (
        type(of) is not list
        or type(separator) is not str
        or any(type(item) is not str for item in of)
    ):
        raise _no_overload(of, separator)
    # Halves of a character that `split` has parted come together again.
    joined = separator.join(of).encode("utf-16-be", "surrogatepass")
    return joined.decode("utf-16-be", "surrogatepass")


# What `trim` of JavaScript takes for white space.
_SPACE = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
)

FUNCTIONS = {
    "_+_": _arithmetic(
        lambda a, b: a + b, lambda a, b: a + b, ("string", "list", "bytes")
    ),
    "_-_": _arithmetic(lambda a, b: a - b, lambda a, b: a - b),
    "_*_": _arithmetic(lambda a, b: a * b, lambda a, b: a * b),
    "_/_": _arithmetic(_quotient, _divided),
    "_%_": _arithmetic(lambda a, b: a - b * _quotient(a, b), _remainder),
    "-_": _negative,
    "!_": lambda value: not bool_only(value),
    "_==_": equal,
    "_!=_": lambda a, b: not equal(a, b),
    "_<_": _compare(lambda a, b: a < b),
    "_<=_": _compare(lambda a, b: a <= b),
    "_>_": _compare(lambda a, b: a > b),
    "_>=_": _compare(lambda a, b: a >= b),
    "_in_": _in,
    "_[_]": _item,
    ".": _field,
    "has": lambda of, name: type(of) is dict and name in of,
    "bool?": bool_only,
    "{}": _map_of,
    "all": _quantifier(False),
    "exists": _quantifier(True),
    "exists_one": lambda of, scope, test: sum(
        bool_only(test(scope, item)) for item in _items(of)
    )
    == 1,
    "map": lambda of, scope, make: [make(scope, item) for item in _items(of)],
    "filter": lambda of, scope, test: [
        item for item in _items(of) if bool_only(test(scope, item))
    ],
    "size": _size,
    "int": _to_int,
    "double": _to_double,
    "string": _to_string,
    "bool": _to_bool,
    "timestamp": _to_timestamp,
    "contains": _of_string(lambda text, part: part in text, "string"),
    "startsWith": _of_string(str.startswith, "string"),
    "endsWith": _of_string(str.endswith, "string"),
    "matches": _of_string(_matches, "string"),
    "lowerAscii": _of_string(str.lower),
    "upperAscii": _of_string(str.upper),
    "trim": _of_string(lambda text: text.strip(_SPACE)),
    "split": _of_string(_split, "string"),
    "join": _join,
    "getFullYear": _of_time(lambda time: time.year),
    "getMonth": _of_time(lambda time: time.month - 1),
    "getDate": _of_time(lambda time: time.day),
    "getDayOfMonth": _of_time(lambda time: time.day - 1),
    "getDayOfWeek": _of_time(lambda time: time.isoweekday() % 7),
    "getHours": _of_time(lambda time: time.hour),
    "getMinutes": _of_time(lambda time: time.minute),
    "getSeconds": _of_time(lambda time: time.second),
    "getMilliseconds": _of_time(lambda time: time.microsecond // 1000),
}
