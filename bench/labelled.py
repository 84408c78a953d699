"""How often spans are right on labelled sets that others made: F1 per group of labels, beside peers.

    python -m bench.labelled [FOLDER]            (`make bench-classify DATA=FOLDER`)

FOLDER holds sets that are read and never copied: files of presidio-research (MIT; `synth_dataset_v2.json` of
github.com/microsoft/presidio-research, or lines of `{"text", "spans": [[type, start, end]]}`). Telephone numbers need
none: the examples of every region that libphonenumber (Apache-2.0) carries are in a dependency, in three spellings.

A span is right where one of the same group overlaps it, one to one. Groups join what sets and tools call alike; names
and organisations are left out of tools that have no model of a language, and dates, since a date alone is nobody's.
"""

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench.peers import Missing, peers
from leftopen.model import CLAIM
from leftopen.privacy.files import classify

GROUPS = {
    "PHONE": ("PHONE_NUMBER", "PHONE", "contact.phone"),
    "EMAIL": ("EMAIL_ADDRESS", "EMAIL", "contact.email"),
    "CARD": ("CREDIT_CARD", "CREDITCARD", "credit_card", "finance.card"),
    "IBAN": ("IBAN_CODE", "IBAN", "finance.iban"),
    "IP": ("IP_ADDRESS", "IP", "network.ip"),
    "LICENCE": ("US_DRIVER_LICENSE", "DRIVER_LICENSE", "DRIVERLICENSE", "drivers_license", "id.xx.licence"),
    "NATIONAL_ID": ("US_SSN", "SSN", "social_security_number", "id."),
    "PERSON": ("PERSON", "NAME", "person.name"),
    "ADDRESS": ("STREET_ADDRESS", "ADDRESS", "LOCATION", "contact.address"),
    "AGE": ("AGE", "person.age"),
}
PATTERNS = ("PHONE", "EMAIL", "CARD", "IBAN", "IP", "NATIONAL_ID")
"""Groups that a pattern and a check can tell; a licence is told by the word before it alone."""
BAR = 0.9
Span = tuple[str, int, int]


class Sentence(NamedTuple):
    """A text with the spans that it has."""

    text: str
    spans: tuple[Span, ...]


def group(label: str) -> str:
    """The group of what a set or a tool calls it, "" for none.

    >>> group("US_SSN"), group("id.es.dni"), group("GPE")
    ('NATIONAL_ID', 'NATIONAL_ID', '')
    >>> group("US_DRIVER_LICENSE"), group("id.xx.licence")
    ('LICENCE', 'LICENCE')
    """
    for name, called in GROUPS.items():
        if any(label.upper() == each.upper() or (each.endswith(".") and label.startswith(each)) for each in called):
            return name
    return ""


def sentences(folder: Path) -> Iterator[Sentence]:
    """Those of the files of a folder; ValueError with the name of one that is neither form."""
    for path in sorted((*folder.glob("sentences*.jsonl"), *folder.glob("*dataset*.json"))):
        text = path.read_text("utf-8")
        try:
            told = json.loads(text) if path.suffix == ".json" else [json.loads(line) for line in text.splitlines()]
            yield from map(_sentence, told)
        except (KeyError, TypeError, ValueError) as fault:
            raise ValueError(f"{path}: no labelled sentences") from fault


def _sentence(told: dict[str, Any]) -> Sentence:
    if "full_text" in told:
        spans = [(each["entity_type"], each["start_position"], each["end_position"]) for each in told["spans"]]
        return Sentence(told["full_text"], tuple(spans))
    return Sentence(told["text"], tuple((label, start, end) for label, start, end in told["spans"]))


def phones() -> list[Sentence]:
    """Examples of libphonenumber in sentences: of each region a mobile and a fixed number, with and without country."""
    import phonenumbers as lib

    found = []
    for region in sorted(lib.SUPPORTED_REGIONS):
        for kind in (lib.PhoneNumberType.MOBILE, lib.PhoneNumberType.FIXED_LINE):
            number = lib.example_number_for_type(region, kind)
            if number is None:
                continue
            for form in (lib.PhoneNumberFormat.E164, lib.PhoneNumberFormat.INTERNATIONAL):
                written = lib.format_number(number, form)
                found.append(Sentence(f"Call {written} before noon", (("PHONE_NUMBER", 5, 5 + len(written)),)))
    return found


def ours(texts: Iterable[str]) -> list[list[Span]]:
    """What we tell of each text, its claims alone. A text of several lines is one record, as a field's value."""
    lines = [json.dumps({"text": text}) for text in texts]
    found = classify.per_record(lines)
    return [
        [(hit["label"], hit["start"], hit["end"]) for hit in each["hits"] if hit["confidence"] >= CLAIM]
        for each in found
    ]


def score(wanted: Iterable[Sentence], told: Iterable[list[Span]]) -> dict[str, tuple[int, int, int]]:
    """Right, false and missed spans of each group."""
    right, false, missed = Counter[str](), Counter[str](), Counter[str]()
    for sentence, spans in zip(wanted, told, strict=True):
        left = [(group(label), start, end) for label, start, end in spans if group(label)]
        for label, start, end in sentence.spans:
            name = group(label)
            if name:
                hit = next((each for each in left if each[0] == name and each[1] < end and start < each[2]), None)
                if hit is None:
                    missed[name] += 1
                else:
                    right[name] += 1
                    left.remove(hit)
        false.update(name for name, start, end in left if not _within(sentence, name, start, end))
    return {name: (right[name], false[name], missed[name]) for name in GROUPS}


def _within(sentence: Sentence, name: str, start: int, end: int) -> bool:
    """True for a further part of a span that was right already, as the lines of an address are."""
    return any(group(label) == name and start < its and begin < end for label, begin, its in sentence.spans)


def f1(right: int, false: int, missed: int) -> float:
    """The harmonic mean of precision and recall; 1.0 where nothing was asked."""
    return 2 * right / (2 * right + false + missed) if right + false + missed else 1.0


def row(name: str, counted: dict[str, tuple[int, int, int]]) -> str:
    """The F1 of each group that was asked for, and over those of `PATTERNS`."""
    cells = [f"{f1(*each):7.2f}" if sum(each[::2]) else "      -" for each in counted.values()]
    return f"{name:26}{''.join(cells)}{together(counted):9.3f}"


def together(counted: dict[str, tuple[int, int, int]]) -> float:
    """F1 over the groups of `PATTERNS` that were asked for."""
    asked = [counted[name] for name in PATTERNS if counted[name][0] + counted[name][2]]
    return f1(*(sum(each) for each in zip(*asked, strict=True))) if asked else 1.0


def beside(texts: list[str]) -> Iterator[tuple[str, list[list[Span]] | str]]:
    """What each peer tells of the texts, or why it does not."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.jsonl"
        path.write_text("".join(json.dumps(text) + "\n" for text in texts), "utf-8")
        for peer in peers():
            try:
                yield peer.name, peer.spans(path)
            except Missing as error:
                yield peer.name, str(error)


def main(folder: str = "") -> int:
    """Prints a table a set; 0 where ours reaches the bar on what patterns can tell."""
    sets = {"telephone numbers of libphonenumber (Apache-2.0)": phones()}
    if folder:
        sets["sentences of presidio-research (MIT)"] = list(sentences(Path(folder)))
    reached = True
    for title, wanted in sets.items():
        texts = [sentence.text for sentence in wanted]
        counted = score(wanted, ours(texts))
        reached &= together(counted) >= BAR
        print(f"\n{title}: {len(wanted)} texts\n{'':26}{''.join(f'{name[:6]:>7}' for name in GROUPS)}  patterns")
        print(row("leftopen", counted))
        for name, told in beside(texts):
            print(f"{name:26} {told}" if isinstance(told, str) else row(name, score(wanted, told)))
    if not folder:
        print("\nName a folder with synth_dataset_v2.json of github.com/microsoft/presidio-research for its sentences.")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
