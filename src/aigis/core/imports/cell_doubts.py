"""What has to be confirmed of a workbook's cell or row, because people do not see what the file holds."""

from enum import StrEnum

from aigis.core.remarks import Remark


class CellDoubt(StrEnum):
    """The reasons, as the reading child names them."""

    PART_OF_DATE = "part_of_date"
    HIDDEN_ROW = "hidden_row"

    @property
    def remark(self) -> Remark:
        """The sentence about the cell or the row."""
        return _REMARKS[self]


_REMARKS = {
    CellDoubt.PART_OF_DATE: Remark(
        "The cell shows only a part of the date that it holds. Compare it with the decision or document."
    ),
    CellDoubt.HIDDEN_ROW: Remark("This row is hidden in the workbook. Confirm that it belongs to the list."),
}
