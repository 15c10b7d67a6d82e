"""Every area of the interface, in the order of its description: the one list a new area is added to."""

from service.api import people, tokens

AREAS = (tokens.area, people.area)
