"""Names and addresses of hosts: what each one is."""

import ipaddress
import re

_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*", re.IGNORECASE)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address that is listened on."""
    address = _address(host)
    return host == "localhost" if address is None else address.is_loopback


def is_any(host: str) -> bool:
    """Whether listening on this address is listening on all of the machine's."""
    address = _address(host)
    return not host if address is None else address.is_unspecified


def is_name(host: str) -> bool:
    """Whether this is an address or a name of a host, in ASCII (xn--... for other names)."""
    return _address(host) is not None or (len(host) <= 253 and _NAME.fullmatch(host) is not None)


def is_network(text: str) -> bool:
    """Whether this is an address, or a network as ADDRESS/BITS."""
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
