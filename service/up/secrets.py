"""Secrets that nobody set are made once and kept beside the data, outside production only."""

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

NAMES = ("GUANJIA_SECRET", "GUANJIA_PAYMENT_SECRET", "GUANJIA_SMS_SECRET")


def kept_secrets(data: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Those of `secrets.env` (0600) that the environment does not set itself; missing ones are made."""
    path = data / "secrets.env"
    kept = read_secrets(path)
    missing = {name: new_secret() for name in NAMES if name not in kept}
    if missing:
        write_secrets(path, kept | missing)
    return {name: value for name, value in (kept | missing).items() if not environ.get(name)}


def new_secret() -> str:
    """In the form of Standard Webhooks."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def read_secrets(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    pairs = (line.partition("=") for line in path.read_text(encoding="utf-8").splitlines())
    return {name: value for name, sign, value in pairs if sign}


def write_secrets(path: Path, values: Mapping[str, str]) -> None:
    """By rename: half a secret would lock out what was signed with the whole."""
    new = path.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.writelines(f"{name}={value}\n" for name, value in values.items())
    new.replace(path)
