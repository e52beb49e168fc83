"""limits.memory_mb, the kernel's limit on this group of processes and the catalog's size -> how much each may hold.

The supervisor holds columns of the whole catalog and cannot do with less; what is left decides how many workers there
are and what each of them may hold. A worker that needs more gets a MemoryError, ends, and its work is cut in halves.
"""

import os
import resource
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from engine.config.schema import ShopConfig

MB = 1 << 20
SUPERVISOR = 44 * MB  # with code, theme and plan; this and what follows were measured with 10,000 and 100,000 products
A_CATALOG_BYTE = 0.35  # that it holds for each byte of a file of products
NURSERY = 20 * MB
WORKER = 80 * MB  # what a worker comes to that has seen ten thousand products
LEAST = 64 * MB  # below this a worker does not get through its imports and one product
STACKS = 64 * MB  # of the threads of a database's client: they count as data, and hardly any of it is ever held
ENCODING = 160 * MB  # to decode, resize and encode a usual photo
BESIDE_DECODING = 100 * MB  # of that


class Memory(Struct, frozen=True):
    """What the processes of a build may hold; all zero but `workers` when nothing limits them."""

    workers: int  # 0: as many as there are
    worker: int = 0  # bytes of data a worker, where its work can be cut in halves
    encoders: int = 0  # pictures that are made at once
    picture: int = 0  # bytes that decoding one of them may take
    alone: int = 0  # bytes that it may take while no other is made
    wanted: int = 0  # bytes that would be needed where the limit is too low for the catalog, else 0
    limit: int = 0  # bytes that all of them may hold
    source: str = ""  # who says so


UNLIMITED = Memory(0)


def share_out(limit: int, workers: int, catalog_bytes: int) -> Memory:
    """Return what each process may hold below a limit, 0: none."""
    if not limit:
        return Memory(workers)
    fixed = SUPERVISOR + NURSERY + int(A_CATALOG_BYTE * catalog_bytes)
    left = max(limit - fixed, LEAST)
    fewer = max(1, min(workers, left // WORKER))
    encoders = max(1, min(workers, left // ENCODING))
    return Memory(
        workers=max(fewer, encoders),
        worker=max(left // max(fewer, encoders), LEAST),
        encoders=encoders,
        picture=max(left // encoders - BESIDE_DECODING, MB),
        alone=max(left - BESIDE_DECODING, MB),
        wanted=fixed + LEAST if limit < fixed + LEAST else 0,
        limit=limit,
    )


def memory_of(config: ShopConfig, workers: int) -> Memory:
    """Return what the processes of a build may hold."""
    limits = ((config.limits.memory_mb * MB, "limits.memory_mb"), (group_limit(), "memory.max of this cgroup"))
    limit, source = min(((limit, source) for limit, source in limits if limit), default=(0, ""))
    memory = replace(share_out(limit, workers, _catalog_bytes(config)), source=source)
    if memory.worker and "://" in config.catalog.source:
        memory = replace(memory, worker=memory.worker + STACKS)
    return memory


def group_limit(own: str = "/proc/self/cgroup", root: str = "/sys/fs/cgroup") -> int:
    """Return the least memory.max (cgroup v2) of this process's group and those around it, 0: none."""
    found = []
    with suppress(OSError, ValueError):
        (line,) = (line for line in Path(own).read_text(encoding="utf-8").splitlines() if line.startswith("0::"))
        group = Path(root, line.removeprefix("0::").lstrip("/"))
        for folder in (group, *group.parents):
            with suppress(OSError, ValueError):  # `max`, or no such file at the top
                found.append(int((folder / "memory.max").read_text(encoding="ascii")))
            if folder == Path(root):
                break
    return min(found, default=0)


def limit_data(size: int) -> None:
    """Have this process get a MemoryError when it would hold more than so many bytes of data; 0: as much as it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = size if size and (hard == resource.RLIM_INFINITY or size < hard) else hard
    if soft != wanted:
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))


def _catalog_bytes(config: ShopConfig) -> int:
    """Return the bytes of the file of products, 0 for a database: nobody knows before it is read."""
    with suppress(OSError):
        return os.path.getsize(os.path.join(config.folder, config.catalog.source, f"{config.catalog.products}.jsonl"))
    return 0
