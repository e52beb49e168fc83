#!/usr/bin/env bash
# VENV -> dist/: the sdist and the wheel built from it, checked, installed into an empty environment elsewhere and run.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
python=$PWD/$1/bin/python

echo "==> sdist, and the wheel from the sdist"
rm -rf dist
mkdir -p build
"$python" -W ignore -m build --outdir dist . >build/package.log 2>&1 || { tail -40 build/package.log; exit 1; }
"$python" -m check_wheel_contents --config pyproject.toml dist/*.whl
"$python" tests/setup/contents.py dist

echo "==> the wheel in an environment elsewhere"
elsewhere=$(mktemp -d)
trap 'rm -rf "$elsewhere"' EXIT
"$python" -m venv "$elsewhere/venv"
cd "$elsewhere"
venv/bin/python -m pip install -qq "$root"/dist/*.whl
venv/bin/storeloom --version
venv/bin/storeloom demo shop --products 5 >demo.log 2>&1 || { tail -40 demo.log; exit 1; }
test -s shop/site/index.html || { echo "storeloom demo shop: expected shop/site/index.html, found none" >&2; exit 1; }
echo "built $(find shop/site -name '*.html' | wc -l) pages from the wheel"
