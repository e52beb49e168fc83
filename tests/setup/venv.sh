#!/usr/bin/env bash
# FOLDER [PYTHON] -> a virtual environment there that can compile extensions; an existing one is kept.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/packages.sh"
folder=$1

# One that was broken off half-way has a Python and no pip.
if ! "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    python=$("$here/python.sh" "${2:-}")
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    # Debian packs the standard library's venv by itself; it imports, and fails only for want of ensurepip.
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        need "python$version-venv"
    fi
    echo "==> virtual environment $folder ($("$python" -V))"
    "$python" -m venv --clear "$folder"
fi

headers=$("$folder/bin/python" -c 'import sysconfig; print(sysconfig.get_path("include"))')
if ! [ -e "$headers/Python.h" ]; then
    need "python$("$folder/bin/python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-dev"
fi
if ! command -v cc >/dev/null && ! command -v gcc >/dev/null; then
    need build-essential
fi
