"""What the sandbox is told from outside: the house's settings, and three variables of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from service.settings import Settings

MODES = ("auto", "manual")


@dataclass(frozen=True, slots=True)
class Options:
    """`auto` decides after `delay` seconds unless a knob came first; `manual` waits for the knob."""

    folder: Path
    port: int
    payment_secret: str = field(repr=False)
    sms_secret: str = field(repr=False)
    sms_callback_url: str
    mode: str = "auto"
    delay: float = 2.0


def read_options(environ: Mapping[str, str], settings: Settings) -> Options:
    """Raises ValueError with a sentence for the operator."""
    if settings.production:
        raise ValueError("there is no sandbox in production: set GUANJIA_PAYMENT_URL and GUANJIA_SMS_URL")
    _refuse_missing_secrets(settings)
    mode = environ.get("GUANJIA_SANDBOX_MODE", "auto")
    if mode not in MODES:
        raise ValueError(f"GUANJIA_SANDBOX_MODE is {mode!r}; it can be {' or '.join(MODES)}")
    return Options(
        folder=settings.data / "sandbox",
        port=int(_number(environ, "GUANJIA_SANDBOX_PORT", settings.port + 1)),
        payment_secret=settings.payment_secret,
        sms_secret=settings.sms_secret,
        sms_callback_url=f"{settings.base_url}/api/v1/callbacks/sms",
        mode=mode,
        delay=_number(environ, "GUANJIA_SANDBOX_DELAY", 2.0),
    )


def _refuse_missing_secrets(settings: Settings) -> None:
    secrets = {"GUANJIA_PAYMENT_SECRET": settings.payment_secret, "GUANJIA_SMS_SECRET": settings.sms_secret}
    missing = [name for name, secret in secrets.items() if not secret]
    if missing:
        raise ValueError(f"not set: {', '.join(missing)}; without them no callback can be signed")


def _number(environ: Mapping[str, str], name: str, default: float) -> float:
    text = environ.get(name, "")
    try:
        number = float(text) if text else default
    except ValueError as error:
        raise ValueError(f"{name} is no number: {text!r}") from error
    if not 0 <= number <= 86_400:
        raise ValueError(f"{name} is out of range: {text!r}")
    return number
