"""What every test gets: a clean environment, properties without a stopwatch, and the real parts on demand."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import hypothesis
import pytest

import engine
from tests.real.chromium import find_chromium
from tests.real.mongod import running_mongod
from tests.real.parts import LEFT_OUT, MissingPartError, in_ci, leave_out

# A shell that runs the tests in the background has them ignore Ctrl-C, and programs that they start inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# No test asserts a time, and what fails in CI must fail again at home.
hypothesis.settings.register_profile(
    "storeloom",
    deadline=None,
    derandomize=in_ci(),
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("storeloom")


def pytest_sessionstart() -> None:
    """Refuse to test what was compiled from another text than the one that is there."""
    ending = EXTENSION_SUFFIXES[0]
    for library in Path(engine.__path__[0]).rglob(f"*{ending}"):
        source = library.with_name(library.name.removesuffix(ending) + ".py")
        if source.stat().st_mtime > library.stat().st_mtime:
            pytest.exit(f"{source} has changed since it was compiled: make setup", returncode=1)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what the person at the keyboard has set, so that each test says what it needs itself."""
    for name in [name for name in os.environ if name.startswith("STORELOOM_")]:
        monkeypatch.delenv(name)
    # rich and click draw by the terminal they find; a test compares text.
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "120")
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE", "GITHUB_ACTIONS", "PY_COLORS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def mongod() -> Iterator[str]:
    """The URI of a real mongod that lives as long as the run; each test takes a database name of its own."""
    with ExitStack() as stack:
        try:
            uri = stack.enter_context(running_mongod())
        except MissingPartError as error:
            leave_out("mongod", error)
        yield uri


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The path of a real Chromium; tests.real.chromium has what to do with it."""
    try:
        return find_chromium()
    except MissingPartError as error:
        leave_out("Chromium", error)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let whole outputs be written anew, to be read as a diff before they are kept."""
    parser.addoption("--snapshot-update", action="store_true", help="write the files of tests/snapshots anew")


@pytest.fixture
def snapshot(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the file of that name in tests/snapshots, in a folder a test module."""
    folder = Path(__file__).parent / "snapshots" / request.path.stem.removeprefix("test_")

    def compare(name: str, text: str) -> None:
        if request.config.getoption("--snapshot-update"):
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        assert text == (folder / name).read_text(encoding="utf-8"), f"{name}: if right, run with --snapshot-update"

    return compare


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly at the end what this run has not tested."""
    reasons = (str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", ()))
    missing = sorted({reason.partition(LEFT_OUT)[2] for reason in reasons if LEFT_OUT in reason})
    if not missing:
        return
    terminalreporter.section("NOT TESTED: a real part is missing", sep="*", red=True, bold=True)
    for part in missing:
        terminalreporter.line(part, red=True)
