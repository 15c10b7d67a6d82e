"""The words for a status as RFC 9110 has them: Python took them over only in 3.13."""

from http import HTTPStatus

RENAMED = {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}


def phrase(status: int) -> str:
    return RENAMED.get(status) or HTTPStatus(status).phrase
