"""JSON Schema of imports: the form that is sent, and what is answered."""

from schemas.words import IMPORT_KINDS, IMPORT_STATUSES
from service.api.register.shapes import FLAG, PERSON_REF, WHOLE, maybe, one_of
from service.api.shapes import ID, OFFICE, TEXT, Shape, array, moment, strict

IMPORT_FORM: Shape = {
    "type": "object",
    "properties": {
        "kind": one_of(IMPORT_KINDS),
        "office": {**TEXT, "description": "Needed by who works in several offices."},
        "mapping": {
            **TEXT,
            "description": 'JSON `{field: column}`, such as `{"room": "房号"}`; the others by their names.',
        },
        "file": {**TEXT, "format": "binary", "description": ".xlsx, .xls, .ods or .csv, at most 20 MB."},
    },
    "required": ["kind", "file"],
    "additionalProperties": False,
}
TEXTS: Shape = {"type": "object", "additionalProperties": maybe(TEXT)}
REMARK = strict(sheet=TEXT, row=WHOLE, column=TEXT, message=TEXT)
PREVIEWED = strict(row=WHOLE, valid=FLAG, values=TEXTS)
IMPORT_ROW = strict(
    id=ID,
    office=OFFICE,
    kind=one_of(IMPORT_KINDS),
    name=TEXT,
    status=one_of(IMPORT_STATUSES),
    rows=WHOLE,
    valid=WHOLE,
    done=WHOLE,
    errors=array(REMARK),
    warned={**WHOLE, "description": "Rows that may stand in the books already, or twice in the file."},
    warnings={**array(REMARK), "description": "What they are the same as; they are saved all the same."},
    preview=array(PREVIEWED),
    columns=array(TEXT),
    ignored={**array(TEXT), "description": "The columns that fill no field: nothing of them is saved."},
    mapping=maybe({"type": "object", "additionalProperties": TEXT}),
    refusal=maybe(strict(rule=TEXT, detail=TEXT)),
    created_by=PERSON_REF,
    confirmed_by=maybe(PERSON_REF),
    created_at=moment(),
    saved_at=maybe(moment()),
)
