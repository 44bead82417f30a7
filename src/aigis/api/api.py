"""The API: its routers, its lock, its answers to errors."""

from aigis.api import (
    alerts,
    announcements,
    ban_changes,
    bans,
    checks,
    imported_lists,
    lookups,
    own_client,
    proposals,
    register_feed,
    reminders,
    roster_entries,
    rosters,
    screenings,
    subjects,
)
from aigis.api.authentication import BearerKey, install
from aigis.api.description import DescribedAPI
from aigis.api.query_parameters import refuse_unknown_parameters
from aigis.api.strict_json import StrictParser

api = DescribedAPI(
    title="Aigis",
    version="1",
    description="The register of port bans and the access check. Any answer without a verdict is *no answer*.",
    urls_namespace="api",
    auth=BearerKey(),
    parser=StrictParser(),
)
install(api)
api.add_decorator(refuse_unknown_parameters)
api.add_router("/checks", checks.router)
api.add_router("/bans", register_feed.router)
api.add_router("/bans", bans.router)
api.add_router("/bans", ban_changes.router)
api.add_router("/proposals", proposals.router)
api.add_router("/subjects", subjects.router)
api.add_router("/detentions", subjects.detentions_router)
api.add_router("/lists", imported_lists.router)
api.add_router("/subscriptions", register_feed.subscriptions_router)
api.add_router("/reminders", reminders.router)
api.add_router("/authorities", bans.authorities_router)
api.add_router("/client", own_client.router)
api.add_router("/lookups", lookups.router)
api.add_router("/alerts", alerts.router)
api.add_router("/rosters", roster_entries.router)
api.add_router("/rosters", rosters.router)
api.add_router("/announcements", announcements.router)
api.add_router("/screenings", screenings.router)
