#!/usr/bin/env bash
# A wish ("python3.13", a path, or nothing) -> the path of a Python between 3.11 and 3.13, or a message and exit 1.
set -euo pipefail

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

# pyenv puts a stand-in for every version on the path, but only those of its chosen version run: look behind it.
candidates() {
    if command -v "$1" >/dev/null; then command -v "$1"; fi
    ls -d "${PYENV_ROOT:-$HOME/.pyenv}"/versions/*/bin/"$1" 2>/dev/null || true
}

wish=${1:-}
for name in ${wish:-python3 python3.13 python3.12 python3.11}; do
    while read -r path; do
        if [ -n "$path" ] && fits "$path"; then
            echo "$path"
            exit 0
        fi
    done < <(candidates "$name")
done

if [ -n "$wish" ]; then
    echo "PYTHON=$wish: expected a Python between 3.11 and 3.13 that runs, found none. Give its path: make PYTHON=/path/to/python3.13" >&2
else
    echo "No Python between 3.11 and 3.13 on the path. Run: sudo apt-get install python3.11 python3.11-venv python3.11-dev" >&2
fi
exit 1
