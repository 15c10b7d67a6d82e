"""Pictures of workflows: one SVG for a table and a language, a ticket's way through it in another colour."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from threading import Lock
from typing import Any

from pygraphviz import AGraph

from workflows.catalog import workflow as workflow_of
from workflows.engine import Workflow
from workflows.terms import STAY, State
from workflows.words import title

INK, PAPER, QUIET, WAY, WAY_PAPER = "#212529", "#ffffff", "#adb5bd", "#0d6efd", "#cfe2ff"
FONT = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
START = "·"
_ONE_AT_A_TIME = Lock()


def diagram_svg(workflow: Workflow, lang: str, path: Sequence[str] = ()) -> str:
    """The picture of a table in zh or en; `path` are the states that a ticket has been in, in order."""
    return _drawn(workflow.name, workflow.version, "en" if lang == "en" else "zh", tuple(path))


@lru_cache(maxsize=256)
def _drawn(name: str, version: int, lang: str, path: tuple[str, ...]) -> str:
    """Most tickets have gone one of few ways. Graphviz keeps its state in globals: one picture at a time."""
    with _ONE_AT_A_TIME:
        return _picture(workflow_of(name, version), lang, path)


def _picture(table: Workflow, lang: str, path: tuple[str, ...]) -> str:
    graph = AGraph(directed=True, strict=False, name=table.name, rankdir="TB", nodesep="0.35", ranksep="0.45")
    graph.graph_attr.update(label=_caption(table, lang), labelloc="t", fontname=FONT, fontsize="13")
    graph.node_attr.update(shape="box", style="rounded,filled", fontname=FONT, fontsize="11", color=INK)
    graph.edge_attr.update(fontname=FONT, fontsize="9", color=QUIET, fontcolor=INK, arrowsize="0.7")
    _add_states(graph, table, lang, set(path))
    _add_moves(graph, table, lang, {*pairwise((START, *path))})
    svg: bytes = graph.draw(format="svg", prog="dot")
    return _without_prologue(svg.decode())


def _caption(table: Workflow, lang: str) -> str:
    """The table's name, and what may happen in every open state without leaving it."""
    everywhere = [_title(table, each, lang) for each in _everywhere(table)]
    name = table.en if lang == "en" else table.zh
    return f"{name} v{table.version}" + (f"\n↻ {', '.join(everywhere)}" if everywhere else "")


def _everywhere(table: Workflow) -> list[str]:
    waiting = [state.name for state in table.states if not state.is_end]
    stays = {(row.source, row.trigger) for row in table.rows if row.dest == STAY}
    triggers = dict.fromkeys(row.trigger for row in table.rows if row.dest == STAY)
    return [each for each in triggers if all((state, each) in stays for state in waiting)]


def _title(table: Workflow, trigger: str, lang: str) -> str:
    return title(table.name, trigger)[1 if lang == "en" else 0]


def _add_states(graph: Any, table: Workflow, lang: str, visited: set[str]) -> None:
    graph.add_node(
        START, shape="circle", label="", width="0.15", fillcolor=INK, tooltip=table.opening.trigger
    )
    for state in table.states:
        been = state.name in visited
        graph.add_node(
            state.name,
            label=_state_label(table, state, lang),
            tooltip=state.name,
            id=f"state-{state.name}",
            fillcolor=WAY_PAPER if been else PAPER,
            color=WAY if been else INK,
            penwidth="2" if been else "1",
            peripheries="2" if state.is_end else "1",
        )


def _state_label(table: Workflow, state: State, lang: str) -> str:
    """The state's name, and what may happen in it alone without leaving it."""
    common = _everywhere(table)
    stays = [row.trigger for row in table.rows if row.source == state.name and row.dest == STAY]
    own = [_title(table, each, lang) for each in dict.fromkeys(stays) if each not in common]
    name = state.en if lang == "en" else state.zh
    return name + (f"\n↻ {', '.join(own)}" if own else "")


def _add_moves(graph: Any, table: Workflow, lang: str, way: set[tuple[str, str]]) -> None:
    """One arrow for a pair of states, with every trigger that leads along it."""
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    arrows[START, table.first.name].append(_title(table, table.opening.trigger, lang))
    for row in table.rows:
        if row.dest != STAY:
            arrows[row.source, row.dest].append(_title(table, row.trigger, lang))
    for (source, dest), triggers in arrows.items():
        gone = (source, dest) in way
        graph.add_edge(
            source,
            dest,
            label="\n".join(dict.fromkeys(triggers)),
            color=WAY if gone else QUIET,
            penwidth="2" if gone else "1",
        )


def _without_prologue(svg: str) -> str:
    """Only the element, so that a page can hold it as it stands."""
    return svg[svg.index("<svg") :]
