"""Two paths on one file system in, each in the place of the other out, with no moment in which one is missing."""

import errno
import os

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_NOT_SUPPORTED = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)


def flush(descriptor: int) -> None:
    """Have what was written to the file system of an open folder reach its disk; at once where nothing waits.

    Without it a machine that loses power soon after an exchange could come back with the new names and empty files.
    """
    import ctypes

    call = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if call is not None and call(descriptor) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def exchange(one: str, other: str) -> bool:
    """Swap two paths in one step; False when the file system cannot."""
    import ctypes

    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    if call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NOT_SUPPORTED:
        return False
    raise OSError(code, os.strerror(code), one, None, other)
