"""PRIVACY.md names, for each promise, the code that keeps it and the test that proves it. Both must exist."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (?P<promise>[^|]+) \| `(?P<code>[^`]+)` \| `(?P<test>[^`]+)` \|$", re.MULTILINE)
PROMISES = [(row["code"], row["test"]) for row in ROW.finditer((ROOT / "PRIVACY.md").read_text())]


@pytest.mark.promise
@pytest.mark.parametrize(("code", "test"), PROMISES)
def test_the_code_and_the_test_behind_a_promise_exist(code: str, test: str):
    assert (ROOT / code).is_file()
    path, name = test.split("::")
    tree = ast.parse((ROOT / path).read_text())
    functions = {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}
    assert name in functions


@pytest.mark.promise
def test_no_promise_stands_without_its_proof():
    table = (ROOT / "PRIVACY.md").read_text().split("## ", maxsplit=1)[0]
    rows = [line for line in table.splitlines() if line.startswith("| ") and not line.startswith("| promise")]
    assert len(rows) == len(PROMISES) >= 10
