"""How announcements are put into words: how far a visit is, and why an expected person was checked."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from aigis.apps.rosters.announcement_queries import Attendance
from aigis.apps.rosters.announcements import Occasion

ATTENDANCES: dict[str, str | Promise] = {
    Attendance.EXPECTED.value: pgettext_lazy("visit", "Expected"),
    Attendance.ARRIVED.value: pgettext_lazy("visit", "Arrived"),
    Attendance.NO_SHOW.value: pgettext_lazy("visit", "Did not come"),
}
ATTENDANCE_COLOURS = {
    Attendance.EXPECTED.value: "blue",
    Attendance.ARRIVED.value: "green",
    Attendance.NO_SHOW.value: "grey",
}
OCCASIONS: dict[str, str | Promise] = {
    Occasion.ANNOUNCED.value: pgettext_lazy("reason of a check", "when announced"),
    Occasion.REGISTER_CHANGED.value: pgettext_lazy("reason of a check", "because the register changed"),
    Occasion.BAN_AFTER_APPROVAL.value: pgettext_lazy("reason of a check", "ban after the first check"),
    Occasion.ARRIVED.value: pgettext_lazy("reason of a check", "on arrival at the gate"),
}
