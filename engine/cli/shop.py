"""`storeloom init` and `storeloom demo`: a folder -> a shop in it."""

import os
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from engine.cli.screen import Screen
from engine.config.load import load
from engine.config.starter.write import unwritable, write_demo, write_starter
from engine.content.blanks import blanks

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="Made if it is not there.")]


def init(
    folder: Folder,
    name: Annotated[str | None, typer.Option(help="The shop's name; none: the folder's.")] = None,
    base_url: Annotated[str, typer.Option(help="Where the shop will be.")] = "https://shop.example",
) -> None:
    """Write a shop to be filled in.

    That is shop.toml with every option in it, starter texts with marked blanks, and a place for the catalog.
    """
    title = name or os.path.basename(os.path.abspath(folder)).replace("-", " ").replace("_", " ").title()
    for path in write_starter(str(folder), title, base_url):
        print(f"wrote {folder / path}")
    load(folder)
    shop = shlex.quote(str(folder))
    print(
        f"\nWhat is left to do:\n"
        f"  1. put products.jsonl into {folder / 'catalog'}, or set catalog.source to a MongoDB URI\n"
        f"  2. fill in the {len(blanks(str(folder)))} blanks, marked [[like this]]: storeloom check {shop} lists them\n"
        f"  3. storeloom build {shop}\n"
        f"  4. storeloom preview {shop}"
    )


def demo(
    folder: Folder,
    products: Annotated[int, typer.Option(min=1, help="How many products.")] = 200,
    seed: Annotated[int, typer.Option(help="Another seed, another catalog.")] = 7,
    pictures: Annotated[
        int | None, typer.Option(min=1, help="At most so many picture files.", show_default="all")
    ] = None,
    width: Annotated[int, typer.Option(min=64, max=4096, help="Width of the pictures in pixels.")] = 1024,
    no_build: Annotated[bool, typer.Option("--no-build", help="Write the shop only.")] = False,
) -> None:
    """Write a demo shop and build it.

    Its catalog is generated and its pictures are drawn by the program: nothing is fetched.
    """
    from engine.catalog.demo.catalog import write_catalog
    from engine.cli.build import build_shop

    write_demo(str(folder))
    with Screen.open() as screen:
        try:
            report = write_catalog(
                folder / "catalog",
                products,
                seed,
                pictures,
                width,
                lambda done, whole: screen.progress("draw", done, whole),
            )
        except OSError as error:
            raise unwritable(str(folder), error) from error
    print(f"{folder}: {report.products:,} products, {report.brands:,} brands, {report.pictures:,} pictures")
    shop = shlex.quote(str(folder))
    if no_build:
        print(f"\nBuild it: storeloom build {shop}")
        return
    code = build_shop(load(folder))
    if code:
        raise typer.Exit(code)
    sys.stdout.flush()
