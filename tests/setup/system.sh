#!/usr/bin/env bash
# VENV -> mongod and Chromium that start, as the tests of the real parts need them; loud when missing, fatal under CI.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/packages.sh"
python=$1/bin/python
missing=()

# The binary is there or a library it is linked to is not; only starting it tells.
check_mongod() {
    "$python" -m tests.real.mongod >/dev/null 2>&1
}

check_chromium() {
    "$python" -m tests.real.chromium >/dev/null 2>&1
}

if ! check_mongod; then
    need libcurl4 libssl3 || true
    check_mongod || missing+=("mongod: it does not start; try '$python -m tests.real.mongod'")
fi

if ! check_chromium; then
    # What Ubuntu calls chromium is a snap, which needs a daemon that containers and runners lack.
    if grep -q '^ID=ubuntu' /etc/os-release; then
        echo "Ubuntu has no Chromium package: install Google Chrome (google.com/chrome) or a Chromium named 'chromium'." >&2
    else
        need chromium || true
    fi
    check_chromium || missing+=("Chromium: it does not start; try '$python -m tests.real.chromium'")
fi

if [ ${#missing[@]} -gt 0 ]; then
    echo "**********************************************************************"
    printf '  MISSING  %s\n' "${missing[@]}"
    case "${CI:-}" in
    "" | 0 | false) echo "  The tests that need these are SKIPPED." ;;
    *) echo "  CI is set: nothing may be skipped, so this is an error." ;;
    esac
    echo "**********************************************************************"
    case "${CI:-}" in "" | 0 | false) ;; *) exit 1 ;; esac
fi
