"""What a service did that no probe knows, in our words, and what that comes to."""

from leftopen.model import Status
from leftopen.net.session.session import Fingerprint

UNSETTLED = "answers with HTTP, but what was asked for was neither given nor refused: it could not be told"
BELOW = "shows a page that leads to a store below a path, which is not asked: what that gives is not known"
NO_TLS = "speaks TLS and refuses it to us, who ask by address or in no version that it takes: name its host"
SHOWS_NOTHING = "answers, but in nothing that shows what it is: it could not be told"


def status(signs: Fingerprint, *, in_tls: bool) -> Status:
    """What a service comes to that showed these signs."""
    if signs.http or signs.banner or signs.spoke or in_tls:
        return Status.FOREIGN
    return Status.SILENT if signs.held else Status.CLOSED


def kind(signs: Fingerprint, login: int | None, *, turned_away: bool = False) -> str:
    """What it did; `login`: the status by which a web server asked for one; `turned_away`: it refused without that."""
    if signs.http and login:
        return f"answers with HTTP and asks for a login ({login}), none of the probes knows it"
    if signs.http and turned_away:
        return "answers with HTTP and refuses (403), maybe this machine or program alone"
    if signs.http:
        return "answers with HTTP, none of the probes knows it"
    if signs.banner:
        return "sends a banner first, none of the probes knows it"
    if signs.spoke:
        return "answers, none of the probes knows it"
    return "accepts connections and stays silent" if signs.held else "closes every connection and says nothing"
