"""What becomes of an open port, in whichever process it is asked: probed, described, and no record left.

This is the job of a `net.pool`: it is made once for a run and given to each process, which begins it with a driver and
an assessor of its own. The key of the sketches goes along in memory, from process to process, so that the same people
are found whoever asked.
"""

from msgspec import Struct

from leftopen.audit.assess import Assessed, Assessor
from leftopen.journal import Log
from leftopen.model import Target, Tried
from leftopen.net.admission import Permit
from leftopen.net.allowance import Allowance
from leftopen.net.session.driver import Driver
from leftopen.net.session.ledger import Ledger
from leftopen.privacy.sketch import Sketcher
from leftopen.probes import probes


class ProbeJob(Struct, frozen=True):
    """How the services of a run are asked. `key` is that of the sketches, `ledger` is of the logins that all
    processes try; see `plan.Plan` for the others."""

    permit: Permit
    contact: str | None
    source: str | None
    key: bytes
    tried: tuple[Tried, ...] = ()
    allowance: Allowance | None = None
    ledger: Ledger | None = None

    def __repr__(self) -> str:
        return "<ProbeJob>"

    @property
    def result(self) -> type[Assessed]:
        """See `net.pool.worker.Job`."""
        return Assessed

    def begin(self, log: Log) -> "Prober":
        """See `net.pool.worker.Job`."""
        return Prober(self, log)


class Prober:
    """Asks the services of one process."""

    def __init__(self, asking: ProbeJob, log: Log) -> None:
        scope = asking.permit.scope
        self._rate, self._shares = scope.limits.rate, asking.allowance is not None
        self._driver = Driver(
            permit=asking.permit,
            limits=scope.limits,
            probes=probes(),
            journal=log,
            factory=scope.checks.factory_credentials,
            contact=asking.contact,
            source=asking.source,
            tried=asking.tried,
            allowance=asking.allowance,
            ledger=asking.ledger,
        )
        self._sketcher = Sketcher(asking.key)
        self._assessor = Assessor(scope, asking.permit.resolved, self._sketcher)

    async def ask(self, target: Target) -> Assessed:
        """The service at this target, as far as it may be known."""
        return self._assessor.describe(await self._driver.ask(target))

    def set_share(self, share: float) -> None:
        """The share of the rate that this process has from now on, where it has no part in the allowance of the run."""
        if not self._shares:
            self._driver.set_rate(self._rate * share)

    def close(self) -> None:
        """Drops the key of the sketches."""
        self._sketcher.close()
