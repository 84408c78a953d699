"""Measures how often values of nobody pass the checks of kinds, by their shape, on random and structured look-alikes.

    python -m bench.backgrounds [--write]

For each kind that one in a few look-alikes passes, and each number that a general name calls, the worst of the makers
of that shape; for each other kind how often it is found in running text about nobody, the worst of its sorts. With
`--write` into `backgrounds.toml` of the product. Values come from a seed: each run has the same.
"""

import hashlib
import random
import sys
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path

from faker import Faker

from leftopen.privacy.data import tomls
from leftopen.privacy.detect import __file__ as detect
from leftopen.privacy.detect.backgrounds import Spacing, shape
from leftopen.privacy.detect.kinds import Detector, detectors
from leftopen.privacy.detect.look import Text, bits_of
from leftopen.privacy.detect.numbers import NumberKind, rows, similar

SEED = 20
LEAST = 1000
"""Values of a shape that are tried at least: a rate below one in as many is not told."""
KINDS = "leftopen.privacy.detect.kinds"
FILE = Path(detect).with_name("backgrounds.toml")
_START = datetime(1950, 1, 1)  # noqa: DTZ001 - a moment without a zone, as stores keep them
_FORMS = (
    "%Y%m%d",
    "%d%m%Y",
    "%y%m%d",
    "%Y%m%d%H%M%S",
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%d.%m.%Y",
    "%Y-%m-%d %H:%M:%S",
    "%H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d/%m/%Y %H:%M",
)
_WRITTEN = (
    *((between, groups) for between in "- " for groups in ((4, 4, 4), (4, 4, 4, 4), (5, 5, 5))),
    *((between, groups) for between in "-/" for groups in ((3, 3), (3, 4), (2, 4), (4, 6), (4, 4), (3, 7, 7), (2, 5))),
    *((between, groups) for between in " ." for groups in ((3, 3), (2, 3), (3, 3, 3), (2, 3, 3))),
)
"""How numbers of nobody are written: keys of licences and vouchers, numbers of orders and parts, amounts by thousands.
Nobody writes them as telephone numbers are."""
Maker = Callable[[random.Random], str]


def _digits(many: int, r: random.Random) -> str:
    return str(r.randrange(10 ** (many - 1), 10**many))


def _ean(many: int, r: random.Random) -> str:
    body = _digits(many - 1, r)
    total = sum(int(c) * (3 if place % 2 == 0 else 1) for place, c in enumerate(reversed(body)))
    return f"{body}{-total % 10}"


def _grouped(groups: tuple[int, ...], between: str, r: random.Random) -> str:
    return between.join(_digits(size, r) for size in groups)


def _moment(form: str, r: random.Random) -> str:
    return (_START + timedelta(minutes=r.randrange(40_000_000))).strftime(form)


def _code(letters: int, many: int, r: random.Random) -> str:
    return "".join(r.choices(_CAPITALS, k=letters)) + _digits(many, r)


def _between(least: int, most: int, r: random.Random) -> str:
    return str(r.randrange(least, most))


def _padded(size: int, r: random.Random) -> str:
    return f"{r.randrange(10**6):0{size}}"


def _hash(kind: str, r: random.Random) -> str:
    return hashlib.new(kind, r.randbytes(8), usedforsecurity=False).hexdigest()


def _numbers(parts: int, most: int, r: random.Random) -> str:
    return ".".join(str(r.randrange(most)) for _ in range(parts))


def makers() -> dict[str, Maker]:
    """What makes values of nobody: each with its name."""
    found: dict[str, Maker] = {f"digits {many}": partial(_digits, many) for many in range(5, 21)}
    found |= {f"moment {form}": partial(_moment, form) for form in _FORMS}
    found |= {f"grouped {groups} {between}": partial(_grouped, groups, between) for between, groups in _WRITTEN}
    found |= {f"code {n} {many}": partial(_code, n, many) for n in range(1, 5) for many in range(4, 13)}
    found |= {f"ean {many}": partial(_ean, many) for many in (8, 12, 13, 14)}
    found |= {kind: partial(_hash, kind) for kind in ("md5", "sha1", "sha256")}
    found |= {f"padded {size}": partial(_padded, size) for size in range(7, 15)}
    found |= {
        "epoch": partial(_between, 1_100_000_000, 1_790_000_000),
        "epoch in ms": partial(_between, 1_100_000_000_000, 1_790_000_000_000),
        "version": partial(_numbers, 3, 40),
        "build": lambda r: f"{r.randrange(20)}.{_numbers(3, 300, r)}",
        "price": lambda r: f"{r.uniform(0, 5000):.2f}",
        "degrees": lambda r: f"{r.uniform(-90, 90):.6f}",
        "point": lambda r: f"{r.uniform(-90, 90):.4f},{r.uniform(-180, 180):.4f}",
        "article": lambda r: f"{_code(3, 2, r)}-{_digits(5, r)}",
        "uuid": lambda r: str(uuid.UUID(int=r.getrandbits(128), version=4)),
        "order": lambda r: f"ORD-{r.randrange(10**6)}",
        "order of a year": lambda r: f"{r.randrange(2015, 2026)}-{r.randrange(10**6):06}",
        "order of a month": lambda r: f"{r.randrange(2015, 2026)}{r.randrange(1, 13):02}{r.randrange(10**6):06}",
    }
    return found


def numbers_of(form: str, r: random.Random) -> str:
    """A random value of a printed form of `numbers`: as such numbers look, and nothing else of them.

    >>> len(numbers_of("999-A?9", random.Random(1))) in (5, 6)
    True
    """
    marks = zip(form, form[1:] + " ", strict=True)
    kept = (c for c, after in marks if c != "?" and (after != "?" or r.random() < _OPTIONAL))
    return "".join(r.choice(_CLASSES.get(c, c)) for c in kept)


def forms(seed: int = SEED) -> dict[str, float]:
    """Label to the share of random values of its printed forms that pass its check: what its form alone is worth."""
    found = {}
    for file, table in tomls(KINDS):
        for row in rows(table, file):
            if row.printed and row.chance:
                r, kind = random.Random(f"{seed} {row.label}"), NumberKind(row, row.label)
                made = [numbers_of(form, r) for form in row.printed for _ in range(LEAST)]
                found[row.label] = max(1 / LEAST, round(sum(map(kind.valid, made)) / len(made), 3))
    return found


_OPTIONAL = 0.5
_FIGURES = "0123456789"
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CLASSES = {"9": _FIGURES, "A": _CAPITALS, "X": _FIGURES + _CAPITALS}


def counters(r: random.Random) -> Iterator[list[str]]:
    """Runs of counters of each length."""
    for many in range(6, 17):
        for _ in range(12):
            start, step = int(_digits(many, r)) // 2 + 10 ** (many - 1), r.choice((1, 1, 2, 7, 10))
            yield [str(start + step * n) for n in range(60)]


def values(seed: int = SEED) -> dict[str, list[tuple[str, str]]]:
    """Shape to (maker, value) of those shapes that enough values have."""
    made = []
    for name, make in makers().items():  # each with its own seed, so that one more changes no other
        r = random.Random(f"{seed} {name}")
        made += [(name, make(r)) for _ in range(LEAST)]
    made += [("counter", value) for run in counters(random.Random(seed)) for value in run]
    found: dict[str, list[tuple[str, str]]] = {}
    for name, value in made:
        found.setdefault(shape(value), []).append((name, value))
    return {form: each for form, each in found.items() if len(each) >= LEAST // 10}


def measure(only: frozenset[str] = frozenset(), seed: int = SEED) -> dict[str, dict[str, dict[str, float]]]:
    """`found` and `called`: kind to shape to rate, by the maker whose values pass most often of those with enough of
    them; `only` those kinds, all if empty."""
    told: dict[str, dict[str, dict[str, float]]] = {"found": {}, "called": {}}
    for form, each in values(seed).items():
        whole = {value: Text(value).whole for _, value in each}
        found: dict[int, Counter[str]] = {}
        for name, value in each:
            for bit in bits_of(whole[value]):
                found.setdefault(bit, Counter())[name] += 1
        sizes, forms = {len(value) for value in whole}, {similar(value) for value in whole}
        enough = {name: many for name, many in Counter(name for name, _ in each).items() if many >= LEAST // 10}
        for bit, detector in enumerate(detectors()):
            if only and detector.name not in only:
                continue
            if detector.chance:
                _add(told["found"], detector.name, form, _worst(found.get(bit, {}), enough))
            if detector.generic and _may(detector, sizes, forms):
                passed = Counter(name for name, value in each if detector.valid(value))
                _add(told["called"], detector.name, form, _worst(passed, enough))
    return told


def _may(detector: Detector, sizes: set[int], forms: set[str]) -> bool:
    """False where no value of these lengths, or of these forms, is valid for a kind."""
    if detector.lengths is not None and sizes.isdisjoint(detector.lengths()):
        return False
    return detector.formed is None or any(map(detector.formed, forms))


def _worst(passed: Mapping[str, int], made: Mapping[str, int]) -> float:
    return max((passed.get(name, 0) / many for name, many in made.items()), default=0.0)


def _add(told: dict[str, dict[str, float]], name: str, form: str, share: float) -> None:
    if share > 1 / LEAST:
        told.setdefault(name, {})[form] = round(share, 3)


def tried(seed: int = SEED) -> list[str]:
    """The shapes that are tried."""
    return sorted(values(seed))


SPACED = ("en_US", "de_DE", "fr_FR", "ru_RU", "pl_PL", "es_ES", "it_IT", "pt_BR", "tr_TR", "nl_NL")
UNSPACED = ("zh_CN", "ja_JP", "zh_TW")
TEXTS = 400
"""Texts of each sort that are read."""
_CODE = (
    "for {w} in range({n}): self.{v}[{w}] = {v}.get('{w}', {n})  # {s}",
    "def {w}_{v}(self, {v}: int = {n}) -> None: return self._{w}({v} << 2, mode=0o644)",
    "if (!{w}.{v} || {w}.{v}.length > {n}) {{ throw new Error('{s}'); }}",
    "SELECT {w}, {v} FROM {w}_{v} WHERE id = {n} AND state = 'open' ORDER BY {v} LIMIT 50",
)
_LOGS = (
    "{t} INFO worker-{n} {w}.{v} finished in {n} ms, {n} rows",
    "{t} WARN [{w}-{v}] retry {n} of 5: {s}",
    "{t} ERROR {w}: timeout after {n}s (status={n}, code={w}) version {b}",
    'GET /api/v2/{w}/{n}?{v}={n} HTTP/1.1" 200 {n} "https://{w}.example.org/{v}/" {t}',
)
_KEYS = (
    "{w}: {v}, type: {w}, state: open, priority: {n}, due: {t}",
    "status={w} result={v} queue={n} host={w}-{n} size={n}",
    "Product {s} Item: {w} {v}, colour: green, size: {n}, weight: {n} kg",
)
_ORDERS = (
    "Order {o} of {t} was sent as parcel {p}, {s}",
    "ticket {n}: invoice {o} over {n},00, see also {o} and build {b}",
    "{s} tracking {p}, batch {n}, shelf {n}, counted {t}",
)


def genres(seed: int = SEED) -> dict[Spacing, dict[str, list[str]]]:
    """Running text about nobody: prose of languages, code, logs, names with values, and texts full of numbers."""
    prose = {name: [_faker(name, seed).text(200) for _ in range(TEXTS)] for name in (*SPACED, *UNSPACED)}
    english = _faker("en_US", seed)
    found = {name: prose[name] for name in SPACED}
    for sort, forms in (("code", _CODE), ("logs", _LOGS), ("keys", _KEYS), ("orders", _ORDERS)):
        r = random.Random(f"{seed} {sort}")
        found[sort] = [_filled(r.choice(forms), english, r) for _ in range(4 * TEXTS)]
    return {"spaced": found, "unspaced": {name: prose[name] for name in UNSPACED}}


@cache
def _faker(locale: str, seed: int) -> Faker:
    made = Faker(locale)
    made.seed_instance(seed)
    return made


def _filled(form: str, fake: Faker, r: random.Random) -> str:
    return form.format(
        w=fake.word(),
        v=fake.word(),
        s=fake.sentence(6),
        n=r.randrange(1000),
        t=_moment(r.choice(_FORMS), r),
        b=f"{r.randrange(20)}.{_numbers(3, 300, r)}",
        o=r.choice((_digits(10, r), f"ORD-{r.randrange(10**6)}", _digits(16, r))),
        p=_code(2, 9, r) + "DE",
    )


def in_text(seed: int = SEED) -> tuple[dict[Spacing, int], dict[Spacing, dict[str, float]]]:
    """How many characters were read, and how often kinds that their look-alikes do not tell of (`measure`) are found in
    1,000 characters, in the sort of text that has most."""
    characters: dict[Spacing, int] = {}
    told: dict[Spacing, dict[str, float]] = {}
    for spacing, sorts in genres(seed).items():
        characters[spacing] = sum(len(each) for texts in sorts.values() for each in texts)
        most = told.setdefault(spacing, {})
        for texts in sorts.values():
            size = sum(map(len, texts))
            counted = Counter(hit.bit for each in texts for hit in Text(each).hits())
            for bit, times in counted.items():
                detector = detectors()[bit]
                if not detector.chance:
                    most[detector.name] = max(most.get(detector.name, 0.0), round(1000 * times / size, 4))
    return characters, told


def text() -> str:
    """The file."""
    lines = [
        "# Written by `python -m bench.backgrounds --write`: how often values of nobody pass the check of a kind.",
        "",
        f"seed = {SEED}",
        f"least = {LEAST}",
        "tried = [",
        *(f'  "{form}",' for form in tried()),
        "]",
    ]
    lines += ["", "[forms]", *(f'"{label}" = {share}' for label, share in sorted(forms().items()))]
    characters, stray = in_text()
    lines += ["", "[characters]", *(f"{spacing} = {many}" for spacing, many in characters.items())]
    for spacing, rated in stray.items():
        lines += ["", f"[{spacing}]", *(f'"{name}" = {share}' for name, share in sorted(rated.items()))]
    for part, told in measure().items():
        for name, rated in sorted(told.items()):
            lines += ["", f'[{part}."{name}"]', *(f'"{form}" = {share}' for form, share in sorted(rated.items()))]
    return "\n".join(lines) + "\n"


def main(*, write: bool = False) -> int:
    """Prints what differs from the file, or writes it; 0 where nothing does."""
    new = text()
    old = FILE.read_text("utf-8") if FILE.exists() else ""
    if write:
        FILE.write_text(new, "utf-8")
    print(f"{len(tried())} shapes, {new.count(' = ') - 3} rates, {'the same' if new == old else 'differs'}")
    return 0 if write or new == old else 1


if __name__ == "__main__":
    sys.exit(main(write="--write" in sys.argv))
