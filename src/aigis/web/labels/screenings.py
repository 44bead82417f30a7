"""How far a screened list is, in words."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from aigis.apps.rosters.models import ListScreening

JOB_STATES: dict[str, str | Promise] = {
    ListScreening.State.WAITING.value: pgettext_lazy("state of a job", "Waiting"),
    ListScreening.State.RUNNING.value: pgettext_lazy("state of a job", "Running"),
    ListScreening.State.PAUSED.value: pgettext_lazy("state of a job", "Paused"),
    ListScreening.State.DONE.value: pgettext_lazy("state of a job", "Done"),
    ListScreening.State.CANCELLED.value: pgettext_lazy("state of a job", "Cancelled"),
    ListScreening.State.FAILED.value: pgettext_lazy("state of a job", "Failed"),
}
JOB_COLOURS = {
    ListScreening.State.DONE.value: "green",
    ListScreening.State.PAUSED.value: "yellow",
    ListScreening.State.CANCELLED.value: "grey",
    ListScreening.State.FAILED.value: "red",
}
