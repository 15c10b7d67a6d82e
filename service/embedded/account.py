"""PostgreSQL refuses to run as root: under which identity it runs instead."""

import os
import pwd
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.embedded.folders import Unusable

# For itself the server is user 1000, for the file system it is still root: no folder is out of its reach.
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
# A change of credentials clears the signal that a parent's death sends, so it is set once more behind it.
NAMESPACE_DYING = (*NAMESPACE, "setpriv", "--pdeathsig", "INT", "--")
ACCOUNTS = ("postgres", "guanjia", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """`prefix` stands before the command; `uid` and `gid` are set only when privileges are dropped."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    @property
    def identity(self) -> dict[str, Any]:
        """Arguments for `subprocess`."""
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}


def choose_account(folders: Sequence[Path], *, namespaces: bool = True) -> Account:
    """`folders` are those that the account must be able to reach."""
    if os.geteuid() != 0:
        return Account()
    if namespaces and namespaces_work():
        return Account(prefix=NAMESPACE_DYING)
    return ordinary_account(folders)


def namespaces_work() -> bool:
    try:
        return subprocess.run([*NAMESPACE_DYING, "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def ordinary_account(folders: Sequence[Path]) -> Account:
    entry = next(existing_accounts(), None)
    if entry is None:
        raise Unusable(
            "PostgreSQL will not run as root, and there is no account to run it as. "
            "Make one: useradd --system guanjia"
        )
    account = Account(uid=entry.pw_uid, gid=entry.pw_gid)
    for folder in folders:
        refuse_unreachable(folder, name=entry.pw_name, account=account)
    return account


def existing_accounts() -> Iterator[pwd.struct_passwd]:
    for name in ACCOUNTS:
        with suppress(KeyError):
            yield pwd.getpwnam(name)


def account_uids() -> set[int]:
    """Those to which root may have handed a folder."""
    return {each.pw_uid for each in existing_accounts()} if os.geteuid() == 0 else set()


def refuse_unreachable(folder: Path, *, name: str, account: Account) -> None:
    reached = subprocess.run(["test", "-x", str(folder)], cwd="/", **account.identity)
    if reached.returncode != 0:
        raise Unusable(
            f"PostgreSQL will not run as root, and the account {name} cannot reach {folder}. "
            "Run as an ordinary user, move the folder, or set DATABASE_URL."
        )
