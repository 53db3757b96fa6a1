"""What a scheme may ask of a member's profile: fields by the names of their columns in the members file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from patron.scheme.model.base import Texts

Profile = Annotated[
    dict[str, Texts],
    Field(min_length=1, description="The member's field is one of the values, such as {residence: [away, abroad]}; all fields must fit."),
]
Fields = Annotated[Texts, Field(description="Fields of the member, such as [name, phone, birthday], each of which is filled in.")]
