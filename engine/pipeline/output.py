"""Files in, a served folder out that turns from the old site to the whole next one, however a build may end.

Files are staged in a folder beside the site; any error or kill before they are published leaves the site as it was, and
what it leaves behind is swept by the next build. `publish` exchanges the staged tree with the site in one step.
`publish_changes` moves a few files into it (see `changes`), or, with the switch "tree", completes the staged tree from
the site by hard links and exchanges that. A journal goes before each step and is brought to its end by the next build
(see `recovery`), so that the manifest is always that of the site.
The folder holds nothing but what is served (see `record`), and a folder with any other entry at its top is refused.
What others put deeper, into a folder that the shop has made, goes with the old site where the whole tree turns.
"""

import os
from collections.abc import Iterable, Sequence
from typing import Literal, Self

from engine.errors import PublishError
from engine.pipeline import journal
from engine.pipeline.changes import check_staged, in_order, link_rest, spread, staged_names
from engine.pipeline.exchange import exchange, flush
from engine.pipeline.journal import MANIFEST, Changes, Manifest, Turn
from engine.pipeline.record import check_output, is_identified, key, made_before, remember
from engine.pipeline.recovery import LostError, complete, conclude, recover
from engine.pipeline.staging import aside, put_back, remove_small, stage, sweep
from engine.pipeline.writing import StrPath, check_path, refusal

Switch = Literal["files", "tree"]

_FEW = 200  # files in folders of a staging folder, and files that stay there
_CUT_OFF = (KeyboardInterrupt, SystemExit, LostError)


class Output:
    """One build's way into its output folder: `staging` is there from `with` on; `publish` turns the site.

    What an earlier build has begun is at its end when `with` is entered, so a manifest is to be read after that.
    """

    def __init__(
        self, folder: StrPath, state: StrPath, sources: Sequence[StrPath] = (), *, switch: Switch = "files"
    ) -> None:
        self.folder = os.path.realpath(folder)
        self.staging = ""
        self._state = os.path.realpath(state)
        self._sources = sources
        self._switch = switch
        self._fd = -1
        self._few = False

    def __enter__(self) -> Self:
        try:
            recover(self._state)
            put_back(self.folder)
            self._check()
            self.staging, self._fd = stage(self.folder)
        except OSError as error:
            raise refusal(self.folder, error) from error
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._fd)
        if journal.is_pending(self._state):
            return  # what is staged is still needed
        if self._few:
            remove_small(self.staging)
        else:
            _remove_empty(self.staging)
        sweep(self.folder)

    def intact(self) -> bool:
        """Tell whether the site is the very one that the manifest tells of, as far as its top shows.

        If not (another folder, a copy, entries that came or went, another `--output`, a lost manifest), the whole site
        is to be made. A file deeper in the site that was edited by hand is not seen: `verify` looks for that.
        """
        return os.path.exists(os.path.join(self._state, MANIFEST)) and is_identified(self.folder, self._state)

    def publish(self, manifest: StrPath | None = None) -> None:
        """Put the staged site in the place of the one that is there; `manifest` is a finished file in the state folder.

        Without one no manifest tells of the site, and it does not count as intact.
        """
        try:
            flush(self._fd)
            self._turn(journal.finished(manifest, self._state) if manifest else None)
        except (OSError, LostError) as error:
            raise self._told(error) from error

    def publish_changes(
        self,
        changed: Sequence[str],
        gone: Sequence[str],
        manifest: StrPath,
        *,
        flat: Iterable[str] = (),
        switch: Switch | None = None,
    ) -> None:
        """Put staged files into the site and remove those that are gone; paths are relative to the site.

        Files come in the order of `changed`, but what pages load before pages, and what points at pages after them;
        removal is in the opposite order. `manifest` is a finished file in the state folder; `flat` are files that are
        staged by `flat_name`, without their folders, be they among `changed` or not; `switch` goes before the shop's.
        """
        for path in (*changed, *gone):
            check_path(path)
        moved, flat = set(changed), frozenset(flat)
        if not moved.isdisjoint(gone):
            raise ValueError(f"expected files that change or go, got both: {sorted(moved & set(gone))[:5]}")
        check_staged(self._fd, staged_names(changed, flat))
        try:
            self._check()
            if not self.intact():
                raise PublishError(
                    f"{self.folder}: expected the site that was there when the build began, got one that another "
                    "program has changed since; nothing was written, build again"
                )
            finished = journal.finished(manifest, self._state)
            if not changed and not gone:
                os.replace(manifest, os.path.join(self._state, MANIFEST))
                return
            if (switch or self._switch) == "tree":
                spread(self.staging, flat, moved)
                link_rest(self.staging, self.folder, changed, gone)
                flush(self._fd)
                self._turn(finished)
            else:
                flush(self._fd)
                self._few = len(moved ^ flat) <= _FEW
                self._change(in_order(changed), in_order(gone)[::-1], flat, finished)
        except (OSError, LostError) as error:
            raise self._told(error) from error

    def _change(self, moved: list[str], gone: list[str], flat: frozenset[str], manifest: Manifest) -> None:
        before = set(os.listdir(self.folder))
        tops = {path.partition("/")[0] for path in moved}
        stays = before - {path.partition("/")[0] for path in gone}
        remember(self.folder, self._state, made_before(self.folder, self._state) | tops)
        changes = Changes(
            folder=key(self.folder, self._state),
            staging=os.path.basename(self.staging),
            inode=os.fstat(self._fd).st_ino,
            site=os.stat(self.folder).st_ino,
            holds=journal.sample(stays),
            moved=moved,
            gone=gone,
            manifest=manifest,
            flat=[path for path in moved if path in flat],
        )
        try:
            journal.begin(changes, self._state)
            complete(changes, self._state)
        except _CUT_OFF:
            recover(self._state)  # a site must not stand between two states until the next build
            raise

    def _turn(self, manifest: Manifest | None) -> None:
        self._check()
        made = os.listdir(self.staging)
        remember(self.folder, self._state, made_before(self.folder, self._state).union(made))
        turn = Turn(
            folder=key(self.folder, self._state),
            staging=os.path.basename(self.staging),
            inode=os.fstat(self._fd).st_ino,
            holds=journal.sample(made),
            manifest=manifest,
        )
        try:
            journal.begin(turn, self._state)
            if not os.path.lexists(self.folder):
                os.rename(self.staging, self.folder)
            elif not exchange(self.staging, self.folder):
                self._move_aside()
            conclude(self.folder, self._state, manifest)
        except (OSError, *_CUT_OFF):
            recover(self._state)
            raise

    def _move_aside(self) -> None:
        """Turn the site in two renames; a kill between them is mended by the next build (see `put_back`)."""
        waiting = aside(self.staging)
        os.rename(self.folder, waiting)
        try:
            os.rename(self.staging, self.folder)
        except OSError:
            os.rename(waiting, self.folder)
            raise

    def _check(self) -> None:
        check_output(self.folder, self._state, self._sources)

    def _told(self, error: OSError | LostError) -> PublishError:
        if isinstance(error, LostError):
            return PublishError(
                f"{self.folder}: expected to be alone with this folder and {self._state}, got a folder or a manifest "
                "that another program has taken away meanwhile; build again, which makes the whole site"
            )
        if not journal.is_pending(self._state) and not self._has_turned():
            return refusal(self.folder, error)
        return PublishError(
            f"{self.folder}: the site cannot be completed ({error.strerror or error}), some of it may be old. Expected "
            f"disks with room for it and for {self._state}: mend that, and build again, which completes it"
        )

    def _has_turned(self) -> bool:
        return os.path.exists(self.folder) and os.stat(self.folder).st_ino == os.fstat(self._fd).st_ino


def _remove_empty(staging: str) -> None:
    """Remove a staging folder in which nothing is: no process need be started for it."""
    try:
        os.rmdir(staging)
    except OSError:
        return  # it is swept
