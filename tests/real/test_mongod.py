"""The real mongod of the tests: it serves, it starts empty, and it leaves nothing behind."""

from pathlib import Path

import pymongo
import pytest

from tests.real import mongod as part
from tests.real.parts import MissingPartError


def test_mongod_keeps_what_it_is_given(mongod: str) -> None:
    with pymongo.MongoClient[dict[str, object]](mongod) as client:
        client.real.products.insert_one({"_id": 1, "name": "Aviator"})
        assert list(client.real.products.find()) == [{"_id": 1, "name": "Aviator"}]


def test_a_mongod_that_cannot_start_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "mongod"
    broken.write_text("#!/bin/sh\nexit 7\n")
    broken.chmod(0o755)
    monkeypatch.setattr(part, "find_mongod", lambda: broken)
    with pytest.raises(MissingPartError, match="ended with code 7 instead of serving"), part.running_mongod():
        pass
