"""Plan and pictures -> views and cards of every product in the snapshot."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from engine.pipeline.jobs import Compose, Composed, ProductTask
from engine.pipeline.pictures import Pictures
from engine.pipeline.pool import Pool
from engine.pipeline.watch import Watch
from engine.plan.model import Plan
from engine.render.products import Standing
from engine.snapshot.pack import Place

A_SHARD = 128  # products; a few milliseconds, so that workers end together and little is done twice


class Shelf(Struct, frozen=True):
    """Where the view and the card of each row stand."""

    views: tuple[Place, ...]
    cards: tuple[Place, ...]


class IsolatedError(Exception):
    """Products that kill workers; the plan is made again without them."""

    def __init__(self, products: dict[str, str]) -> None:
        """Take product_id -> reason."""
        super().__init__(", ".join(products))
        self.products = products


def standings(plan: Plan) -> list[Standing]:
    """Return what the plan says of each row."""
    newest = frozenset(plan.newest)
    return [
        Standing(
            route=route,
            colours=tuple(plan.rows[other].colour for other in plan.siblings[number]),
            new=number in newest,
            same_title=number in plan.same_title,
            same_description=number in plan.same_description,
        )
        for number, route in enumerate(plan.routes)
    ]


def compose(plan: Plan, known: Sequence[Standing], pictures: Pictures, pool: Pool, watch: Watch) -> Shelf:
    """Have views and cards made; IsolatedError names products that workers die on."""
    views: dict[int, Place] = {}
    cards: dict[int, Place] = {}
    isolated: dict[str, str] = {}
    with watch.stage("compose", "products", len(plan.rows)) as progress:

        def handle(job: Compose, result: Composed) -> None:
            for task, view, card in zip(job.tasks, result.views, result.cards, strict=True):
                views[task.number], cards[task.number] = view, card
            progress.add(len(job.tasks), sum(view.length for view in result.views))

        def lost(job: Compose, reason: str) -> None:
            isolated.update((task.id, reason) for task in job.tasks)

        pool.run(_jobs(plan, known, pictures), handle, on_lost=lost)
    if isolated:
        raise IsolatedError(isolated)
    everything = range(len(plan.rows))
    return Shelf(tuple(views[number] for number in everything), tuple(cards[number] for number in everything))


def _jobs(plan: Plan, known: Sequence[Standing], pictures: Pictures) -> Iterator[Compose]:
    made = pictures.made
    for start in range(0, len(plan.rows), A_SHARD):
        shard = range(start, min(start + A_SHARD, len(plan.rows)))
        tasks = tuple(
            ProductTask(number, plan.rows[number].product_id, plan.rows[number].place, known[number])
            for number in shard
        )
        sources = {source for number in shard for source in plan.rows[number].pictures if source in made}
        yield Compose(tasks, {source: made[source] for source in sorted(sources)})
