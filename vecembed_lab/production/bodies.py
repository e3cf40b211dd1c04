"""Unit 11. What requests to the service may say, and how much of it."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from vecembed_lab.production.limits import LONGEST_ID, LONGEST_TEXT, WIDEST

LARGEST_K = 100
LARGEST_BATCH = 100  # documents or ids a request
LONGEST_QUERY = 10_000  # characters

Vector = Annotated[list[Annotated[float, Field(allow_inf_nan=False)]], Field(min_length=1, max_length=WIDEST)]
Query = Annotated[str, Field(min_length=1, max_length=LONGEST_QUERY)]
Id = Annotated[str, Field(min_length=1, max_length=LONGEST_ID)]
Label = Annotated[str, Field(max_length=LONGEST_ID)]


class Body(BaseModel):
    """What a request may say, and nothing else."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _known(cls, value: Any) -> Any:
        """Refuse unknown fields by the first: a million of them would be told one by one."""
        if isinstance(value, dict) and (unknown := value.keys() - cls.model_fields):
            raise ValueError(f"there is no field {min(unknown)!r:.50}, only {', '.join(cls.model_fields)}")
        return value


class Texts(Body):
    """Texts whose vectors are asked for, of the live version if none is named."""

    texts: Annotated[list[Query], Field(min_length=1, max_length=LARGEST_BATCH)]
    version: Annotated[str, Field(max_length=40)] | None = None


class Question(Body):
    """A text to search with; or a vector and the version whose model made it."""

    text: Query | None = None
    vector: Vector | None = None
    version: Annotated[str, Field(max_length=40)] | None = None
    k: Annotated[int, Field(ge=1, le=LARGEST_K)] = 10
    label: Label | None = None


class Item(Body):
    """A text to keep; its id is its content's, unless one is given."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
    id: Id | None = None
    label: Label = ""


class Items(Body):
    """Texts to keep, all or none."""

    documents: Annotated[list[Item], Field(min_length=1, max_length=LARGEST_BATCH)]


class Ids(Body):
    """Names of documents."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=LARGEST_BATCH)]


class Version(Body):
    """The name of a version."""

    version: Annotated[str, Field(max_length=40)]
