"""This machine -> the facts that a figure means nothing without."""

import os
import platform
import shutil
from typing import Any


def facts(folder: str | os.PathLike[str]) -> dict[str, Any]:
    """Return cores, processor, memory, Python and the kind of file system that a benchmark writes to."""
    with open("/proc/meminfo", encoding="ascii") as file:
        memory_mib = int(file.readline().split()[1]) // 1024
    with open("/proc/mounts", encoding="utf-8") as file:
        mounts = [line.split()[1:3] for line in file]
    path = os.path.realpath(folder)
    below = [mount for mount in mounts if os.path.commonpath((mount[0], path)) == mount[0]]
    return {
        "cores": len(os.sched_getaffinity(0)),
        "processor": _processor(),
        "memory_mib": memory_mib,
        "python": platform.python_version(),
        "kernel": platform.release(),
        "file_system": max(below, key=lambda mount: len(mount[0]))[1],
        "free_gib": shutil.disk_usage(path).free >> 30,
    }


def _processor() -> str:
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        names = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    return names[0] if names else platform.machine()
