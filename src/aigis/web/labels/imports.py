"""The words of imported lists: columns, what becomes of a row, how far a list is, and what is said of cells."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from aigis.apps.register.imports.uploads import UploadState
from aigis.core.imports.ban_rows import RowState
from aigis.core.imports.columns import Column
from aigis.core.remarks import Remark
from aigis.web.labels.register import KINDS

# In the order in which they are offered; a list of bans has no use for the one that is left out, the row's own id.
COLUMNS = {
    Column.FULL_NAME.value: _("Full name"),
    Column.FAMILY_NAME.value: _("Family name"),
    Column.GIVEN_NAMES.value: _("Given names"),
    Column.ALIASES.value: _("Aliases"),
    Column.BIRTH_DATE.value: _("Date of birth"),
    Column.NATIONAL_NUMBER.value: _("National number"),
    Column.DOCUMENT.value: _("Document number"),
    Column.DOCUMENT_STATE.value: _("Issuing country of the document"),
    Column.SEX.value: _("Sex"),
    Column.NATIONALITY.value: _("Nationality"),
    Column.KIND.value: _("Kind"),
    Column.AUTHORITY.value: _("Authority"),
    Column.DECISION_DATE.value: _("Date of the decision"),
    Column.FINAL_ON.value: _("Final since"),
    Column.LEGAL_BASIS.value: _("Legal basis"),
    Column.CASE_REFERENCE.value: _("Case reference"),
    Column.FIRST_DAY.value: _("First day"),
    Column.LAST_DAY.value: _("Last day"),
}

ROW_STATES = {
    RowState.NEW.value: pgettext_lazy("row of a list", "New"),
    RowState.KNOWN.value: pgettext_lazy("row of a list", "Known"),
    RowState.CONFLICT.value: pgettext_lazy("row of a list", "Conflict"),
    RowState.REJECTED.value: pgettext_lazy("row of a list", "Rejected"),
}
ROW_COLOURS = {
    RowState.NEW.value: "green",
    RowState.KNOWN.value: "grey",
    RowState.CONFLICT.value: "orange",
    RowState.REJECTED.value: "red",
}

UPLOAD_STATES = {
    UploadState.MAPPING.value: pgettext_lazy("state of a list", "Columns to be checked"),
    UploadState.READING.value: pgettext_lazy("state of a list", "Being compared"),
    UploadState.READ.value: pgettext_lazy("state of a list", "Ready to be registered"),
    UploadState.REFUSED.value: pgettext_lazy("state of a list", "Could not be read"),
    UploadState.COMMITTING.value: pgettext_lazy("state of a list", "Being registered"),
    UploadState.COMMITTED.value: pgettext_lazy("state of a list", "Registered"),
}
UPLOAD_COLOURS = {UploadState.COMMITTED.value: "green", UploadState.REFUSED.value: "red"}

_VALUES = {**COLUMNS, **KINDS}


def translate_remark(remark: Remark) -> str:
    """A remark in the reader's language; months are words, so that nobody takes them for days."""
    return gettext(remark.template) % {name: _written(value) for name, value in remark.values.items()}


def _written(value: object) -> str:
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return str(_VALUES.get(str(value), value))
