"""Every column that holds sealed values: who rotates keys or looks for plain numbers goes by this list."""

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Place:
    """Columns `<column>_sealed`, `<column>_masked` and, where it is found by value, `<column>_digest`.

    `across`: equal values of all offices have equal digests, by the company's key. `of_company`: the value
    belongs to no office and is sealed under the company's key.
    """

    table: str
    column: str
    kind: str
    found: bool = True
    across: bool = False
    of_company: bool = False

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}"

    def columns(self, sealed: Any) -> dict[str, Any]:
        """What is written; None takes the value away."""
        parts = ("sealed", "digest", "masked") if self.found else ("sealed", "masked")
        return {f"{self.column}_{part}": sealed and getattr(sealed, part) for part in parts}


CUSTOMER_PHONE: Final = Place("customer", "phone", "phone")
CUSTOMER_ID: Final = Place("customer", "id_number", "id_number")
ACCOUNT_NUMBER: Final = Place("bank_account", "number", "account")
MEMBER_PHONE: Final = Place("member", "phone", "phone")
HISTORY_VALUE: Final = Place("customer_history", "old", "phone", found=False)
IMPORT_CONTENT: Final = Place("import_job", "content", "file", found=False)
PAYEE_ACCOUNT: Final = Place("payee_account", "number", "account", across=True)
INBOX_RAW: Final = Place("inbox", "raw", "callback", found=False, of_company=True)
PLACES: Final = (
    CUSTOMER_PHONE,
    CUSTOMER_ID,
    ACCOUNT_NUMBER,
    MEMBER_PHONE,
    HISTORY_VALUE,
    IMPORT_CONTENT,
    PAYEE_ACCOUNT,
    INBOX_RAW,
)
