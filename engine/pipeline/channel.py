"""Whole pickled messages over a stream socket: the supervisor's end never blocks, a worker's end does."""

import pickle
import socket
from collections import deque
from collections.abc import Iterator
from struct import Struct
from typing import Any

_LENGTH = Struct("<Q")
_READ_BYTES = 1 << 18


def pack(message: Any) -> bytes:
    """Return the bytes that `Channel.post` and `Channel.send` put on the wire."""
    body = pickle.dumps(message, protocol=5)
    return _LENGTH.pack(len(body)) + body


class GoneError(Exception):
    """The other end is closed, or its process has died."""


class Channel:
    """One end of a socket pair."""

    __slots__ = ("_out", "_received", "socket")

    def __init__(self, end: socket.socket) -> None:
        self.socket = end
        self._received = bytearray()
        self._out: deque[memoryview] = deque()

    def send(self, packed: bytes) -> None:
        """Send a whole message, however long the other end takes."""
        try:
            self.socket.sendall(packed)
        except ConnectionError as error:
            raise GoneError from error

    def receive(self) -> Any:
        """Wait for the next message and return it."""
        while (body := self._take()) is None:
            try:
                data = self.socket.recv(_READ_BYTES)
            except ConnectionError as error:
                raise GoneError from error
            if not data:
                raise GoneError
            self._received += data
        return pickle.loads(body)

    def post(self, packed: bytes) -> None:
        """Queue a message and send what the socket takes at once.

        Blocking here could deadlock: a worker that is sending a large result reads nothing until we do.
        """
        self._out.append(memoryview(packed))
        self.flush()

    def flush(self) -> None:
        """Send what the socket takes of the queue; a dead end is left for `drain` to notice."""
        while self._out:
            try:
                sent = self.socket.send(self._out[0])
            except BlockingIOError:
                return
            except OSError:
                self._out.clear()
                return
            if sent == len(self._out[0]):
                self._out.popleft()
            else:
                self._out[0] = self._out[0][sent:]

    @property
    def has_unsent(self) -> bool:
        return bool(self._out)

    def drain(self) -> tuple[list[Any], bool]:
        """Return the messages that have come and whether the other end is still there."""
        is_open = True
        messages: list[Any] = []
        while True:
            try:
                data = self.socket.recv(_READ_BYTES)
            except BlockingIOError:
                break
            except OSError:
                data = b""
            if not data:
                is_open = False
                break
            self._received += data
            messages.extend(self._messages())
        return messages, is_open

    def close(self) -> None:
        self._out.clear()
        self.socket.close()

    def _messages(self) -> Iterator[Any]:
        while (body := self._take()) is not None:
            yield pickle.loads(body)

    def _take(self) -> bytes | None:
        """Cut one message's body off what was received, if it is all there."""
        received = self._received
        if len(received) < _LENGTH.size:
            return None
        end = _LENGTH.size + _LENGTH.unpack_from(received)[0]
        if len(received) < end:
            return None
        body = bytes(received[_LENGTH.size : end])
        del received[:end]
        return body
