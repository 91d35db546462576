"""JSON for the classes of Amazon's SDK: all that each can hold, and anything at random."""

from collections.abc import Callable, Iterator
from enum import Enum
from functools import cache
from typing import Any

from hypothesis import strategies as st

from .sdk_models import BY_PATH, class_of, declared_in, discriminators, parts_of

Json = Any
Drawn = st.SearchStrategy[Json]

SCALARS: dict[str, list[Json]] = {
    "str": ["Ü", "", 7, 0.5, True],
    "int": [7, -1, "12", 1.5, True],
    "float": [0.5, 3, "1.5", False],
    "bool": [True, False, 1, "", "no"],
    "datetime": ["2026-03-01T18:00:00Z", "2026-03-01T18:00:00.123+02:00", "2026-03-01", "1 March 2026 6 pm"],
    "object": ["x", 1, [{"type": None}], {"a": {"__dict__": 1}}],
}
"""What may be sent for a native type, the usual first; Amazon's turns some into others."""


def filled(model: Any, deep: int, pick: int = 0) -> dict[str, Json]:
    """An object with every member set, to a depth; ``pick`` varies values and discriminators."""
    kinds = discriminators(model)
    value = list(kinds)[pick % len(kinds)] if kinds else None
    real: Any = BY_PATH[kinds[value]] if value else model
    document = {name: _sample(declared, deep - 1, pick) for name, declared in declared_in(real).items()}
    document = {name: inner for name, inner in document.items() if inner is not None}
    return {**document, real.json_discriminator_key: value} if value else document


def _sample(declared: str, deep: int, pick: int) -> Json:
    container, inner = parts_of(declared)
    if container == "list":
        return [_sample(inner, deep, pick + more) for more in range(2)]
    if container == "dict":
        return {name: _sample(inner, deep, pick + more) for more, name in enumerate(("one", "__class__"))}
    if declared in SCALARS:
        return SCALARS[declared][pick % len(SCALARS[declared])]
    model = class_of(declared)
    if issubclass(model, Enum):
        return list(model)[pick % len(model)].value
    return filled(model, deep, pick) if deep > 0 else None


def variants(model: Any) -> Iterator[dict[str, Json]]:
    """Objects that together hold every value of every enumeration and every discriminator a class may hold."""
    whole = filled(model, 1)
    bare = {name: value for name, value in whole.items() if name == getattr(model, "json_discriminator_key", None)}
    yield from (bare, whole, filled(model, 4))
    yield from ({**whole, name: None} for name in whole if name not in bare)
    yield from (filled(model, 2, pick) for pick in range(_choices(model)))


def _choices(model: Any) -> int:
    inner = [class_of(parts_of(declared)[1]) for declared in declared_in(model).values()]
    sizes = [len(each) for each in inner if each and issubclass(each, Enum)]
    return max(5, len(discriminators(model)), *sizes, *(len(discriminators(each)) for each in inner))


ANYTHING: Drawn = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9) | st.just("type"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
"""Any JSON."""

NAMES = st.sampled_from(
    [
        "__dict__",
        "__class__",
        "__init__",
        "deserialized_types",
        "attribute_map",
        "discriminator_value_class_map",
        "get_real_child_model",
        "object_type",
        "to_dict",
        "_Request__discriminator_value",
        "",
    ]
) | st.text(max_size=5)
"""Names that no class has in its JSON, nearly always."""

_NATIVE: dict[str, Drawn] = {
    "str": st.text(max_size=9) | st.integers(),
    "int": st.integers() | st.integers().map(str),
    "float": st.floats(allow_nan=False) | st.integers(-9, 9),
    "bool": st.booleans() | st.integers(0, 1),
    "datetime": st.datetimes().map(lambda moment: moment.isoformat() + "Z") | st.sampled_from(SCALARS["datetime"]),
    "object": ANYTHING,
}


def documents(model: Any, deep: int = 4, wild: bool = False) -> Drawn:
    """Objects of a class, any members set; ``wild`` ones also hold what is not declared."""
    kinds = discriminators(model)
    if not kinds:
        return _objects(model, deep, wild)
    known = st.sampled_from(sorted(kinds)).flatmap(lambda value: _of_kind(model, value, deep, wild))
    return known | _objects(model, deep, wild) if wild else known


def _of_kind(model: Any, value: str, deep: int, wild: bool) -> Drawn:
    objects = _objects(BY_PATH[discriminators(model)[value]], deep, wild)
    return objects.map(lambda document: {**document, model.json_discriminator_key: value})


@cache
def _objects(model: Any, deep: int, wild: bool) -> Drawn:
    optional = {name: st.deferred(_member(declared, deep - 1, wild)) for name, declared in declared_in(model).items()}
    objects: Drawn = st.fixed_dictionaries({}, optional=optional)
    if not wild:
        return objects
    strange = st.dictionaries(NAMES, ANYTHING, max_size=2)
    return st.builds(lambda more, document: {**more, **document}, strange, objects)


def _member(declared: str, deep: int, wild: bool) -> Callable[[], Drawn]:
    return lambda: st.none() | _values(declared, deep, wild)


@cache
def _values(declared: str, deep: int, wild: bool) -> Drawn:
    container, inner = parts_of(declared)
    if container == "list":
        values: Drawn = st.lists(st.deferred(_member(inner, deep, wild)), max_size=3)
    elif container == "dict":
        values = st.dictionaries(st.text(max_size=5), st.deferred(_member(inner, deep, wild)), max_size=3)
    elif declared in _NATIVE:
        values = _NATIVE[declared]
    elif issubclass(model := class_of(declared), Enum):
        values = st.sampled_from([member.value for member in model])
    else:
        values = documents(model, deep, wild) if deep > 0 else st.none()
    return values | values | ANYTHING if wild else values
