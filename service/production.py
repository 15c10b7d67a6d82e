"""What a service must not start with: each refusal names what is wrong, to be put right at once."""

from collections.abc import Iterator, Mapping

from service.passwords import password_fits
from service.settings import Settings
from service.transaction import Sql

DEMO_PASSWORD = "guanjia-demo"
DEBUGGING = ("DEBUG", "FLASK_DEBUG", "GUANJIA_DEBUG")
OFF = ("", "0", "false", "no")


class WillNotStart(RuntimeError):
    """The sentence is for the operator."""


def refuse_to_start(settings: Settings, environ: Mapping[str, str]) -> None:
    found = list(_faults(settings, environ))
    if found:
        raise WillNotStart("Guanjia does not start: " + "; ".join(found) + ".")


def refuse_demo_rows(sql: Sql) -> None:
    """A demo account is one that is named after its desk and still has the published password."""
    if not _migrated(sql):
        return
    if sql.one("SELECT by FROM clock_offset"):
        raise WillNotStart("Guanjia does not start in production with a shifted clock (table clock_offset).")
    rows = sql.all(LIKE_DEMO)
    names = [row["username"] for row in rows if password_fits(row["password_hash"], DEMO_PASSWORD)]
    if names:
        raise WillNotStart(f"Guanjia does not start in production with demo accounts: {', '.join(names)}.")


def _migrated(sql: Sql) -> bool:
    """Before the first migration there are no rows to refuse; `/readyz` says that it is missing."""
    found = sql.one(
        "SELECT to_regclass('account') IS NOT NULL AND to_regclass('clock_offset') IS NOT NULL AS yes"
    )
    return bool(found and found["yes"])


def _faults(settings: Settings, environ: Mapping[str, str]) -> Iterator[str]:
    if not settings.database_url:
        yield "DATABASE_URL is missing (`guanjia up` sets it when it brings its own server)"
    if settings.production:
        yield from _production_faults(settings, environ)


def _production_faults(settings: Settings, environ: Mapping[str, str]) -> Iterator[str]:
    for name in ("payment_secret", "sms_secret"):
        if not getattr(settings, name):
            yield f"GUANJIA_{name.upper()} is missing"
    for name in DEBUGGING:
        if environ.get(name, "").lower() not in OFF:
            yield f"{name} is on"
    if settings.insecure_cookies:
        yield "GUANJIA_INSECURE_COOKIES would send cookies without encryption"
    if not settings.master_key and not settings.master_key_file.exists():
        yield "GUANJIA_MASTER_KEY is missing (`guanjia up` makes one when it brings its own server)"
    if settings.failpoint:
        yield "GUANJIA_FAILPOINT is for tests"


LIKE_DEMO = """
SELECT username, password_hash FROM account
 WHERE disabled_at IS NULL
   AND username ~ ('^(' || (SELECT string_agg(DISTINCT desk, '|') FROM desk_holding) || ')([0-9]|-.+)?$')
 ORDER BY username LIMIT 200
"""
