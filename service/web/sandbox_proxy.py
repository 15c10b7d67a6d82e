"""In development the sandbox answers on the web's own port too, for whoever tries the service by hand."""

from http.client import HTTPConnection, HTTPException
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, abort, request

from service.errors import Unavailable
from service.settings import Settings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SECONDS = 10
LARGEST_ANSWER = 8_000_000
PASSED_ON = ("Accept", "Content-Type")
PASSED_BACK = ("Content-Type", "Content-Security-Policy", "Vary", "Allow")


def sandbox_proxy(settings: Settings) -> Blueprint | None:
    """None in production, and where the payment gateway is not a process of this machine."""
    address = urlsplit(settings.payment_url)
    if settings.production or address.scheme != "http" or address.hostname not in LOOPBACK:
        return None
    host, port = address.hostname, address.port or 80
    proxy = Blueprint("sandbox_proxy", __name__)

    @proxy.route("/sandbox/<path:rest>", methods=["GET", "POST"])
    def pass_on(rest: str) -> Response:
        if not _is_local(request.host) or {".", ".."} & set(rest.split("/")):
            abort(404)
        return _exchanged(HTTPConnection(host, port, timeout=SECONDS), f"/sandbox/{quote(rest)}")

    return proxy


def _is_local(host: str) -> bool:
    """As the sandbox itself: a page that names this machine by a host of its own presses no knob."""
    return urlsplit(f"//{host}").hostname in LOOPBACK


def _exchanged(connection: HTTPConnection, target: str) -> Response:
    passed = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
    try:
        connection.request(request.method, target, body=request.get_data() or None, headers=passed)
        answer = connection.getresponse()
        response = Response(answer.read(LARGEST_ANSWER), status=answer.status)
    except (OSError, HTTPException) as error:
        raise Unavailable() from error
    finally:
        connection.close()
    response.headers.pop("Content-Type", None)
    response.headers.update({name: answer.headers[name] for name in PASSED_BACK if name in answer.headers})
    return response
