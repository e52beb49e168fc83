"""Records -> one append-only file a writer, and back by offset and length."""

import os
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType

from msgspec import Struct

from engine.snapshot.sealed import damaged

NEAR_BYTES = 256 * 1024


class Place(Struct, frozen=True, gc=False):
    """Where a record stands: the number of its pack, its first byte and its length."""

    pack: int
    offset: int
    length: int


def pack_path(folder: str, name: str, number: int) -> str:
    """Return the path of a pack: views of writer 3 are `views.3`."""
    return f"{folder}/{name}.{number}"


def pack_sizes(folder: str, *names: str) -> dict[str, int]:
    """Return the sizes of all packs of some names, by their files."""
    found = {}
    for file in sorted(os.listdir(folder)):
        name, _, number = file.partition(".")
        if name in names and number.isdecimal():
            found[file] = os.stat(f"{folder}/{file}").st_size
    return found


class PackWriter:
    """Append records to the pack of one writer; two writers never share a number."""

    def __init__(self, folder: str, name: str, number: int) -> None:
        self._number = number
        self._file = os.open(pack_path(folder, name, number), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        self._end = os.fstat(self._file).st_size
        self._held: list[bytes] = []

    def add(self, record: bytes) -> Place:
        """Return where a record will stand; it is on file when `flush` returns."""
        place = Place(self._number, self._end, len(record))
        self._end += len(record)
        self._held.append(record)
        return place

    def flush(self) -> None:
        """Write what was added in one go."""
        left = memoryview(b"".join(self._held))
        self._held.clear()
        while left:
            left = left[os.write(self._file, left) :]

    def append(self, records: Iterable[bytes]) -> list[Place]:
        """Write the records in one go; they are on file when this returns."""
        places = [self.add(record) for record in records]
        self.flush()
        return places

    def close(self) -> None:
        """Close the file; what was appended stays."""
        os.close(self._file)


class PackReader:
    """Read records of all the packs of one name; files are opened when first needed."""

    def __init__(self, folder: str, name: str) -> None:
        self._folder = folder
        self._name = name
        self._files: dict[int, int] = {}

    def read(self, place: Place) -> bytes:
        """Return a record; DamagedError when the pack is not there, or shorter than it should be."""
        return self._stretch(place.pack, place.offset, place.offset + place.length)

    def read_many(self, places: Sequence[Place]) -> Iterator[memoryview]:
        """Yield records; those that lie near each other are read in one go."""
        stretches: dict[int, tuple[int, memoryview]] = {}
        for number in {place.pack for place in places}:
            held = [place for place in places if place.pack == number]
            first, end = min(place.offset for place in held), max(place.offset + place.length for place in held)
            if end - first <= NEAR_BYTES + 2 * sum(place.length for place in held):
                stretches[number] = first, memoryview(self._stretch(number, first, end))
        for place in places:
            start, end = place.offset, place.offset + place.length
            if place.pack in stretches:
                first, stretch = stretches[place.pack]
                yield stretch[start - first : end - first]
            else:
                yield memoryview(self._stretch(place.pack, start, end))

    def _stretch(self, pack: int, start: int, end: int) -> bytes:
        path = pack_path(self._folder, self._name, pack)
        file = self._files.get(pack)
        if file is None:
            try:
                file = self._files[pack] = os.open(path, os.O_RDONLY)
            except FileNotFoundError as error:
                raise damaged(path, "it is gone") from error
        found = os.pread(file, end - start, start)
        if len(found) != end - start:
            raise damaged(path, f"it ends inside the record at {start}")
        return found

    def close(self) -> None:
        """Close every file that was opened."""
        for file in self._files.values():
            os.close(file)
        self._files.clear()

    def __enter__(self) -> "PackReader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
