"""Seals and opens values under the keys of the offices, and computes what equal values are found by."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import LiteralString
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from service.crypto.masks import canonical, masked
from service.crypto.master import KEY_BYTES, NONCE_BYTES, Master, NoKey
from service.crypto.places import Place
from service.db import new_id
from service.transaction import Row, Sql

VERSION = b"\x01"
HEAD = 1 + 16 + NONCE_BYTES


@dataclass(frozen=True, slots=True)
class Sealed:
    """`sealed`: version, key id, nonce, ciphertext and tag. `digest`: HMAC of the canonical value."""

    sealed: bytes
    digest: bytes
    masked: str


@dataclass(frozen=True, slots=True)
class OfficeKey:
    """One secret, two uses, parted by HKDF (RFC 5869)."""

    id: UUID
    cipher: AESGCM = field(repr=False)
    index: bytes = field(repr=False)

    def digest(self, kind: str, value: str) -> bytes:
        return hmac.digest(self.index, f"{kind}:{canonical(kind, value)}".encode(), "sha256")


@dataclass(slots=True)
class Vault:
    """The keys of the offices as this process has met them; what it does not know it reads.

    No office (None) means the company: its key seals what belongs to no office, and makes the digests by
    which equal values of different offices are equal.
    """

    source: Callable[[], Master] = field(repr=False)
    known: dict[UUID, OfficeKey] = field(default_factory=dict, repr=False)
    present: dict[UUID | None, UUID] = field(default_factory=dict, repr=False)
    _master: Master | None = field(default=None, repr=False)

    def master(self) -> Master:
        """Read when first needed: a service without personal data makes no key."""
        if self._master is None:
            self._master = self.source()
        return self._master

    def seal(self, sql: Sql, office_id: UUID | None, place: Place, row_id: UUID, value: str) -> Sealed:
        """Bound to its place and row: a ciphertext put elsewhere does not open. Inside a transaction."""
        index = self.current(sql, None) if place.across else None
        return seal_under(self.current(sql, office_id), place, row_id, value, index=index)

    def seal_whole(self, sql: Sql, office_id: UUID | None, place: Place, row_id: UUID, raw: bytes) -> bytes:
        """Of what nobody looks for and nobody is shown a part of. Inside a transaction."""
        return encrypted(self.current(sql, office_id), place, row_id, raw)

    def seal_for_write(
        self, sql: Sql, office_id: UUID, place: Place, row_id: UUID, value: str
    ) -> tuple[Sealed, tuple[UUID, UUID]]:
        """Outside a transaction, under the keys that this process met last, which may be retired by now.

        The write must lock both keys by the ids given here and fail when one of them seals no more; then
        `forget_present` and seal again.
        """
        key, index = self._present(sql, office_id), self._present(sql, None)
        return seal_under(key, place, row_id, value, index=index), (key.id, index.id)

    def forget_present(self) -> None:
        self.present.clear()

    def open(self, sql: Sql, place: Place, row_id: UUID, sealed: bytes) -> str:
        """Raises NoKey when it was altered, or belongs to another row."""
        return self.open_whole(sql, place, row_id, sealed).decode()

    def open_whole(self, sql: Sql, place: Place, row_id: UUID, sealed: bytes) -> bytes:
        """Raises NoKey when it was altered, or belongs to another row."""
        sealed = bytes(sealed)
        key = self.key(sql, UUID(bytes=sealed[1:17]))
        try:
            about = _about(sealed[:17], place, row_id)
            return key.cipher.decrypt(sealed[17:HEAD], sealed[HEAD:], about)
        except InvalidTag as error:
            raise NoKey(f"a sealed value of {place.name} was altered") from error

    def digests(self, sql: Sql, offices: Collection[UUID] | None, kind: str, value: str) -> list[bytes]:
        """Under every living key of these offices, of all where None: one of them is the row's."""
        rows = sql.all(LIVING, {"offices": None if offices is None else list(offices)})
        return [self._met(row).digest(kind, value) for row in rows]

    def key(self, sql: Sql, key_id: UUID) -> OfficeKey:
        if key_id not in self.known:
            row = sql.one(BY_ID, {"id": key_id})
            if row is None:
                raise NoKey(f"the key {key_id} of an office is gone")
            self._met(row)
        return self.known[key_id]

    def make(self, sql: Sql, office_id: UUID | None) -> None:
        """A first key, or the next one once the present is retired; somebody else's is as good."""
        key_id, secret = new_id(), secrets.token_bytes(KEY_BYTES)
        wrapped = self.master().wrap(secret, _about_key(key_id, office_id))
        sql.execute(
            MAKE, {"id": key_id, "office": office_id, "wrapped": wrapped, "master": self.master().name}
        )

    def rewrap(self, row: Row) -> bytes:
        """The same secret under the first of the master keys."""
        about = _about_key(row["id"], row["office_id"])
        return self.master().wrap(
            self.master().unwrap(bytes(row["wrapped"]), about, name=row["master"]), about
        )

    def _present(self, sql: Sql, office_id: UUID | None) -> OfficeKey:
        """As far as this process knows, which spares the question."""
        key_id = self.present.get(office_id)
        if key_id is None:
            key_id = self.present[office_id] = self.current(sql, office_id).id
        return self.known[key_id]

    def current(self, sql: Sql, office_id: UUID | None) -> OfficeKey:
        """Held to the end of the transaction: a rotation waits for whoever still seals under the old key."""
        for _ in range(3):
            row = sql.one(CURRENT, {"office": office_id})
            if row is not None:
                return self._met(row)
            self.make(sql, office_id)
        raise NoKey("an office's key was changed again and again")

    def _met(self, row: Row) -> OfficeKey:
        if row["id"] not in self.known:
            secret = self._unwrapped(row)
            self.known[row["id"]] = OfficeKey(
                row["id"], AESGCM(_derived(secret, b"seal")), _derived(secret, b"index")
            )
        return self.known[row["id"]]

    def _unwrapped(self, row: Row) -> bytes:
        """A master key that came since this process began is read before it counts as missing."""
        about = _about_key(row["id"], row["office_id"])
        wrapped, name = bytes(row["wrapped"]), row["master"]
        if name not in self.master().names:
            self._master = self.source()
        return self.master().unwrap(wrapped, about, name=name)


def seal_under(
    key: OfficeKey, place: Place, row_id: UUID | str, value: str, *, index: OfficeKey | None = None
) -> Sealed:
    """Under a key that the transaction at hand has taken, for who seals many: each would else ask for it.

    `index` makes the digest where it is not the same key.
    """
    text = encrypted(key, place, row_id, value.encode())
    return Sealed(text, (index or key).digest(place.kind, value), masked(place.kind, value))


def vault() -> Vault:
    """The running application's."""
    found: Vault = current_app.extensions["vault"]
    return found


def _derived(secret: bytes, use: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"guanjia " + use).derive(secret)


def encrypted(key: OfficeKey, place: Place, row_id: UUID | str, value: bytes) -> bytes:
    """Under a key that the transaction at hand has taken."""
    head = VERSION + key.id.bytes
    nonce = os.urandom(NONCE_BYTES)
    return head + nonce + key.cipher.encrypt(nonce, value, _about(head, place, row_id))


def _about(head: bytes, place: Place, row_id: UUID | str) -> bytes:
    return head + f"{place.name}:{row_id}".encode()


def _about_key(key_id: UUID, office_id: UUID | None) -> bytes:
    return hashlib.sha256(key_id.bytes + (office_id.bytes if office_id else b"company")).digest()


CURRENT: LiteralString = """
SELECT id, office_id, wrapped, master FROM office_key
 WHERE office_id IS NOT DISTINCT FROM %(office)s::uuid AND retired_at IS NULL FOR SHARE
"""
MAKE: LiteralString = """
INSERT INTO office_key (id, office_id, wrapped, master)
VALUES (%(id)s, %(office)s, %(wrapped)s, %(master)s) ON CONFLICT DO NOTHING
"""
BY_ID: LiteralString = "SELECT id, office_id, wrapped, master FROM office_key WHERE id = %(id)s"
LIVING: LiteralString = """
SELECT id, office_id, wrapped, master FROM office_key
 WHERE office_id IS NOT NULL AND (%(offices)s::uuid[] IS NULL OR office_id = ANY(%(offices)s::uuid[]))
"""
