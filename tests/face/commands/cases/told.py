"""A database with one case, and the commands on it."""

from pathlib import Path

from leftopen.cases.model import CaseFile
from leftopen.face.cli import main
from leftopen.store.store import Store
from tests.cases.cases import Place, audit, door


class Told:
    """Two cases: 1 and 2."""

    def __init__(self, folder: Path) -> None:
        self.place = Place(folder)
        self.place.save(audit(door(1, 1.25), door(2)))

    def run(self, *words: str) -> int:
        return main(["cases", *words, "--db", self.place.url])

    def show(self, number: int = 1) -> CaseFile:
        with Store(self.place.url) as store:
            return self.place.desk(store).show(number)
