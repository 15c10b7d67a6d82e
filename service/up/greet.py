"""What is printed once the pages answer: where they are and, with the demo data, who may log in."""

from collections.abc import Mapping

import psycopg

from service.settings import Settings
from service.up.run import address
from service.up.say import say, say_lines

PASSWORD = "guanjia-demo"


def greet(environ: Mapping[str, str], *, settings: Settings) -> None:
    say("已启动，地址", f"Running at {address(settings)} (API: /api/docs). Ctrl-C stops everything.")
    accounts = [] if settings.production else demo_accounts(environ["DATABASE_URL"])
    if accounts:
        say(f"演示账号（密码 {PASSWORD}）", f"Demo accounts (password {PASSWORD}):")
        say_lines("  " + " ".join(accounts))


def demo_accounts(database_url: str) -> list[str]:
    """Empty unless the demo was loaded into this database."""
    try:
        with psycopg.connect(database_url, connect_timeout=3) as connection:
            rows = connection.execute("SELECT username FROM account ORDER BY id LIMIT 40").fetchall()
    except psycopg.Error:
        return []
    names = [str(row[0]) for row in rows]
    return names if "clerk" in names else []
