"""Handlers cannot leak what they cannot hold: no value of theirs has a place for an identity."""

import dataclasses
import importlib
import pkgutil
import re

import pytest

import handlers

FORBIDDEN = re.compile(
    r"(chat|user|sender|platform|account|message|update|member)_?id$|^uuid|_uuid|user_?name|first_name|last_name|"
    r"phone|^number_of_sender$|^source|^aci$|e_?mail|^address$|^pin$|^lat$|^lon$|^raw"
)


def fields_of_handlers() -> list[str]:
    found = []
    for info in pkgutil.walk_packages(handlers.__path__, "handlers."):
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            if isinstance(value, type) and dataclasses.is_dataclass(value) and value.__module__ == info.name:
                found += [f"{info.name}.{name}.{field.name}" for field in dataclasses.fields(value)]
    return found


@pytest.mark.promise
def test_no_dataclass_in_handlers_has_a_field_for_an_identity():
    fields = fields_of_handlers()
    assert len(fields) > 50
    assert [field for field in fields if FORBIDDEN.search(field.rsplit(".", 1)[1])] == []


@pytest.mark.promise
@pytest.mark.parametrize("name", ["chat_id", "user_id", "username", "phone", "source", "uuid", "message_id", "pin"])
def test_the_rule_above_would_catch(name: str):
    assert FORBIDDEN.search(name)
