"""Refusals that a client sees: each knows its status and code, and speaks Chinese and English."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar


class Problem(Exception):
    """A refusal with a sentence for a person; `extra` becomes members of the problem document."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    zh: ClassVar[str] = "服务出错，请稍后再试。"
    en: ClassVar[str] = "Something went wrong here; please try again later."

    def __init__(
        self, zh: str = "", en: str = "", *, headers: Mapping[str, str] | None = None, **extra: Any
    ) -> None:
        super().__init__(self.code)
        self.sentences = {"zh": zh or self.zh, "en": en or self.en}
        self.headers = dict(headers or {})
        self.extra = extra


class BadRequest(Problem):
    status, code = 400, "bad_request"
    zh, en = "请求无法解析。", "The request cannot be parsed."


class Unauthenticated(Problem):
    status, code = 401, "unauthenticated"
    zh, en = "请先登录：令牌缺失或已失效。", "Please log in: the token is missing or no longer valid."


class NotYou(Problem):
    status, code = 403, "not_you"
    zh, en = "您无权对此工单执行该操作。", "You may not do this."


class NotFound(Problem):
    status, code = 404, "not_found"
    zh, en = "没有找到，或您无权查看。", "Not found, or not visible to you."


class NotNow(Problem):
    status, code = 409, "not_now"
    zh, en = "当前状态不允许该操作。", "The present state does not allow this."


class Duplicate(Problem):
    status, code = 409, "duplicate"
    zh, en = "已存在相同的记录。", "There is already such a record."


class InUse(Problem):
    status, code = 409, "in_use"
    zh, en = "该记录已被使用，不能删除。", "This record is in use and cannot be deleted."


class InProgress(Problem):
    status, code = 409, "in_progress"
    zh, en = "相同的请求仍在处理中。", "The same request is still running."


class Stale(Problem):
    status, code = 412, "stale"
    zh = "内容已被他人更新，请查看变化后再试。"
    en = "Somebody was faster: look at what changed and try again."


class TooLarge(Problem):
    status, code = 413, "too_large"
    zh, en = "内容过大。", "The content is too large."


class UnsupportedMediaType(Problem):
    status, code = 415, "unsupported_media_type"
    zh, en = "不支持的内容类型。", "This content type is not supported."


class Invalid(Problem):
    """`errors` is a list of `{field, detail}`."""

    status, code = 422, "invalid"
    zh, en = "有字段填写不正确。", "A field is wrong."


class NotSo(Problem):
    """A guard said no; `rule` names the first, `rules` lists all that failed."""

    status, code = 422, "not_so"
    zh, en = "条件不满足。", "A condition is not met."


class KeyReused(Problem):
    status, code = 422, "key_reused"
    zh, en = "同一幂等键已用于不同的内容。", "This idempotency key was used with another body."


class MeasureProhibited(Problem):
    """Civil Code article 944(3): supplies may not be cut to press for property fees."""

    status, code = 422, "measure_prohibited"
    zh = "民法典第九百四十四条：物业服务人不得采取停止供电、供水、供热、供燃气等方式催交物业费。"
    en = "Civil Code article 944 (民法典第九百四十四条): supplies may not be cut to press for property fees."


class VersionRequired(Problem):
    status, code = 428, "version_required"
    zh, en = "请用 If-Match 给出您所见的版本。", "Name the version you saw in If-Match, exactly one."


class TooMany(Problem):
    status, code = 429, "too_many"
    zh, en = "请求过于频繁，请稍后再试。", "Too many requests; please wait a little."


class Unavailable(Problem):
    status, code = 503, "unavailable"
    zh, en = "服务暂时不可用，请稍后再试。", "The service is not available right now; please try again."


def invalid_field(field: str, zh: str, en: str) -> Invalid:
    return Invalid(errors=[FieldError(field, zh, en)])


@contextmanager
def within(path: str, *, instead: str = "") -> Iterator[None]:
    """Fields that are wrong inside belong to the part of the body at `path`; `instead` is all of it."""
    try:
        yield
    except Invalid as error:
        told = [each.at(_below(path, each.field, instead)) for each in error.extra["errors"]]
        raise Invalid(errors=told) from error


def _below(path: str, field: str, instead: str) -> str:
    return path if field == instead else f"{path}.{field}"


class FieldError:
    """One wrong field, in both languages until the answer is rendered."""

    __slots__ = ("field", "sentences")

    def __init__(self, field: str, zh: str, en: str) -> None:
        self.field = field
        self.sentences = {"zh": zh, "en": en}

    def at(self, field: str) -> "FieldError":
        return FieldError(field, self.sentences["zh"], self.sentences["en"])


def not_so(rule: str, zh: str, en: str, *, more: Sequence[tuple[str, str, str]] = ()) -> NotSo:
    rules = [RuleError(rule, zh, en), *(RuleError(*each) for each in more)]
    return NotSo(zh, en, rule=rule, rules=rules)


class RuleError:
    """One failed rule, in both languages until the answer is rendered."""

    __slots__ = ("rule", "sentences")

    def __init__(self, rule: str, zh: str, en: str) -> None:
        self.rule = rule
        self.sentences = {"zh": zh, "en": en}
