"""A URL and a window size -> a PNG as a real Chromium paints it, with no word sent to any other host."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.real.parts import MissingPartError

# Debian's /usr/bin/chromium is a shell script around the first one.
NAMES = ("/usr/lib/chromium/chromium", "chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


def find_chromium() -> Path:
    """Return the first Chromium of this machine."""
    for name in NAMES:
        path = shutil.which(name)
        if path is not None:
            return Path(path)
    raise MissingPartError(
        "no Chromium; run `make setup-test` as root, or install chromium (Debian) or Google Chrome (Ubuntu)"
    )


def screenshot(url: str, path: str | os.PathLike[str], width: int = 1440, height: int = 900) -> None:
    """Write what a window of `width` x `height` shows of `url` to the PNG file `path`."""
    target = Path(path).resolve()
    _run(f"--window-size={width},{height}", f"--screenshot={target}", url)
    if not target.is_file():
        raise MissingPartError(f"Chromium wrote no {target} for {url}")


def rendered_html(url: str, width: int = 1440, height: int = 900) -> str:
    """Return the document of `url` as its scripts left it."""
    return _run(f"--window-size={width},{height}", "--dump-dom", url)


def _run(*arguments: str, timeout_s: float = 60.0) -> str:
    binary = find_chromium()
    # A profile of its own: two Chromiums on one profile hand their work to each other and end at once.
    profile = tempfile.mkdtemp(prefix="storeloom-chromium-")
    try:
        done = subprocess.run(
            [str(binary), *FLAGS, f"--user-data-dir={profile}", *arguments],
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise MissingPartError(f"{binary} gave no answer for {arguments[-1]} within {timeout_s:.0f} s") from error
    finally:
        # Helper processes may still write to the profile for a moment.
        shutil.rmtree(profile, ignore_errors=True)
    if done.returncode != 0:
        raise MissingPartError(f"{binary} ended with code {done.returncode}: {done.stderr.strip()[-500:]}")
    return done.stdout


if __name__ == "__main__":
    try:
        sys.stdout.write(rendered_html("data:text/html,<p>Chromium paints"))
    except MissingPartError as error:
        sys.exit(str(error))
