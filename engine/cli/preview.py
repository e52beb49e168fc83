"""`storeloom preview`: a finished site -> pages on loopback, as a host would serve them."""

import errno
import os
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import click

from engine.cli import arguments
from engine.cli.arguments import configure, folder_of
from engine.errors import ConfigError, EngineError, PublishError


@click.command
@arguments.shop
@arguments.config
@arguments.output
@arguments.sets
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help="0: any that is free.")
@click.option("--host", default="127.0.0.1", help="Another address than loopback shows the site to the network.")
@arguments.quiet
def preview(
    folder: Path | None,
    config: Path | None,
    output: str | None,
    sets: tuple[str, ...],
    port: int,
    host: str,
    quiet: bool,
) -> None:
    """Serve a built site as a host would.

    Headers, redirects, compression and the page for what is not there are those of a host.
    """
    from engine.cli.server import serve

    folder = folder_of(folder, config)
    settled = configure(folder, config, None, output, sets)
    site = os.path.join(settled.folder, settled.output.folder)
    if not os.path.isfile(os.path.join(site, "index.html")):
        makes = f"`storeloom build {shlex.quote(str(folder))}` makes it"
        raise ConfigError(f"{site}: expected a site, found none; {makes}")
    base = urlsplit(settled.shop.base_url).path
    try:
        server = serve(site, base, host, port)
    except OSError as error:
        raise _refusal(host, port, error) from error
    name = f"[{host}]" if ":" in host else host
    if not quiet:
        print(f"{settled.shop.name}: http://{name}:{server.server_port}{base}/ (Ctrl-C ends it)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()
    finally:
        server.server_close()


def _refusal(host: str, port: int, error: OSError) -> EngineError:
    if error.errno in (errno.EADDRINUSE, errno.EACCES):
        hint = "choose another one with --port, 0 for any"
        return PublishError(f"{host}:{port}: expected a free port, got: {error.strerror}; {hint}")
    hint = "127.0.0.1 shows the site to this machine, 0.0.0.0 to the network"
    return ConfigError(f"--host {host}: expected an address of this machine, got: {error.strerror}; {hint}")
