"""Addresses of signing in and out."""

from __future__ import annotations

from django.urls import include, path

from holdfast.web.accounts import own, providers, second, views

app_name = "accounts"
urlpatterns = [
    path("sign-in", views.SignIn.as_view(), name="sign_in"),
    path("sign-in/with/<slug:provider>", providers.go, name="provider"),
    path("sign-in/with/<slug:provider>/back", providers.back, name="provider_back"),
    path("sign-in/with/<slug:provider>/consume", providers.consume, name="provider_consume"),
    path("sign-in/with/<slug:provider>/metadata", providers.metadata, name="provider_metadata"),
    path("sign-in/second", second.Second.as_view(), name="second"),
    path("sign-in/passkey", second.Passkey.as_view(), name="passkey"),
    path("account", own.account, name="account"),
    path("account/app", own.App.as_view(), name="app"),
    path("account/passkey", own.NewPasskey.as_view(), name="passkey_new"),
    path("account/codes", own.codes, name="codes"),
    path("account/factor", own.end_factor, name="factor_end"),
    path("account/session", own.end_session, name="session_end"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("password", views.Password.as_view(), name="password"),
    path("scim/v2/", include("holdfast.web.accounts.scim.urls")),
    path("theme", views.theme, name="theme"),
]
