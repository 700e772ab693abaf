"""The pages' addresses. Subjects are ARNs and the like, so they stand in the query, not in the path."""

from __future__ import annotations

from django.urls import path

from holdfast.web.console import (
    changes,
    checks,
    exceptions,
    findings,
    frameworks,
    isms,
    overview,
    people,
    programs,
    responsibility,
    search,
    services,
    sources,
    subjects,
    teams,
)

app_name = "console"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("programs/", programs.programs, name="programs"),
    path("programs/<str:program>/", programs.program, name="program"),
    path("frameworks/", frameworks.frameworks, name="frameworks"),
    path("frameworks/<str:framework>/", frameworks.framework, name="framework"),
    path("frameworks/<str:framework>/<path:requirement>/", frameworks.requirement, name="requirement"),
    path("findings/", findings.findings, name="findings"),
    path("findings.csv", findings.export, name="findings_csv"),
    path("exceptions/", exceptions.exceptions_list, name="exceptions"),
    path("exceptions/new/", exceptions.ask, name="exception_request"),
    path("exceptions/<int:number>/", exceptions.exception, name="exception"),
    path("exceptions/<int:number>/decide", exceptions.decide, name="exception_decide"),
    path("checks/", checks.checks, name="checks"),
    path("checks/<str:check>/", checks.check, name="check"),
    path("subject/", subjects.subject, name="subject"),
    path("why/", subjects.why, name="why"),
    path("services/", services.services, name="services"),
    path("services/<path:service>/", services.service, name="service"),
    path("teams/", teams.teams, name="teams"),
    path("teams/<path:team>/", teams.team, name="team"),
    path("changes/", changes.changes, name="changes"),
    path("scope/", isms.scope_and_deadlines, name="scope"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new_account, name="person_new"),
    path("people/<int:number>/", people.person, name="person"),
    path("people/<int:number>/change", people.change, name="person_change"),
    path("aws-and-us/", responsibility.responsibility, name="responsibility"),
    path("aws-and-us.<str:form>", responsibility.export, name="responsibility_export"),
    path("sources/", sources.sources, name="sources"),
    path("search/", search.search, name="search"),
]
