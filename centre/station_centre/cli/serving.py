"""The command serve: the centre's server, over http or https."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from station_centre.address import Address
from station_centre.authority import CA_FILE, Authority, fingerprint, read_authority
from station_centre.cli.options import Commands, now, objects_of
from station_centre.door_keys import VIEWER_KEY_FILE, door_key
from station_centre.errors import CentreError
from station_centre.front_store import FrontStore
from station_centre.hosts import is_any, is_loopback, is_name, is_network
from station_centre.keyring import Keyring
from station_centre.stations import Admit, Stations
from station_centre.tls import Certificate, GivenCertificate, OwnCertificate, check_pinned

DEFAULT_PORT = 8321


def add(
    commands: Commands, shared: argparse.ArgumentParser, store: argparse.ArgumentParser
) -> None:
    """Add the parser."""
    serve = commands.add_parser(
        "serve",
        parents=[shared, store],
        help="receive packets until ended",
        description="Receives packets until ended. On a loopback address everybody is let in until "
        "the first desk is enrolled; on any other, enrolled desks only.",
    )
    serve.add_argument("--host", default="127.0.0.1", help="address (default: %(default)s)")
    serve.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help="port, 0 for a free one (%(default)s)"
    )
    serve.add_argument(
        "--name",
        action="append",
        default=[],
        type=_checked(is_name, "not the name or address of a host"),
        metavar="HOST",
        help="name or address by which desks reach the centre; may be repeated",
    )
    serve.add_argument(
        "--tls",
        action="store_true",
        help="https, with a certificate by an authority of the centre's own (ca.pem), renewed by "
        "itself; desks get the authority with their code",
    )
    serve.add_argument(
        "--cert", type=Path, metavar="FILE", help="https with this certificate (PEM); read again"
    )
    serve.add_argument("--key", type=Path, metavar="FILE", help="its key (PEM, no password)")
    serve.add_argument(
        "--ca",
        type=Path,
        metavar="FILE",
        help="the authority that desks trust, with --cert or where a proxy in front does the TLS",
    )
    serve.add_argument(
        "--open",
        action="store_true",
        help="let in everybody but revoked desks, on whatever address",
    )
    serve.add_argument(
        "--trusted-proxy",
        action="append",
        default=[],
        type=_checked(is_network, "not an address or a network"),
        metavar="ADDR",
        help="a proxy, or a network of them, whose X-Forwarded-For is believed; may be repeated",
    )
    serve.add_argument(
        "--front",
        metavar="URL",
        help="where a tus server in front of the centre keeps its uploads, like --store; its hooks "
        "go to /hooks with the key in hook.key",
    )
    serve.set_defaults(run=_serve, wrong_usage=_wrong_usage)


def _wrong_usage(options: argparse.Namespace) -> str | None:
    if (options.cert is None) != (options.key is None):
        return "--cert and --key belong together"
    if options.cert is not None and (options.tls or options.ca is None):
        return "--cert needs --ca, and stands in the place of --tls"
    if options.ca is not None and options.tls:
        return "--tls has an authority of its own; --ca is for others"
    return None


def _serve(options: argparse.Namespace) -> None:
    # Here and not above: the web server takes most of a second to import.
    from station_centre import server  # noqa: PLC0415
    from station_centre.app import create_app  # noqa: PLC0415

    keys = Keyring.load(options.data)
    certificate, ca = _certificate(options)
    objects = objects_of(options)
    app = create_app(
        objects,
        keyring=keys,
        now=now,
        stations=Stations(objects, now, admit=_admit(options)),
        ca=ca,
        viewer_key=door_key(options.data, VIEWER_KEY_FILE),
        front=FrontStore.open(options.front, options.data) if options.front else None,
    )

    def announce(url: str) -> None:
        pinned = None if ca is None else fingerprint(ca)
        Address(url=url, ca_sha256=pinned).remember(options.data)
        print(json.dumps({"url": url}), flush=True)

    server.serve(
        app,
        host=options.host,
        port=options.port,
        announce=announce,
        name=options.name[0] if options.name else None,
        certificate=certificate,
        trusted_proxies=options.trusted_proxy,
    )


def _admit(options: argparse.Namespace) -> Admit:
    if options.open:
        return "anyone"
    # Behind a proxy, a loopback address is no sign that nobody else can reach it.
    if is_loopback(options.host) and not options.trusted_proxy:
        return "anyone_until_first"
    return "enrolled"


def _certificate(options: argparse.Namespace) -> tuple[Certificate | None, str | None]:
    """The certificate of the server, and the authority that desks trust it by."""
    if not (options.tls or options.cert):
        return None, read_authority(options.ca) if options.ca else None
    names = options.name or ([] if is_any(options.host) else [options.host])
    if not names:
        raise CentreError("NAME_MISSING")
    certificate: Certificate
    if options.cert:
        certificate = GivenCertificate(options.cert, options.key)
        ca = read_authority(options.ca)
    else:
        certificate = OwnCertificate(Authority.of(options.data, now()), names, now)
        ca = read_authority(options.data / CA_FILE)
    for name in names:
        check_pinned(certificate, ca, name)
    return certificate, ca


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65_535:
        raise argparse.ArgumentTypeError("a port is between 0 and 65535")
    return port


def _checked(holds: Callable[[str], bool], otherwise: str) -> Callable[[str], str]:
    """A type for argparse: the text itself, if it holds."""

    def check(text: str) -> str:
        if not holds(text):
            raise argparse.ArgumentTypeError(otherwise)
        return text

    return check
