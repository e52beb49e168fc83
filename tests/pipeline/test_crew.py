"""A little work, or much of it -> done in this process, or by workers; a build that died at its work uses workers."""

import os
from pathlib import Path
from typing import Any

import pytest

from engine.errors import ThemeError
from engine.pipeline.crew import LITTLE_S, MARK, Crew
from engine.pipeline.pool import Pool
from tests.pipeline.pool_entries import Numbers, singles

HERE = "tests.pipeline.pool_entries:square"


def crew(folder: Path, **options: Any) -> Crew:
    def open_pool() -> Pool:
        return Pool(2, HERE, None, preload=["tests.pipeline.pool_entries"])

    return Crew(open_pool, HERE, None, str(folder), **options)


def done(working: Crew, jobs: Any, cost_s: float = 0.0) -> list[Any]:
    got: list[Any] = []
    working.run(jobs, lambda _, result: got.append(result), on_lost=lambda *lost: pytest.fail(str(lost)), cost_s=cost_s)
    return got


def test_little_is_done_in_this_process_in_its_order_and_leaves_no_mark(tmp_path: Path) -> None:
    with crew(tmp_path) as working:
        assert done(working, singles(3), LITTLE_S) == [[0], [1], [4]]
        assert (working.pids, os.listdir(tmp_path)) == ([], [MARK])
    assert os.listdir(tmp_path) == []


def test_much_is_done_by_workers_and_so_is_what_follows(tmp_path: Path) -> None:
    with crew(tmp_path) as working:
        assert sorted(done(working, singles(3), 2 * LITTLE_S)) == [[0], [1], [4]]
        assert len(working.pids) == 2
        assert done(working, [Numbers((1,), "kill", 2)]) == [[1]]
        assert os.listdir(tmp_path) == []


def test_nothing_is_done_here_where_workers_were_asked_for_or_a_build_died_at_its_work(tmp_path: Path) -> None:
    for alone in (False, True):
        with crew(tmp_path, alone=alone) as working:
            assert done(working, singles(1)) == [[0]]
            assert len(working.pids) > 0
        (tmp_path / MARK).touch()
    with crew(tmp_path) as working:
        assert done(working, singles(1)) == [[0]]
        assert len(working.pids) > 0
    assert not (tmp_path / MARK).exists()


def test_all_that_was_told_is_heard_before_a_job_wherever_it_is_done(tmp_path: Path) -> None:
    with crew(tmp_path) as working:
        working.broadcast("a")
        assert done(working, [Numbers((0,), "told")]) == [("a",)]
        working.broadcast("b")
        assert done(working, [Numbers((0,), "told")]) == [("a", "b")]
        assert done(working, [Numbers((0,), "told")], 1.0) == [("a", "b")]


def test_an_error_of_the_user_comes_through_and_the_mark_goes(tmp_path: Path) -> None:
    with pytest.raises(ThemeError, match="no such template"), crew(tmp_path) as working:
        done(working, [Numbers((0,), "user", 0)])
    assert os.listdir(tmp_path) == []
