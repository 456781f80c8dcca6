"""Canonical JSON of frozen dataclasses: one value, one text. Standard library only.

Annotations understood: str, int, bool, Decimal (written as a string), date, X | None,
tuple[X, ...], and dataclasses of those.
"""

import json
import types
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, TypeVar, Union, dataclass_transform, get_args, get_origin, get_type_hints

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def frozen(cls: type[T]) -> type[T]:
    """A frozen, slotted dataclass whose fields are given by name."""
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)


def dumps(value: Any) -> str:
    """Equal values give equal text.

    Fields equal to their default are left out, so that giving a class a new optional field later
    does not change the fingerprint of what was already published.
    """
    return json.dumps(
        _plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def loads(text: str, cls: Any) -> Any:
    """Read what `dumps` wrote. Raises ValueError naming the place when the shape is not ours."""
    return _reader(cls)(json.loads(text), cls.__name__)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {
            f.name: _plain(getattr(value, f.name))
            for f in fields(value)
            if getattr(value, f.name) != _default(f)
        }
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return _decimal_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def _decimal_text(value: Decimal) -> str:
    """One spelling per number: 400000.00 and 4E+5 are both « 400000 »."""
    if not value.is_finite():
        raise ValueError(f"{value} is not an amount.")
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _default(f: Any) -> Any:
    return f.default_factory() if f.default_factory is not MISSING else f.default


Reader = Callable[[Any, str], Any]


@cache
def _reader(hint: Any) -> Reader:
    """A function (plain value, place) -> typed value for one type annotation of this module."""
    if is_dataclass(hint):
        return _dataclass_reader(hint)
    if get_origin(hint) in (types.UnionType, Union):
        inner = _reader(next(arg for arg in get_args(hint) if arg is not type(None)))
        return lambda raw, place: None if raw is None else inner(raw, place)
    if get_origin(hint) is tuple:
        item = _reader(get_args(hint)[0])
        return lambda raw, place: tuple(
            item(r, f"{place}[{i}]") for i, r in enumerate(_expect(raw, list, place))
        )
    if hint is Decimal:
        return _read_decimal
    if hint is date:
        return lambda raw, place: date.fromisoformat(_expect(raw, str, place))
    return lambda raw, place: _expect(raw, hint, place)


def _dataclass_reader(cls: Any) -> Reader:
    hints = get_type_hints(cls)
    readers = {f.name: _reader(hints[f.name]) for f in fields(cls)}
    required = {f.name for f in fields(cls) if _default(f) is MISSING}

    def read(raw: Any, place: str) -> Any:
        given = set(_expect(raw, dict, place))
        if wrong := sorted(given - set(readers)) + sorted(required - given):
            raise ValueError(f"{place}: unknown or missing {', '.join(wrong)}")
        return cls(**{name: readers[name](raw[name], f"{place}.{name}") for name in sorted(given)})

    return read


def _read_decimal(raw: Any, place: str) -> Decimal:
    try:
        value = Decimal(_expect(raw, str, place))
    except InvalidOperation as error:
        raise ValueError(f"{place}: {raw!r} is not a number") from error
    if not value.is_finite():
        raise ValueError(f"{place}: {raw!r} is not a finite number")
    return value


def _expect(raw: Any, kind: type, place: str) -> Any:
    if type(raw) is not kind:
        raise ValueError(f"{place}: {kind.__name__} expected, not {type(raw).__name__}")
    return raw
