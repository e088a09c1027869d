"""What the page may ask for, checked field by field; anything else is refused without being repeated."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

Handle = Annotated[str, Field(min_length=1, max_length=80)]
Words = Annotated[str, Field(min_length=1, max_length=4000)]


class _Command(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Write(_Command):
    what: Literal["write"]
    phone: Handle
    chat: Handle
    text: Words
    quoting: str = Field("", max_length=40)


class Pin(_Command):
    what: Literal["pin"]
    phone: Handle
    chat: Handle
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class _About(_Command):
    phone: Handle
    chat: Handle
    ref: Handle


class Press(_About):
    what: Literal["press"]
    data: str = Field(max_length=200)


class React(_About):
    what: Literal["react"]
    emoji: Literal["👍", "👎"]
    retracted: bool


class Edit(_About):
    what: Literal["edit"]
    text: Words


class Delete(_About):
    what: Literal["delete"]


class AddPhone(_Command):
    what: Literal["add_phone"]
    name: str = Field(min_length=1, max_length=20)
    flavor: Literal["sim", "simsig"]
    language: str = Field(pattern=r"^[a-z]{2,3}$")


class Speed(_Command):
    what: Literal["speed"]
    times: Literal[1, 10, 60]


class Flood(_Command):
    what: Literal["flood"]


class Network(_Command):
    what: Literal["network"]
    down: bool


Command = Annotated[
    Write | Pin | Press | React | Edit | Delete | AddPhone | Speed | Flood | Network, Field(discriminator="what")
]
_COMMANDS: TypeAdapter[Command] = TypeAdapter(Command)


class UnknownCommand(ValueError):
    """The page asked for something that does not exist."""


def parse(text: str) -> Command:
    """Read one command of the page; UnknownCommand for anything else."""
    try:
        return _COMMANDS.validate_json(text)
    except ValidationError as error:
        raise UnknownCommand(f"{error.error_count()} fields are not as expected") from None
