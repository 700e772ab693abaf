"""Addresses under /scim/v2."""

from __future__ import annotations

from django.urls import path

from holdfast.web.accounts.scim import views

urlpatterns = [
    path("ServiceProviderConfig", views.About.as_view(), name="scim_about"),
    path("<str:kind>", views.Resources.as_view(), name="scim_resources"),
    path("<str:kind>/<str:number>", views.Resource.as_view(), name="scim_resource"),
]
