"""The lock of a shop's state folder."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import PublishError
from engine.pipeline.lock import Lock


def test_a_second_build_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    with (
        Lock(tmp_path, "shop/site"),
        pytest.raises(
            PublishError,
            match=rf"lock: another build of this shop is running \(process {os.getpid()}, since .* UTC, "
            r"writing shop/site\); wait until it ends",
        ),
        Lock(tmp_path, "shop/other", wait_s=0),
    ):
        pass


def test_a_lock_can_be_taken_again_after_its_end(tmp_path: Path) -> None:
    for output in ("one", "the other"):
        with Lock(tmp_path / "state", output, wait_s=0):
            holder = (tmp_path / "state/lock").read_text()
            assert holder.startswith(f"process {os.getpid()}, since ") and holder.endswith(f" UTC, writing {output}")


def test_a_killed_holder_releases_the_lock(tmp_path: Path) -> None:
    program = (
        "import sys, time; from engine.pipeline.lock import Lock\n"
        "with Lock(sys.argv[1], 'site'): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(PublishError, match=f"process {holder.pid}"), Lock(tmp_path, "site", wait_s=0):
            pass
        holder.send_signal(signal.SIGKILL)
        with Lock(tmp_path, "site"):
            assert (tmp_path / "lock").read_text().startswith(f"process {os.getpid()}, ")


def test_a_killed_holder_whose_workers_still_end_is_waited_for(tmp_path: Path) -> None:
    program = (
        "import os, sys, time; from engine.pipeline.lock import Lock\n"
        "with Lock(sys.argv[1], 'site'):\n"
        "    if not os.fork(): time.sleep(0.5); os._exit(0)\n"
        "    os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    with pytest.raises(PublishError, match="another build of this shop"), Lock(tmp_path, "site", wait_s=0):
        pass
    with Lock(tmp_path, "site", wait_s=0.2):
        assert (tmp_path / "lock").read_text().startswith(f"process {os.getpid()}, ")
