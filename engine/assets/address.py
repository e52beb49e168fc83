"""An address and the hosts a shop allows -> the checked IP addresses to connect to, or why not."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING

from engine.assets.picture import Refusal

if TYPE_CHECKING:
    import httpx

PORTS = {"http": 80, "https": 443}


def host_allowed(scheme: str, host: str, port: int | None, hosts: tuple[str, ...]) -> bool:
    """Say whether `hosts` names the host: "a.com", "*.a.com" (below it), with ":port" when it is not the usual one."""
    if not host or scheme not in PORTS:
        return False
    host = host.lower().rstrip(".")
    for allowed in hosts:
        name, _, wanted = allowed.lower().partition(":")
        if (int(wanted) if wanted.isdecimal() else PORTS[scheme]) != (port or PORTS[scheme]):
            continue
        if name == host or (name.startswith("*.") and host.endswith(name[1:])):
            return True
    return False


def judge_url(url: httpx.URL, hosts: tuple[str, ...]) -> Refusal | None:
    """Return why an address may not be fetched, before any name is looked up."""
    if url.userinfo:
        return Refusal("image_host_not_allowed", f"expected an address without user name, got one for {url.host}")
    if not host_allowed(url.scheme, url.host, url.port, hosts):
        return Refusal("image_host_not_allowed", f"expected a host of images.hosts, got {url.netloc.decode()!a}")
    return None


def public_addresses(url: httpx.URL, allow_private: bool) -> list[str] | Refusal:
    """Return the IP addresses of the host; all must be public, or a name could be turned on the network within."""
    try:
        found = socket.getaddrinfo(url.host, url.port or PORTS[url.scheme], type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        return Refusal("image_fetch_failed", f"expected a host name that resolves, got {url.host}: {error}")
    addresses = [str(entry[4][0]) for entry in found]
    if not allow_private:
        for address in addresses:
            if not is_public(address):
                return Refusal("image_host_not_allowed", f"expected a public host, {url.host} is at {address}")
    return addresses


def is_public(text: str) -> bool:
    """Say whether an IP address belongs to the internet and not to a machine or network of one's own."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        # Ways to write an IPv4 address in IPv6; some gateways follow them.
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if address in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
    return address.is_global and not address.is_multicast
