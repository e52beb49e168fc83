"""Files of the next site, beside those of the one before -> what has changed, what is gone, and the next manifest."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from xxhash import xxh3_128_digest

from engine.errors import PublishError
from engine.pipeline.inputs import NONE, MadeOf
from engine.pipeline.manifest import CARDS, CONTENT, FILES, FIRST, PLACE, PROGRAM, Manifest
from engine.pipeline.writing import write_file
from engine.plan.urls import Addresses
from engine.snapshot.columns import Buffer, Builder, Draft, Sections, empty, merge
from engine.snapshot.formats import Texts
from native import count_up, mark_changed, match_digests, merge_items, merge_spans, rows_marked

SLUG = "\0"  # stands for one in a path
Parts = tuple[bytes, bytes, bytes]  # content, place and cards that a file is made of
NOTHING: Parts = (NONE, NONE, NONE)


class Inventory:
    """All files of a site but the pages of products."""

    def __init__(self, old: Manifest | None, staging: str, programs: Mapping[str, bytes], other: int = PROGRAM) -> None:
        """`programs` are the digests of what renders each kind of page; `other` says why when one is another."""
        self._table = old.files if old is not None else empty(FILES)
        self._old = {path: row for row, path in enumerate(self._table.texts("path").all())}
        self._kinds = self._table.texts("kind").all()
        self._output, self._size = bytes(self._table.u8("output")), self._table.i64("size")
        self._programs = programs
        self._before = old.head.programs if old is not None else {}
        self._other = other
        self._staging = staging
        self._rows = Builder(FILES)  # of files that were made
        self._made: list[tuple[bytes, int]] = []  # digest and size of these
        self._paths: dict[str, int] = {}  # row of the manifest before, or -1 - number among those that were made
        self.changed: list[str] = []
        self.made: Counter[tuple[str, int]] = Counter()  # files that were not taken over, by kind and why

    def why(self, kind: str, path: str, parts: Parts) -> int:
        """Return why a file is to be made, 0 when what was made before still holds."""
        return self.whys([kind], [path], MadeOf(*parts))[0]

    def whys(self, kinds: Sequence[str], paths: Sequence[str], made_of: MadeOf) -> bytearray:
        """Return for each of many files why it is to be made."""
        row_of = self._old.get
        was = array("i", [row_of(path, -1) for path in paths])
        other = {kind for kind in set(kinds) if self._programs.get(kind) != self._before.get(kind)}
        reasons = bytearray(len(paths))
        for bit, name in ((CONTENT, "content"), (PLACE, "place"), (CARDS, "cards")):
            mark_changed(reasons, bit, getattr(made_of, name), self._table.u8(name), was)
        for place, (row, kind) in enumerate(zip(was, kinds, strict=True)):
            if row < 0 or self._kinds[row] != kind:
                reasons[place] = FIRST
            elif kind in other:
                reasons[place] |= self._other
        return reasons

    def keep(self, *paths: str) -> None:
        """Take files over from the site before."""
        for path in paths:
            self._put(path, self._old[path])

    def add(self, kind: str, path: str, output: bytes, size: int, why: int, parts: Parts = NOTHING) -> None:
        """Note a file that was made and is staged; it counts as changed when its bytes have."""
        if not self.has(path, output):
            self.changed.append(path)
        self._add(kind, path, output, size, why, parts)

    def write(self, kind: str, path: str, body: bytes, why: int = 0, parts: Parts = NOTHING) -> None:
        """Stage a file unless the site has the very bytes."""
        output = xxh3_128_digest(body)
        if self.has(path, output):
            self._add(kind, path, output, len(body), why, parts)
            return
        write_file(self._staging, path, body)
        self.add(kind, path, output, len(body), why or (CONTENT if path in self._old else FIRST), parts)

    def has(self, path: str, output: bytes) -> bool:
        """Return whether the site before has these bytes there."""
        row = self._old.get(path, -1)
        return row >= 0 and self._output[16 * row : 16 * row + 16] == output

    def items(self) -> Iterator[tuple[str, bytes, int]]:
        """Yield path, digest and size of every file so far."""
        return ((path, *self._of(row)) for path, row in list(self._paths.items()))

    def has_grown(self) -> bool:
        """Return whether there is a file that the site before had not."""
        return any(path not in self._old for path in self._paths)

    def shared_with(self, products: "ProductPages") -> list[str]:
        """Return the files that are those of products' pages too."""
        return sorted(path for path in self._paths if products.holds(path))

    def torn(self, products: "ProductPages") -> list[str]:
        """Return the names that are to be a file and a folder at once."""
        folders: set[str] = set()
        for folder in {path.rpartition("/")[0] for path in self._paths}:
            while folder and folder not in folders:
                folders.add(folder)
                folder = folder.rpartition("/")[0]
        both = (folder for folder in folders if folder in self._paths or products.holds(folder))
        return sorted({*both, *(path for path in self._paths if products.stand_in(path))})

    def gone(self) -> list[str]:
        """Return the files of the site before that are no longer there."""
        return [path for path in self._old if path not in self._paths]

    def __contains__(self, path: str) -> bool:
        return path in self._paths

    def __len__(self) -> int:
        return len(self._paths)

    def size(self) -> int:
        """Return the bytes of all files."""
        return sum(self._of(row)[1] for row in self._paths.values())

    def draft(self) -> Draft:
        """Return the rows of the next manifest."""
        fresh, index = self._rows.draft().table(), array("i", self._paths.values())
        why = merge_items(bytes(len(self._table)), fresh.u8("why"), 1, index)
        return merge(self._table, fresh, index).having({"why": ("u8", (why,))})

    def _of(self, row: int) -> tuple[bytes, int]:
        return (self._output[16 * row : 16 * row + 16], self._size[row]) if row >= 0 else self._made[-1 - row]

    def _add(self, kind: str, path: str, output: bytes, size: int, why: int, parts: Parts) -> None:
        self._put(path, -1 - len(self._made))
        self._made.append((output, size))
        if why:
            self.made[kind, why] += 1
        self._rows.append((path, kind, output, size, why, *parts))

    def _put(self, path: str, row: int) -> None:
        if path in self._paths:
            raise twice([path])
        self._paths[path] = row


class ProductPages:
    """The pages of products: columns over the published rows of the snapshot, in their order."""

    def __init__(
        self,
        old: Manifest | None,
        urls: Addresses,
        program: bytes,
        rows: "array[int]",
        slugs: Texts,
        key: Buffer,
        made_of: MadeOf,
        other: int = PROGRAM,
    ) -> None:
        """`slugs` are those of all rows of the snapshot, `key` the digests of those of `rows`.

        `program` is the digest of what renders the pages; `other` says why when it is another.
        """
        self._urls = urls
        self._old = old
        self._slugs = slugs
        self.key = key
        self._made_of = made_of
        self.rows = rows
        self.why = bytearray([FIRST]) * len(rows)
        self._output, self._size = bytearray(16 * len(rows)), array("I", bytes(4 * len(rows)))
        self._was = array("i", [-1]) * len(rows)
        self._left: Sequence[int] = ()
        self.changed = array("I")  # places of the pages whose bytes the site does not have
        self._known: frozenset[bytes] | None = None
        self._file, self._path = _around(urls, urls.file), _around(urls, urls.path)
        if old is not None and _pattern(old.head.urls) == _pattern(urls):
            self._compare(old, other if old.head.programs.get("product") != program else 0)
        elif old is not None:
            self._left = range(len(old.products))

    def _compare(self, old: Manifest, program: int) -> None:
        before = old.products
        if bytes(self.key) == bytes(before.u8("key")):
            was, left = count_up(0, len(self.rows)), b""
        else:
            was, left = match_digests(self.key, before.u8("key"))
        self._was, self._left = array("i", was), array("I", left)
        self.why = bytearray([program]) * len(self.rows)
        for bit, name in ((CONTENT, "content"), (PLACE, "place"), (CARDS, "cards")):
            mark_changed(self.why, bit, getattr(self._made_of, name), before.u8(name), was)
        if -1 in self._was:
            for place, number in enumerate(self._was):
                if number < 0:
                    self.why[place] = FIRST
        self._output = bytearray(merge_items(before.u8("output"), NONE, 16, was))
        self._size = array("I", merge_items(before.u32("size"), bytes(4), 4, was))

    def stale(self) -> "array[int]":
        """Return the places of the pages that are to be rendered."""
        return array("I", rows_marked(self.why, count_up(0, len(self.why))))

    def add(self, rows: "array[int]", outputs: bytes, sizes: bytes) -> "Sequence[int]":
        """Note pages that were rendered and return their places; those whose bytes are new count as changed."""
        first, wide = bisect_left(self.rows, rows[0]), array("I", sizes)
        end = first + len(rows)
        if self._old is None and self.rows[first:end] == rows:
            self._output[16 * first : 16 * end], self._size[first:end] = outputs, wide
            self.changed.extend(range(first, end))
            return range(first, end)
        places = [bisect_left(self.rows, row) for row in rows]
        for number, place in enumerate(places):
            output = outputs[16 * number : 16 * number + 16]
            if self._was[place] < 0 or self._output[16 * place : 16 * place + 16] != output:
                self.changed.append(place)
                self._output[16 * place : 16 * place + 16] = output
                self._size[place] = wide[number]
        return places

    def file(self, place: int) -> str:
        """Return the file of a page."""
        before, after = self._file
        return before + self._slugs[self.rows[place]] + after

    def gone(self) -> list[str]:
        """Return the files of products that the site before had and this one has not."""
        if self._old is None:
            return []
        found = [self._old.product_file(row) for row in self._left]
        if _pattern(self._old.head.urls) == _pattern(self._urls):
            return found
        here = {self.file(place) for place in range(len(self.rows))}
        return [path for path in found if path not in here]

    def items(self) -> Iterator[tuple[str, bytes, int]]:
        """Yield file, digest and size of every page."""
        for place in range(len(self.rows)):
            yield self.file(place), bytes(self._output[16 * place : 16 * place + 16]), self._size[place]

    def size(self) -> int:
        """Return the bytes of all pages."""
        return sum(self._size)

    def has_grown(self) -> bool:
        """Return whether there is a product that the site before had not."""
        return FIRST in self.why

    def holds(self, file: str) -> bool:
        """Return whether a file is that of a product's page."""
        return self._is(file, *self._file)

    def leads(self, path: str) -> bool:
        """Return whether a link's path leads to a product's page."""
        return self._is(path, *self._path)

    def stand_in(self, path: str) -> bool:
        """Return whether a path is a folder that a product's page stands in."""
        before, after = self._file
        if before.startswith(f"{path}/"):
            return bool(self.rows)
        endings = (after[at:] for at, mark in enumerate(after) if mark == "/")
        return path.startswith(before) and any(self.holds(path + ending) for ending in endings)

    def _is(self, text: str, before: str, after: str) -> bool:
        if not text.startswith(before) or not text.endswith(after) or len(text) < len(before) + len(after):
            return False
        if self._known is None:
            raw = bytes(self.key)
            self._known = frozenset(raw[at : at + 16] for at in range(0, len(raw), 16))
        return xxh3_128_digest(text[len(before) : len(text) - len(after)].encode()) in self._known

    def draft(self) -> Draft:
        """Return the rows of the next manifest."""
        spans = (self._slugs.offsets, self._slugs.heap)
        made_of = self._made_of
        columns: dict[str, tuple[str, Sections]] = {
            "slug": ("text", merge_spans(spans, (bytes(4), b""), 1, self.rows)),
            "key": ("digest", (self.key,)),
            "output": ("digest", (self._output,)),
            "size": ("u32", (self._size,)),
            "why": ("u8", (self.why,)),
            "content": ("digest", (made_of.content,)),
            "place": ("digest", (made_of.place,)),
            "cards": ("digest", (made_of.cards,)),
        }
        return Draft(len(self.rows), columns)


def twice(paths: Sequence[str]) -> PublishError:
    """Return the error of a site in which two things would be written to one file: which is left would be chance."""
    return PublishError(
        f"expected each file of the site to be made once, got {', '.join(paths[:5])} twice; two patterns under "
        "[urls] lead to the same address, or an output of the theme has the name of a file of the engine"
    )


def torn(names: Sequence[str]) -> PublishError:
    """Return the error of a site in which a name would be a file and a folder: no disk takes both."""
    return PublishError(
        f"expected each name of the site to be a file or a folder, got both for {', '.join(names[:5])}; a file of "
        "static/ or an output of the theme has the name of a folder of pages, or [urls] leads below a file"
    )


def _around(urls: Addresses, form: Callable[[str], str]) -> tuple[str, str]:
    """Return what stands before and after the slug of a product."""
    before, _, after = form(urls.route("product", SLUG)).partition(SLUG)
    return before, after


def _pattern(urls: Addresses) -> tuple[str, bool]:
    return urls.patterns["product"], urls.folders
