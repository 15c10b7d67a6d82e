"""The front door: until the pages are built it leads to the description of the interface."""

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

landing = Blueprint("landing", __name__)


@landing.get("/")
def front_door() -> Response:
    return redirect("/api/docs", 302)
