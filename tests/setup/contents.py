"""A folder with an sdist and a wheel -> exit 1 and a list when either lacks a file that the program needs."""

import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

PACKAGES = ("engine", "native", "themes", "deploy")
LEFT_OUT = {".so", ".c", ".pyc"}
COMPILED = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["storeloom"]["compiled"]


def main(folder: Path) -> int:
    """Compare both with the files in the working folder."""
    sdist, wheel = next(folder.glob("*.tar.gz")), next(folder.glob("*.whl"))
    with tarfile.open(sdist) as packed:
        in_sdist = {name.partition("/")[2] for name in packed.getnames()}
    with zipfile.ZipFile(wheel) as packed_wheel:
        in_wheel = set(packed_wheel.namelist())
    wanted = {
        path.as_posix()
        for package in PACKAGES
        for path in Path(package).rglob("*")
        if path.is_file() and path.suffix not in LEFT_OUT
    }
    missing = [f"{wheel.name}: {name}" for name in sorted(wanted - in_wheel)]
    missing += [f"{sdist.name}: {name}" for name in sorted((wanted | {"LICENSE", "README.md"}) - in_sdist)]
    # A wheel without them would install everywhere, and run nowhere.
    compiled = {name.replace(".", "/") + ".py" for name in COMPILED} | {n for n in wanted if n.endswith(".pyx")}
    libraries = {name.partition(".")[0] for name in in_wheel if name.endswith(".so")}
    missing += [
        f"{wheel.name}: {source.partition('.')[0]}.*.so, compiled from {source}"
        for source in sorted(compiled)
        if source.partition(".")[0] not in libraries
    ]
    for line in missing:
        sys.stderr.write(f"missing in {line}\n")
    sys.stdout.write(f"{wheel.name}: {len(in_wheel)} files, {len(wanted)} wanted, {len(missing)} missing\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
