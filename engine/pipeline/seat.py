"""What runs in one worker process: messages in, one answer to each out, until the supervisor closes its end."""

import importlib
import os
import pickle
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

import msgspec

from engine.errors import EngineError
from engine.pipeline.channel import Channel, GoneError, pack

OUT_OF_MEMORY = 77  # exit code of a worker that may not hold what its work needs


class Seat(msgspec.Struct, frozen=True, gc=False):
    """Where a worker sits: `index` is below the number of workers, `number` is never given twice in one pool.

    A worker killed in the middle leaves a torn file behind, so files that workers append to are named by `number`.
    """

    index: int
    number: int


class Ready(msgspec.Struct, frozen=True, gc=False):
    """A worker's first message: it has loaded its entry."""

    pid: int


class Answer(msgspec.Struct, frozen=True):
    """What the worker's function returned."""

    result: Any


class Failure(msgspec.Struct, frozen=True):
    """What the worker's function raised: the error itself when it is the user's to mend, and its traceback."""

    error: EngineError | None
    text: str


def work(channel: Channel) -> NoReturn:
    """Load the entry that the first message names, call it once, then call what it returned with each message.

    The end is `os._exit`: this process is a fork, and exit handlers that were copied into it are not its own.
    """
    try:
        try:
            entry, argument, seat = channel.receive()
            module, _, name = entry.partition(":")
            answer = getattr(importlib.import_module(module), name)(argument, seat)
        except GoneError:
            raise
        except BaseException as error:  # carried to the supervisor, which raises it
            channel.send(pack(_failure(error)))
            os._exit(1)
        channel.send(pack(Ready(os.getpid())))
        while True:
            channel.send(_answer(answer, channel))
    except GoneError:
        os._exit(0)


def _answer(answer: Callable[[Any], Any], channel: Channel) -> bytes:
    try:
        return pack(Answer(answer(channel.receive())))
    except GoneError:
        raise
    except BaseException as error:  # carried to the supervisor, which raises it
        if _is_out_of_memory(error):
            os._exit(OUT_OF_MEMORY)
        return pack(_failure(error))


def _is_out_of_memory(error: BaseException | None) -> bool:
    """Return whether too little memory is why, be it some steps away."""
    while error is not None and not isinstance(error, MemoryError):
        error = error.__cause__ or error.__context__
    return error is not None


def _failure(error: BaseException) -> Failure:
    text = "".join(traceback.format_exception(error))
    if not isinstance(error, EngineError):
        return Failure(None, text)
    try:
        pickle.loads(pickle.dumps(error))
    except (AttributeError, TypeError, ValueError, pickle.PicklingError):
        return Failure(EngineError(str(error)), text)
    return Failure(error, text)
