"""The most that can flow through a net of whole capacities: who can be given which seat, all at once."""

from collections import deque
from collections.abc import Hashable

Node = Hashable
UNBOUNDED = 1 << 30


class Net:
    """Edges are added as long as one likes, also after a flow: what flows already keeps flowing."""

    def __init__(self) -> None:
        self._left: dict[Node, dict[Node, int]] = {}

    def add(self, tail: Node, head: Node, capacity: int) -> None:
        self._left.setdefault(tail, {}).setdefault(head, 0)
        self._left.setdefault(head, {}).setdefault(tail, 0)
        self._left[tail][head] += capacity

    def left(self, tail: Node, head: Node) -> int:
        return self._left.get(tail, {}).get(head, 0)

    def push(self, source: Node, sink: Node) -> int:
        """How much more flows, shortest ways first, until nothing does."""
        pushed = 0
        while path := self._path(source, sink):
            steps = list(zip(path, path[1:], strict=False))
            amount = min(self._left[tail][head] for tail, head in steps)
            for tail, head in steps:
                self._left[tail][head] -= amount
                self._left[head][tail] += amount
            pushed += amount
        return pushed

    def within_reach(self, source: Node) -> frozenset[Node]:
        """Where more would still flow to: this side of the narrowest place."""
        return frozenset(self._search(source))

    def leads(self, source: Node, sink: Node) -> bool:
        return sink in self._search(source, sink)

    def copy(self) -> "Net":
        """With what flows in it; the original flows on undisturbed."""
        twin = Net()
        twin._left = {tail: dict(heads) for tail, heads in self._left.items()}
        return twin

    def _path(self, source: Node, sink: Node) -> list[Node]:
        came = self._search(source, sink)
        if sink not in came:
            return []
        path = [sink]
        while path[-1] != source:
            path.append(came[path[-1]])
        return path[::-1]

    def _search(self, source: Node, sink: Node = None) -> dict[Node, Node]:
        came, front = {source: source}, deque([source])
        while front and sink not in came:
            here = front.popleft()
            for there, left in self._left.get(here, {}).items():
                if left > 0 and there not in came:
                    came[there] = here
                    front.append(there)
        return came
