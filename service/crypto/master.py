"""The master keys: they wrap the keys of offices and mark bodies; they never touch the data themselves."""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.settings import Settings

KEY_BYTES, NONCE_BYTES = 32, 12
MARKS = b"guanjia marks"


class NoKey(RuntimeError):
    """A key is missing or does not fit; the sentence is for the operator and holds no part of a key."""


@dataclass(frozen=True, slots=True)
class Master:
    """The first key wraps; all of them unwrap, so that a new one can be put before the old."""

    keys: tuple[bytes, ...]

    @classmethod
    def read(cls, text: str) -> Self:
        """From base64 keys of 32 bytes, parted by commas. Raises NoKey."""
        try:
            keys = tuple(base64.b64decode(each.strip(), validate=True) for each in text.split(","))
        except binascii.Error as error:
            raise NoKey("GUANJIA_MASTER_KEY is not base64") from error
        if any(len(key) != KEY_BYTES for key in keys):
            raise NoKey("GUANJIA_MASTER_KEY must hold keys of 32 bytes each")
        return cls(keys)

    @property
    def name(self) -> str:
        """By which a wrapped key says who wrapped it."""
        return _name(self.keys[0])

    @property
    def names(self) -> frozenset[str]:
        return frozenset(_name(key) for key in self.keys)

    def marks(self, said: bytes) -> tuple[bytes, ...]:
        """By which the same words are known again, under each key: without one nobody can try words out."""
        return tuple(hmac.digest(hmac.digest(key, MARKS, "sha256"), said, "sha256") for key in self.keys)

    def wrap(self, secret: bytes, about: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self.keys[0]).encrypt(nonce, secret, about)

    def unwrap(self, wrapped: bytes, about: bytes, *, name: str) -> bytes:
        """Raises NoKey when none of the keys wrapped it."""
        for key in self.keys:
            if _name(key) == name:
                try:
                    return AESGCM(key).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], about)
                except InvalidTag as error:
                    raise NoKey("a key of an office was altered in the database") from error
        raise NoKey(f"the master key {name} that the data were sealed under is not among those given")


def master_of(settings: Settings) -> Master:
    """From the setting, else from the file beside the data, which is made where there is none."""
    text = settings.master_key or kept_master_key(settings.master_key_file)
    return Master.read(text)


def kept_master_key(path: Path) -> str:
    """Made once, 0600. By link: of two who come first at once both read the same key."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(f".{secrets.token_hex(4)}")
        write_key_file(new, new_master_key())
        try:
            os.link(new, path)
        except FileExistsError:
            pass
        finally:
            new.unlink()
    return path.read_text(encoding="ascii").strip()


def put_new_master_before(path: Path) -> None:
    """The old keys stay behind it: other processes may still wrap by one until they are started again."""
    text = f"{new_master_key()},{kept_master_key(path)}"
    new = path.with_suffix(f".{secrets.token_hex(4)}")
    write_key_file(new, text)
    new.replace(path)


def write_key_file(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{text}\n")
        file.flush()
        os.fsync(file.fileno())


def new_master_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _name(key: bytes) -> str:
    return hashlib.sha256(b"guanjia master key" + key).hexdigest()[:16]
