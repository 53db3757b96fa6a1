"""Keys that an industry adds to a section of fixed keys: others are refused as in any other section."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

Made = TypeVar("Made", bound=BaseModel)


def only_known(model: type[Made], data: Any, make: Callable[[Any], Made], further: Collection[str] | None) -> Made:
    """The section, if its keys are its own or some of `further` (None: whatever they are).

    Raises ValidationError with every unknown key as `extra_forbidden`, and what else is wrong.
    """
    if further is None or not isinstance(data, dict):
        return make(data)
    own = {field.alias or name for name, field in model.model_fields.items()}
    unknown = [key for key in data if key not in own and key not in further]
    if not unknown:
        return make(data)
    errors = [InitErrorDetails(type="extra_forbidden", loc=(key,), input=data[key]) for key in unknown]
    try:
        make({key: value for key, value in data.items() if key not in unknown})
    except ValidationError as found:
        errors += [_again(one) for one in found.errors(include_url=False)]
    raise ValidationError.from_exception_data(model.__name__, errors)


def _again(one: ErrorDetails) -> InitErrorDetails:
    """A found error as one to be raised."""
    about = one.get("ctx", {})
    told = InitErrorDetails(type=one["type"], loc=one["loc"], input=one["input"], ctx=about)
    try:
        ValidationError.from_exception_data("", [told])
    except (KeyError, TypeError):  # one of our own codes
        return InitErrorDetails(type=PydanticCustomError(one["type"], one["msg"]), loc=one["loc"], input=one["input"])
    return told
