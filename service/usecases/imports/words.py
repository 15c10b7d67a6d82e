"""What an import says of a file or a row, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    zh: str
    en: str


class Unusable(Exception):
    """The file, the mapping or the account cannot be used at all."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.sentence = Sentence(zh, en)


class Unfit(Exception):
    """One value of one row fits none of what the mapping says of its column."""

    def __init__(self, field: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.field, self.sentence = field, Sentence(zh, en)
