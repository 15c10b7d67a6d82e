"""The workflow tables over HTTP: what states there are, who may do what, and what each move asks for."""

from flask import Response

from schemas.views.workflow import Workflow, WorkflowPage
from service.api.answers import answer, page
from service.api.area import Area
from service.api.problems import language
from service.diagrams import diagram_svg
from service.errors import NotFound
from service.queries.workflows import every_workflow, workflow_view
from workflows.catalog import CATALOG

area = Area("workflows", "Workflows: their states, moves and forms")


@area.call("GET", "/workflows", answer=WorkflowPage, listed=True)
def list_workflows() -> Response:
    """Every workflow in its newest version."""
    return page(every_workflow(), None)


@area.call("GET", "/workflows/<name>", answer=Workflow)
def show_workflow(name: str) -> Response:
    """One workflow: states, moves with their forms as JSON Schema, facts."""
    _must_exist(name)
    return answer(workflow_view(name))


@area.call("GET", "/workflows/<name>/diagram.svg", answer={"type": "string"}, answer_type="image/svg+xml")
def draw_workflow(name: str) -> Response:
    """The workflow as a picture, labelled in the language of the request."""
    _must_exist(name)
    return Response(diagram_svg(CATALOG[name].newest, language()), content_type="image/svg+xml")


def _must_exist(name: str) -> None:
    if name not in CATALOG:
        raise NotFound()
