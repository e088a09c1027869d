"""What `.ci/run` relies on: a required test that is skipped there is a failure."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SKIPPING = """
import pytest

@pytest.fixture
def server():
    pytest.skip("no server")

{mark}
def test_one({needs}):
    {body}
"""


@pytest.mark.parametrize(
    ("mark", "needs", "body", "ci", "status"),
    [
        ("@pytest.mark.postgres", "", "pytest.skip('no server')", "1", 1),
        ("@pytest.mark.postgres", "server", "pass", "1", 1),
        ("@pytest.mark.exiftool", "", "pytest.skip('no exiftool')", "1", 1),
        ("@pytest.mark.browser", "", "pytest.skip('no chromium')", "1", 1),
        ("@pytest.mark.postgres", "", "pytest.skip('no server')", "", 0),
        ("", "", "pytest.skip('not here')", "1", 0),
        ("@pytest.mark.postgres", "", "pass", "1", 0),
    ],
)
def test_a_required_test_may_be_skipped_only_on_a_laptop(*, tmp_path, mark, needs, body, ci, status):
    # Asked of a run of its own, with the very conftest of this suite.
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
    (tmp_path / "test_it.py").write_text(SKIPPING.format(mark=mark, needs=needs, body=body))
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-c",
        str(ROOT / "pyproject.toml"),
        "-p",
        "no:cacheprovider",
        str(tmp_path),
    ]
    environ = {**os.environ, "WHISTLE_CI": ci, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout
    if status:
        assert "required here" in done.stdout


@pytest.mark.parametrize(
    ("name", "least"), [("WHISTLE_CRASH_UPDATES", 2000), ("WHISTLE_CRASH_KILLS", 12), ("WHISTLE_CHANNELS", 1000)]
)
def test_the_machine_that_judges_takes_the_sizes_that_were_asked_for(name: str, least: int):
    (told,) = re.findall(rf"^export .*\b{name}=(\d+)", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)
    assert int(told) >= least
    users = [path.name for path in (ROOT / "tests").rglob("test_*.py") if f'environ.get("{name}"' in path.read_text()]
    assert len(users) == 1


def test_the_makefile_has_every_target_it_promises():
    done = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    targets = [line.split()[1] for line in done.stdout.splitlines()]
    assert targets == ["help", "setup", "demo", "test", "promises", "check", "bench", "run"]


def test_every_test_shows_what_it_proves():
    """By an assert, by an error it expects, or by a helper whose name begins with assert_ (in a browser: expect)."""
    silent = [
        f"{path.relative_to(ROOT)}:{each.lineno} {each.name}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for each in ast.walk(ast.parse(path.read_text()))
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
        and each.name.startswith("test_")
        and not any(map(_proves, ast.walk(each)))
    ]
    assert silent == []


def _proves(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return isinstance(node, ast.Assert)
    called = str(getattr(node.func, "attr", "") or getattr(node.func, "id", ""))
    return called.startswith("assert_") or called in {"raises", "warns", "fail", "expect"}
