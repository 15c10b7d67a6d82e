"""The sandbox over HTTP: the partner's side of the contract, and the knobs."""

from dataclasses import asdict
from typing import Any

from flask import Flask, Response, jsonify, render_template, request
from werkzeug.exceptions import NotFound

from service.sandbox.announcement import Announcement
from service.sandbox.messages import OtherMessage
from service.sandbox.orders import BadOrder, read_object, read_refund, read_text
from service.sandbox.partner import Partner
from service.sandbox.payments import KNOBS, OtherRefund, Payment

Reply = tuple[dict[str, Any], int]


def create_sandbox(partner: Partner) -> Flask:
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    # A page somewhere that names this machine by a host of its own must not press knobs.
    app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]
    app.register_error_handler(BadOrder, lambda error: ({"reason": str(error)}, 422))
    app.register_error_handler(OtherRefund, lambda _: ({"reason": "known with another amount or payee"}, 409))
    app.register_error_handler(OtherMessage, lambda _: ({"reason": "known with another text"}, 409))
    app.add_url_rule("/healthz", "healthz", lambda: {"status": "ok"})
    _add_partner_routes(app, partner)
    _add_sandbox_routes(app, partner)
    _add_knobs(app, partner)
    return app


def _add_partner_routes(app: Flask, partner: Partner) -> None:
    @app.post("/refunds")
    def receive_refund() -> Reply:
        order = read_refund(read_object(request.get_data()), key=request.headers.get("Idempotency-Key"))
        return _status(partner.receive_refund(**asdict(order))), 202

    @app.get("/refunds/<refund_no>")
    def ask_refund(refund_no: str) -> dict[str, Any]:
        payment = partner.payments.find(refund_no)
        if payment is None:
            raise NotFound
        return _status(payment)

    @app.post("/messages")
    def receive_message() -> Reply:
        body = read_object(request.get_data())
        message_id = read_text(body, "message_id", most=100)
        to, text = read_text(body, "to", most=30), read_text(body, "text", most=5000)
        message = partner.receive_message(message_id, to=to, text=text)
        return {"message_id": message_id, "provider_ref": message.provider_ref}, 202


def _add_sandbox_routes(app: Flask, partner: Partner) -> None:
    @app.get("/sandbox/payments")
    def list_payments() -> dict[str, Any]:
        return {"items": [_shown(payment) for payment in reversed(partner.payments.in_order())]}

    @app.get("/sandbox/messages")
    def list_messages() -> Response:
        messages = partner.messages.in_order()[::-1]
        if request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
            page = Response(render_template("messages.html", messages=messages), mimetype="text/html")
            page.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        else:
            page = jsonify(items=[asdict(message) for message in messages])
        page.headers["Vary"] = "Accept"
        return page


def _add_knobs(app: Flask, partner: Partner) -> None:
    @app.post("/sandbox/payments/<refund_no>/<knob>")
    def press(refund_no: str, knob: str) -> Reply:
        known = next((name for name in KNOBS if name == knob), None)
        return _told(partner.press(refund_no, known) if known else None)

    @app.post("/sandbox/messages/<message_id>/reply")
    def reply(message_id: str) -> Reply:
        text = read_text(read_object(request.get_data()), "text", most=5000)
        return _told(partner.reply(message_id, text=text))


def _told(announcement: Announcement | None) -> Reply:
    if announcement is None:
        raise NotFound
    return {"webhook_id": announcement.webhook_id, "type": announcement.type, **announcement.facts}, 202


def _status(payment: Payment) -> dict[str, Any]:
    names = ("refund_no", "amount_fen", "provider_ref", "status")
    return {name: getattr(payment, name) for name in names}


def _shown(payment: Payment) -> dict[str, Any]:
    return {**_status(payment), "account_last4": payment.account_last4, "received_at": payment.received_at}
