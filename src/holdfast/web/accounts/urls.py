"""Addresses of signing in and out."""

from __future__ import annotations

from django.urls import path

from holdfast.web.accounts import providers, views

app_name = "accounts"
urlpatterns = [
    path("sign-in", views.SignIn.as_view(), name="sign_in"),
    path("sign-in/with/<slug:provider>", providers.go, name="provider"),
    path("sign-in/with/<slug:provider>/back", providers.back, name="provider_back"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("password", views.Password.as_view(), name="password"),
    path("theme", views.theme, name="theme"),
]
