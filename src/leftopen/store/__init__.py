"""What was found, kept: audits and the exposures they showed, in SQLite. See `store.Store`."""

from leftopen.store.schema import StoreError
from leftopen.store.store import Check, Exposure, RunNote, State, Store

__all__ = ["Check", "Exposure", "RunNote", "State", "Store", "StoreError"]
