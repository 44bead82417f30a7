"""The addresses below /scim/v2/."""

from django.urls import path, re_path

from aigis.api.scim import views

urlpatterns = [
    path("Users", views.users, name="scim_users"),
    path(".search", views.search, name="scim_search"),
    path("Users/.search", views.search, name="scim_users_search"),
    path("Users/<str:user>", views.user, name="scim_user"),
    path("ServiceProviderConfig", views.service_provider_config, name="scim_config"),
    path("ResourceTypes", views.resource_types, name="scim_types"),
    path("ResourceTypes/<str:name>", views.resource_types, name="scim_type"),
    path("Schemas", views.schemas, name="scim_schemas"),
    path("Schemas/<str:name>", views.schemas, name="scim_schema"),
    re_path(r".*", views.unknown, name="scim_unknown"),
]
