#!/usr/bin/env bash
# VENV -> the whole suite run with coverage; 1 when a test fails, or engine or native stay under 85 %.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=$PWD/$1/bin/python
least=85

# Coverage sees the lines of a .pyx only in a traced build, which is far slower than the real one. So the tests of
# native/ run a second time on a traced copy, and the native/ that a user installs is what the whole suite runs on.
traced=build/traced
echo "==> pytest on the traced copy of native/"
mkdir -p $traced/native
rm -rf $traced/tests
cp -p pyproject.toml setup.py README.md $traced/
find native -maxdepth 1 -type f ! -name '*.so' ! -name '*.c' -exec cp -p {} $traced/native/ \;
mkdir -p $traced/tests
cp -rp tests/conftest.py tests/real tests/native $traced/tests/
status=0
# From Python 3.13 on Cython reports lines to sys.monitoring, where the coverage plug-in does not listen.
(
    cd $traced
    export PYTHONPATH=$PWD CFLAGS="${CFLAGS:-} -DCYTHON_USE_SYS_MONITORING=0"
    # -qq: the closing line of the log is that of the whole suite.
    STORELOOM_TRACE=1 "$python" -W ignore setup.py --quiet build_ext --inplace &&
        "$python" -m pytest -qq --cov=native --cov-report= tests/native
) || status=1

# What is compiled of engine/ is what users run; lines are counted only where it runs as Python.
echo "==> pytest on the compiled modules of engine/"
put_back() {
    find engine -name '*.so.aside' -exec sh -c 'for file; do mv "$file" "${file%.aside}"; done' _ {} +
}
put_back
"$python" -m pytest -qq -n auto --maxprocesses=4 -p no:benchmark tests/catalog tests/render tests/snapshot || status=1
trap put_back EXIT
find engine -name '*.so' -exec sh -c 'for file; do mv "$file" "$file.aside"; done' _ {} +

echo "==> pytest"
# A process a core; each starts its own mongod and Chromium, so not more than four. Nothing is timed here.
"$python" -m pytest -q -n auto --maxprocesses=4 --dist worksteal -p no:benchmark --cov --cov-report= || status=1

# The report finds the lines of a .pxd only through a generated .c of the same name that quotes them.
for header in $traced/native/*.pxd; do
    quoting=${header%.pxd}.c
    if [ -e "$header" ] && ! [ -e "${header%.pxd}.pyx" ]; then
        rm -f "$quoting"
        holder=$(grep -l "\"${header#"$traced/"}\":" $traced/native/*.c | head -n 1) || true
        [ -z "$holder" ] || ln -s "$(basename "$holder")" "$quoting"
    fi
done

echo "==> coverage of native/ (at least $least %)"
(cd $traced && "$python" -m coverage report --skip-covered --include='native/*' --fail-under=$least) || status=1
echo "==> coverage of engine/ (at least $least %)"
"$python" -m coverage report --skip-covered --include='engine/*' --fail-under=$least || status=1
exit $status
