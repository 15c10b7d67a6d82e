"""People: four eyes are compared by person, never by account."""

from sqlalchemy.orm import Mapped

from service.db import Base
from service.models.columns import Born, Id, Words


class Person(Base):
    """One human being, who may hold accounts and be a customer at the same time."""

    __tablename__ = "person"

    id: Mapped[Id]
    name: Mapped[Words]
    created_at: Mapped[Born]
