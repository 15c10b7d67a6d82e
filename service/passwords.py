"""Passwords as Argon2id hashes, with one price for everybody: an unknown account costs the same time."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# The hash of a word nobody has: verified against when there is no account.
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$GN5D4LLksVQw55LM7J5cXg$yEW42GiQQ0QYBKYgeXITm8BP2jkEUONapNhkrnImX4I"


def hash_password(password: str) -> str:
    return HASHER.hash(password)


def password_fits(stored: str | None, password: str) -> bool:
    """False for a wrong password and, after the same work, for no account at all."""
    try:
        return HASHER.verify(stored or NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
