"""`storeloom init` and `storeloom demo`: a folder -> a shop in it."""

import os
import shlex
import sys
from contextlib import ExitStack
from pathlib import Path

import click

from engine.cli.arguments import FILE, quiet
from engine.cli.codes import EPILOG
from engine.cli.screen import Screen
from engine.config.load import load
from engine.config.starter.write import unwritable, write_demo, write_starter
from engine.content.blanks import blanks

new_folder = click.argument("folder", type=FILE, metavar="FOLDER", help="Made if it is not there.")


@click.command
@new_folder
@click.option("--name", help="The shop's name; none: the folder's.")
@click.option("--base-url", default="https://shop.example", help="Where the shop will be.")
@quiet
def init(folder: Path, name: str | None, base_url: str, quiet: bool) -> None:
    """Write a shop to be filled in.

    That is shop.toml with every option in it, starter texts with marked blanks, and a place for the catalog.
    """
    title = name or os.path.basename(os.path.abspath(folder)).replace("-", " ").replace("_", " ").title()
    written = write_starter(str(folder), title, base_url)
    load(folder)
    if quiet:
        return
    for path in written:
        print(f"wrote {folder / path}")
    shop = shlex.quote(str(folder))
    print(
        f"\nWhat is left to do:\n"
        f"  1. put products.jsonl into {folder / 'catalog'}, or set catalog.source to a MongoDB URI\n"
        f"  2. fill in the {len(blanks(str(folder)))} blanks, marked [[like this]]: storeloom check {shop} lists them\n"
        f"  3. storeloom build {shop}\n"
        f"  4. storeloom preview {shop}"
    )


@click.command(epilog=EPILOG)
@new_folder
@click.option("--products", type=click.IntRange(1), default=200, help="How many products.")
@click.option("--seed", type=int, default=7, help="Another seed, another catalog.")
@click.option("--pictures", type=click.IntRange(1), help="At most so many picture files.", show_default="all")
@click.option("--width", type=click.IntRange(64, 4096), default=1024, help="Width of the pictures in pixels.")
@click.option("--no-build", is_flag=True, help="Write the shop only.")
@quiet
def demo(folder: Path, products: int, seed: int, pictures: int | None, width: int, no_build: bool, quiet: bool) -> None:
    """Write a demo shop and build it.

    Its catalog is generated and its pictures are drawn by the program: nothing is fetched.
    """
    from engine.catalog.demo.catalog import write_catalog
    from engine.cli.build import build_shop

    write_demo(str(folder))
    with ExitStack() as stack:
        screen = None if quiet else stack.enter_context(Screen.open())
        try:
            report = write_catalog(
                folder / "catalog",
                products,
                seed,
                pictures,
                width,
                lambda done, whole: screen.progress("draw", done, whole) if screen else None,
            )
        except OSError as error:
            raise unwritable(str(folder), error) from error
    if not quiet:
        print(f"{folder}: {report.products:,} products, {report.brands:,} brands, {report.pictures:,} pictures")
    shop = shlex.quote(str(folder))
    if no_build and not quiet:
        print(f"\nBuild it: storeloom build {shop}")
    if no_build:
        return
    code = build_shop(load(folder), quiet=quiet)
    if code:
        raise click.exceptions.Exit(code)
    sys.stdout.flush()
