"""Asks about a port before anything is started, and later whether somebody answers there."""

import http.client
import socket

from service.embedded.folders import Unusable


def refuse_taken_port(bind: str, port: int, *, variable: str) -> None:
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            raise Unusable(
                f"无法使用端口 {port}（{bind}）。Port {port} on {bind} cannot be used: {error.strerror}. "
                f"Choose another: {variable}={port + 100} make run"
            ) from error


def answers_http(bind: str, port: int) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bind, bind)
    connection = http.client.HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
