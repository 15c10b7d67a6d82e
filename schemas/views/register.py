"""Rows of the register and of money as we answer them."""

from __future__ import annotations

from schemas.fields import Choice, Fen, Flag, Id, Month, WholeNumber
from schemas.many import Inside, Listed
from schemas.times import LocalDate, Moment
from schemas.views.base import OpenView, Said, View, nullable, page_of
from schemas.views.people import OfficeRef, Person
from schemas.views.ticket import CustomerRef, RoomRef
from schemas.words import CUSTOMER_KINDS, DEPOSIT_KINDS, DEPOSIT_STATUSES, METHODS


class Office(OpenView):
    id = Id()
    code = Said()
    name = Said()


class Room(OpenView):
    id = Id()
    office = Inside(OfficeRef)
    code = Said()
    floor = WholeNumber(-20, 200)


class Customer(OpenView):
    id = Id()
    office = Inside(OfficeRef)
    code = Said()
    name = Said()
    kind = Choice(CUSTOMER_KINDS)


class Deposit(View):
    id = Id()
    office = Inside(OfficeRef)
    room = nullable(RoomRef)
    customer = Inside(CustomerRef)
    kind = Choice(DEPOSIT_KINDS)
    amount_fen = Fen()
    balance_fen = Fen()
    frozen = Flag()
    status = Choice(DEPOSIT_STATUSES)
    received_by = Inside(Person)
    received_at = Moment()


class Charge(OpenView):
    id = Id()
    customer = Inside(CustomerRef)
    room = nullable(RoomRef)
    item = Said()
    period = Month(allow_none=True)
    amount_fen = Fen()
    balance_fen = Fen()
    due_on = LocalDate()


class Allocation(OpenView):
    amount_fen = Fen()


class Payment(OpenView):
    id = Id()
    customer = nullable(CustomerRef)
    amount_fen = Fen()
    method = Choice(METHODS)
    allocations = Listed(Inside(Allocation), most=10_000)


class Prepayment(OpenView):
    id = Id()
    customer = Inside(CustomerRef)
    amount_fen = Fen()
    balance_fen = Fen()


OfficePage = page_of(Office)
RoomPage = page_of(Room)
CustomerPage = page_of(Customer)
DepositPage = page_of(Deposit)
ChargePage = page_of(Charge)
PaymentPage = page_of(Payment)
PrepaymentPage = page_of(Prepayment)
