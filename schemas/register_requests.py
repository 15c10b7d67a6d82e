"""Bodies that make the rows which the workflows need first: people, rooms, customers, money."""

from __future__ import annotations

from schemas.base import Base
from schemas.fields import (
    Choice,
    Code,
    Fen,
    Id,
    IdNumber,
    Month,
    Name,
    Phone,
    Ref,
    Secret,
    Text,
    Username,
    UserRef,
    WholeNumber,
)
from schemas.many import Inside, Listed
from schemas.rules import AtLeastOne, NoneTwice
from schemas.times import LocalDate
from schemas.words import CUSTOMER_KINDS, DEPOSIT_KINDS, DESKS, METHODS

PASSWORD_AT_LEAST = 8


class DeskHeld(Base):
    desk = Choice(DESKS, required=True)
    office = Ref(required=True)


class NewUser(Base):
    """`person` names the person who already has another account; without it a person is made."""

    username = Username(required=True)
    name = Name(100, required=True)
    password = Secret(200, least=PASSWORD_AT_LEAST, required=True)
    person = Id()
    desks = Listed(Inside(DeskHeld), most=50, load_default=list)


class UserDesks(Base):
    desks = Listed(Inside(DeskHeld), most=50, required=True)


class Superior(Base):
    """An account name or id; null: nobody stands above."""

    superior = UserRef(required=True, allow_none=True)


class SkillHeld(Base):
    """`expires_on` is the last day on which the certificate counts."""

    skill = Name(60, required=True)
    expires_on = LocalDate()


class UserSkills(Base):
    skills = Listed(Inside(SkillHeld), most=100, required=True)
    conditions = (NoneTwice("skills", "skill"),)


class NewRoom(Base):
    """Areas in hundredths of a square metre: 89.50 m² is 8950. Which of them must be there, a tariff says."""

    office = Ref(required=True)
    building = Ref(required=True)
    code = Code(60, required=True)
    floor = WholeNumber(-20, 200, required=True)
    gross_area = WholeNumber(1, 10_000_000)
    usable_area = WholeNumber(1, 10_000_000)


class CustomerMore(Base):
    """What a profile may hold beside the fields that must be there; null takes a value away."""

    phone = Phone(allow_none=True)
    id_number = IdNumber(allow_none=True)
    address = Name(200, allow_none=True)
    fax = Phone(allow_none=True)
    email = Name(200, allow_none=True)
    industry = Name(60, allow_none=True)
    company = Name(100, allow_none=True)
    job_title = Name(60, allow_none=True)
    preference = Text(2000, allow_none=True)
    spending_power = Name(60, allow_none=True)


class NewCustomer(CustomerMore):
    """`room` is where the customer is entered from: its code is the customer's, unless one is given."""

    office = Ref(required=True)
    code = Code(60)
    room = Ref()
    name = Name(100, required=True)
    kind = Choice(CUSTOMER_KINDS, load_default="owner")
    conditions = (AtLeastOne(("code", "room")),)


class _OfCustomer(Base):
    """`office` is needed only where a code alone names rows of two offices."""

    office = Ref()
    customer = Ref(required=True)
    amount_fen = Fen(minimum=1, required=True)


class NewDeposit(_OfCustomer):
    room = Ref()
    kind = Choice(DEPOSIT_KINDS, required=True)


class NewCharge(_OfCustomer):
    room = Ref()
    item = Name(100, required=True)
    period = Month()
    due_on = LocalDate(required=True)


class NewPayment(_OfCustomer):
    """`charges` names what is paid; without it the law's order decides."""

    method = Choice(METHODS, required=True)
    charges = Listed(Id(), least=1)
    payment_no = Name(100)


class NewPrepayment(_OfCustomer):
    method = Choice(METHODS, load_default="cash")
