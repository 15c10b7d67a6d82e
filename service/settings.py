"""Settings are read once, from the environment, into one frozen object."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a process may be told from outside; each name is `GUANJIA_` + the field in capitals.

    `port`, `database_url` and `redis_url` have the customary names without the prefix.
    """

    env: str = "development"
    data: Path = Path("var")
    bind: str = "127.0.0.1"
    port: int = 8000
    database_url: str = ""
    redis_url: str = ""
    payment_url: str = ""
    payment_secret: str = field(default="", repr=False)
    sms_url: str = ""
    sms_secret: str = field(default="", repr=False)
    public_url: str = ""
    rate_limit: str = "1200 per 10 seconds"
    login_limit: int = 20
    reveal_limit: int = 120
    pool_size: int = 8
    lock_seconds: int = 5
    web_workers: int = 2
    relay_poll_ms: int = 100
    lease_seconds: int = 45
    queued_seconds: int = 45
    effect_attempts: int = 8
    insecure_cookies: bool = False
    failpoint: str = ""
    master_key: str = field(default="", repr=False)

    @property
    def production(self) -> bool:
        return self.env == "production"

    @property
    def master_key_file(self) -> Path:
        """What stands in for `master_key` where none is given."""
        return self.data / "master.key"

    @property
    def callback_url(self) -> str:
        return f"{self.base_url}/api/v1/callbacks/payment"

    @property
    def base_url(self) -> str:
        return self.public_url or f"http://{self.bind}:{self.port}"


PLAIN_NAMES = {"port": "PORT", "database_url": "DATABASE_URL", "redis_url": "REDIS_URL"}


def environment_name(field_name: str) -> str:
    return PLAIN_NAMES.get(field_name, f"GUANJIA_{field_name.upper()}")


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Raises ValueError that names the variable when a value cannot be read."""
    names = [name for name in Settings.__dataclass_fields__ if environment_name(name) in environ]
    return Settings(**{name: _value(name, environ[environment_name(name)]) for name in names})  # type: ignore[arg-type]


def _value(name: str, text: str) -> object:
    kind = Settings.__dataclass_fields__[name].type
    try:
        if kind is int:
            return int(text)
        if kind is bool:
            return {"1": True, "true": True, "0": False, "false": False, "": False}[text.lower()]
        return Path(text) if kind is Path else text
    except (ValueError, KeyError) as error:
        raise ValueError(f"{environment_name(name)} has no usable value: {text!r}") from error
