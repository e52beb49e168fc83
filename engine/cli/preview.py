"""`storeloom preview`: a finished site -> pages on loopback, as a host would serve them."""

import errno
import os
import shlex
from typing import Annotated
from urllib.parse import urlsplit

import typer

from engine.cli.arguments import Config, Output, Sets, Shop, configure, folder_of
from engine.errors import ConfigError, EngineError, PublishError


def preview(
    folder: Shop = None,
    config: Config = None,
    output: Output = None,
    sets: Sets = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free.")] = 8000,
    host: Annotated[
        str, typer.Option(help="Another address than loopback shows the site to the network.")
    ] = "127.0.0.1",
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
