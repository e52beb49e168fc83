"""`python -m tests.incremental STEPS [SEED]`: so many steps of random edits, incremental builds held to clean ones."""

import sys
import time

from tests.incremental.law import BrokenLawError
from tests.incremental.walk import Tale, walks


def main() -> int:
    """Walk, and say how far it came."""
    steps, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    began = time.process_time()

    def tell(at: int, tale: Tale) -> None:
        each = (time.process_time() - began) / tale.steps * 1000
        sys.stdout.write(f"seed {at}: {tale.steps} steps, {tale.refused} refused, {each:.0f} ms of CPU a step\n")
        sys.stdout.flush()

    try:
        walks(seed, steps, tell)
    except BrokenLawError as error:
        sys.stdout.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
