"""Every refusal leaves the house as one problem document (RFC 9457), in the client's language."""

from typing import Any

import orjson
from flask import Response, g
from werkzeug.exceptions import HTTPException

from service.api.phrases import phrase
from service.errors import Problem
from service.i18n import CONTENT_LANGUAGE, Language

PROBLEM_TYPE = "application/problem+json"

TITLES: dict[str, dict[Language, str]] = {
    "bad_request": {"zh": "请求无法解析", "en": "Bad request"},
    "unauthenticated": {"zh": "未登录", "en": "Not authenticated"},
    "not_you": {"zh": "无权操作", "en": "Not you"},
    "not_found": {"zh": "没有找到", "en": "Not found"},
    "method_not_allowed": {"zh": "方法不允许", "en": "Method not allowed"},
    "not_now": {"zh": "当前状态不允许", "en": "Not now"},
    "duplicate": {"zh": "重复", "en": "Duplicate"},
    "in_use": {"zh": "正在使用", "en": "In use"},
    "in_progress": {"zh": "正在处理", "en": "In progress"},
    "stale": {"zh": "版本已过期", "en": "Stale version"},
    "too_large": {"zh": "内容过大", "en": "Too large"},
    "unsupported_media_type": {"zh": "内容类型不支持", "en": "Unsupported media type"},
    "invalid": {"zh": "字段不正确", "en": "Invalid"},
    "not_so": {"zh": "条件不满足", "en": "Condition not met"},
    "key_reused": {"zh": "幂等键已被使用", "en": "Key reused"},
    "measure_prohibited": {"zh": "措施被禁止", "en": "Measure prohibited"},
    "version_required": {"zh": "缺少版本", "en": "Version required"},
    "too_many": {"zh": "请求过多", "en": "Too many requests"},
    "unavailable": {"zh": "暂时不可用", "en": "Unavailable"},
    "internal": {"zh": "服务出错", "en": "Internal error"},
}

CODES = tuple(TITLES)

CODES_OF_STATUS = {
    400: "bad_request",
    401: "unauthenticated",
    403: "not_you",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    414: "too_large",
    415: "unsupported_media_type",
    429: "too_many",
    431: "too_large",
    503: "unavailable",
}

SENTENCES_OF_STATUS: dict[int, dict[Language, str]] = {
    404: {"zh": "没有这个地址。", "en": "There is nothing at this address."},
    405: {
        "zh": "这个地址不接受该方法，可用的方法见 Allow。",
        "en": "This address does not take this method; see Allow.",
    },
    413: {"zh": "内容过大。", "en": "The content is too large."},
    500: {"zh": "服务出错，请稍后再试。", "en": "Something went wrong here; please try again later."},
}


def problem_response(problem: Problem) -> Response:
    extra = {name: in_language(value) for name, value in problem.extra.items()}
    detail = problem.sentences[language()]
    return _document(problem.status, problem.code, detail, extra=extra, headers=problem.headers)


def http_response(error: HTTPException) -> Response:
    """What Flask and werkzeug refuse by themselves: unknown address, wrong method, too large."""
    status = error.code or 500
    code = CODES_OF_STATUS.get(status, "bad_request" if status < 500 else "internal")
    sentence = SENTENCES_OF_STATUS.get(status) or TITLES[code]
    kept = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return _document(status, code, sentence[language()], headers=kept)


def problem_body(problem: Problem) -> dict[str, Any]:
    """The document itself, for answers that carry several, such as a batch."""
    extra = {name: in_language(value) for name, value in problem.extra.items()}
    return _members(problem.status, problem.code, problem.sentences[language()]) | extra


def in_language(value: Any) -> Any:
    """`{field, sentences}` and `{rule, sentences}` become `{field, detail}` and `{rule, detail}`."""
    if isinstance(value, list | tuple):
        return [in_language(each) for each in value]
    sentences = getattr(value, "sentences", None)
    if sentences is None:
        return value
    key = "field" if hasattr(value, "field") else "rule"
    return {key: getattr(value, key), "detail": sentences[language()]}


def language() -> Language:
    found: Language = g.get("language", "zh")
    return found


def _document(status: int, code: str, detail: str, *, extra: Any = None, headers: Any = None) -> Response:
    members = _members(status, code, detail) | (extra or {})
    if "request_id" in g:
        members["request_id"] = g.request_id
    answer = Response(orjson.dumps(members, default=str), status=status, content_type=PROBLEM_TYPE)
    answer.headers.update(headers or {})
    answer.headers["Content-Language"] = CONTENT_LANGUAGE[language()]
    answer.headers["Vary"] = "Accept-Language"
    return answer


def _members(status: int, code: str, detail: str) -> dict[str, Any]:
    title = TITLES.get(code, {}).get(language()) or phrase(status)
    return {"type": f"/api/docs#{code}", "title": title, "status": status, "detail": detail, "code": code}
