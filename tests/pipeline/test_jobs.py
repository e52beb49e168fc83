"""A job that is split, because a worker has died at it, asks for the same as before in smaller parts."""

from array import array

from engine.pipeline.jobs import RenderLists, RenderProducts


def test_a_job_of_pages_falls_into_jobs_that_differ_in_their_pages_only() -> None:
    for flat in (False, True):
        rows = array("I", range(3))
        halves = [RenderProducts(part.tobytes(), flat) for part in (rows[:1], rows[1:])]
        assert RenderProducts(rows.tobytes(), flat).split() == halves
        assert RenderProducts(rows[:1].tobytes(), flat).split() is None
        parts = ((0, 1), (0, 2), (4, 1))
        assert RenderLists(parts, flat).split() == [RenderLists((part,), flat) for part in parts]
        assert RenderLists(parts[:1], flat).split() is None
