"""What a schema found wrong, as the house's own refusal in both languages."""

from marshmallow import ValidationError

from schemas.errors import errors_list
from service.errors import FieldError, Invalid


def invalid(error: ValidationError) -> Invalid:
    return Invalid(errors=wrong_fields(error))


def wrong_fields(error: ValidationError) -> list[FieldError]:
    both = zip(errors_list(error, "zh"), errors_list(error, "en"), strict=True)
    return [FieldError(zh["field"], zh["detail"], en["detail"]) for zh, en in both]
