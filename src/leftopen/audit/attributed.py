"""Whose the estates of a finished audit are, told anew from its report and what was looked up since."""

from msgspec.structs import replace

from leftopen.judge import attribute
from leftopen.judge.looked import Looked
from leftopen.model import Report


def attributed(report: Report, looked: Looked) -> Report:
    """The report with the parties that its services and `looked` give; all else stays."""
    known = {service.id: service for service in report.services}
    estates = []
    for estate in report.estates:
        members = [known[name] for name in estate.services if name in known]
        parties = attribute.parties(members, looked, report.scope.names)
        estates.append(replace(estate, parties=parties, lookups=looked.state))
    return replace(report, estates=tuple(estates))
