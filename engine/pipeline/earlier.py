"""The output folder and the state folder -> the site that stands there and can be taken over, or why it cannot."""

import os

from msgspec import Struct

from engine.pipeline.manifest import NAME, Manifest, read_manifest
from engine.pipeline.output import Output
from engine.snapshot.edition import edition

ASKED = "asked for by --full"
DAMAGED = "what the last build has kept is damaged"


class Earlier(Struct, frozen=True):
    """The site before; without its manifest all of the next one is made, and `why` says why."""

    manifest: Manifest | None
    why: str = ""


def earlier_site(place: Output, state: str, *, whole: str, name: str = NAME, completed: bool = True) -> Earlier:
    """Return the site that a build may take over; `name` is that of its manifest in the state folder.

    `whole` says why all is to be made anew, empty: it need not. `completed`: whether the last publication is; one that
    is not will be, so its site need not look like itself yet. DamagedError when the manifest is not what was written.
    """
    if whole:
        return Earlier(None, whole)
    if not os.path.exists(os.path.join(state, name)):
        return Earlier(None, "no earlier build is known")
    if not os.path.exists(place.folder):
        return Earlier(None, f"nothing is at {place.folder}")
    if completed and not place.intact():
        return Earlier(None, f"{place.folder} is not as the last build left it")
    manifest = read_manifest(os.path.join(state, name))
    if manifest is None or manifest.head.edition != edition():
        return Earlier(None, "the engine is another than that of the last build")
    return Earlier(manifest)
