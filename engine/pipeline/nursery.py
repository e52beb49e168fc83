"""A process that imports once what all workers need and forks them on request: orders in, deaths out.

It is ours and not multiprocessing's fork server: that is one a process, with one environment, while two builds may run
in one process; and its children import the caller's `__main__` again, which starts a second build from any script that
has no main guard. Workers are forked in the nursery, where there is one thread, and never from the caller; how the
nursery itself starts stands in process.py.

The control socket keeps packets whole. Orders: START (with the worker's socket), KILL, LEAVE. Reports: DIED with the
exit status, BROKEN with a traceback. A control socket that ends without LEAVE means that the caller died or gave up.
"""

import ctypes
import gc
import importlib
import os
import select
import signal
import socket
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from struct import Struct
from typing import NoReturn

from engine.pipeline import process
from engine.pipeline.channel import Channel
from engine.pipeline.seat import work

A_COLLECTION = 50_000  # objects more than before; work on products leaves next to no cycles
_PACKET = Struct("<BIi")
_START, _KILL, _LEAVE, _DIED, _BROKEN = range(5)
_LEAVE_WAIT_S = 2.0
_LOST_WAIT_S = 0.2
_TEXT_BYTES = 32_000
_PR_SET_PDEATHSIG = 1


class NurseryDiedError(Exception):
    """The nursery itself is gone; `text` is the traceback of what it could not import, or empty."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class Nursery:
    """The caller's end."""

    def __init__(self, environment: Mapping[str, str], preload: Sequence[str], keep_open: Sequence[int]) -> None:
        """Start the process and come back at once; `keep_open` are file descriptors that live as long as any worker."""
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            fd = theirs.fileno()
            self._process = process.start(serve, (fd, list(preload)), environment, (fd, *keep_open))

    @property
    def pid(self) -> int:
        return self._process.pid

    def start(self, number: int) -> Channel:
        """Order a worker and return our end of its socket; messages sent before it runs wait for it there."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs, suppress(ConnectionError):  # `deaths` says so, with the reason
            socket.send_fds(self.control, [_PACKET.pack(_START, number, 0)], [theirs.fileno()])
        return Channel(ours)

    def kill(self, number: int) -> None:
        """Order a worker's end by SIGKILL; one that is dead already is no error."""
        self._order(_KILL, number)

    def deaths(self) -> list[tuple[int, int]]:
        """Return (number, exit status) of workers that died since last asked; a signal is a negative status."""
        dead: list[tuple[int, int]] = []
        while True:
            try:
                packet = self.control.recv(_PACKET.size + _TEXT_BYTES, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return dead
            except ConnectionError:
                packet = b""
            if not packet:
                raise NurseryDiedError("")
            report, number, status = _PACKET.unpack_from(packet)
            if report == _BROKEN:
                raise NurseryDiedError(packet[_PACKET.size :].decode(errors="replace"))
            dead.append((number, status))

    def close(self, *, at_once: bool) -> None:
        """Come back when the nursery and all its workers have ended; busy ones get a moment, unless `at_once`."""
        if not at_once:
            self._order(_LEAVE, 0)
        self.control.close()
        until = time.monotonic() + 2 * _LEAVE_WAIT_S
        while self._process.poll() is None:
            if time.monotonic() > until:
                self._process.kill()  # and the kernel kills its workers
            time.sleep(0.001)

    def _order(self, order: int, number: int) -> None:
        with suppress(ConnectionError):  # `deaths` says so, with the reason
            self.control.send(_PACKET.pack(order, number, 0))


def serve(control_fd: int, preload: Sequence[str]) -> NoReturn:
    """Be the nursery: import `preload`, then fork and reap workers until the caller leaves."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=control_fd)
    try:
        for name in preload:
            importlib.import_module(name)
    except BaseException:  # carried to the supervisor, which raises it
        text = traceback.format_exc().encode(errors="replace")[-_TEXT_BYTES:]
        control.send(_PACKET.pack(_BROKEN, 0, 0) + text)
        os._exit(1)
    gc.freeze()  # a collection in a worker would touch, and so copy, every page that it shares
    gc.set_threshold(A_COLLECTION)
    woken, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    poller = select.poll()
    poller.register(control_fd, select.POLLIN)
    poller.register(woken, select.POLLIN)
    children: dict[int, int] = {}
    while True:
        ready = {fd for fd, _ in poller.poll()}
        if woken in ready:
            os.read(woken, 4096)
            _report(control, children)
        if control_fd in ready:
            try:
                packet, fds, _, _ = socket.recv_fds(control, _PACKET.size, 1)
            except ConnectionResetError:
                continue  # the caller left without reading the last deaths; what it ordered before comes next
            order, number, _ = _PACKET.unpack(packet) if packet else (None, 0, 0)
            if order == _START:
                _fork(control, children, number, fds[0])
            elif order == _KILL:
                _kill(children, number)
            else:
                _leave(children, _LEAVE_WAIT_S if order == _LEAVE else _LOST_WAIT_S)


def _fork(control: socket.socket, children: dict[int, int], number: int, fd: int) -> None:
    nursery = os.getpid()
    pid = os.fork()
    if pid:
        os.close(fd)
        children[pid] = number
        return
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        control.close()
        _die_with(nursery)
        work(Channel(socket.socket(fileno=fd)))
    finally:
        os._exit(1)  # nothing may unwind into the nursery's loop, of which this process is a copy


def _die_with(nursery: int) -> None:
    """Have the kernel kill this process when the nursery dies, be it in the middle of a long call."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != nursery:
        os._exit(1)


def _report(control: socket.socket, children: dict[int, int]) -> None:
    for number, status in _reap(children):
        try:
            control.send(_PACKET.pack(_DIED, number, status))
        except ConnectionError:
            return  # the caller is gone, which the loop sees next


def _reap(children: dict[int, int]) -> list[tuple[int, int]]:
    dead = []
    while children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            break
        if pid in children:  # and no child of a module that was preloaded
            dead.append((children.pop(pid), os.waitstatus_to_exitcode(status)))
    return dead


def _kill(children: dict[int, int], number: int) -> None:
    """Kill one worker: only who reaps may, since a reaped pid can be another's."""
    for pid, held in children.items():
        if held == number:
            os.kill(pid, signal.SIGKILL)


def _leave(children: dict[int, int], wait_s: float) -> NoReturn:
    """End when all workers have: the idle ones do by themselves, the busy ones are killed after `wait_s`."""
    until = time.monotonic() + wait_s
    while children and time.monotonic() < until:
        _reap(children)
        time.sleep(0.001)
    for pid in children:
        os.kill(pid, signal.SIGKILL)
    for pid in children:
        os.waitpid(pid, 0)
    os._exit(0)
