"""Numbers, sizes and times written for people."""

from datetime import UTC, datetime

from leftopen.harmless import clean


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun.

    >>> count(1, "service"), count(2560, "address", "addresses")
    ('1 service', '2,560 addresses')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def size(number: int) -> str:
    """Bytes for people, in binary units.

    >>> size(512), size(913221871), size(5 << 40)
    ('512 bytes', '871 MiB', '5.0 TiB')
    """
    if number < 1024:
        return count(number, "byte")
    amount = float(number)
    for unit in ("KiB", "MiB", "GiB", "TiB"):
        amount /= 1024
        if amount < 1024 or unit == "TiB":
            break
    return f"{amount:,.1f} {unit}" if amount < 10 else f"{amount:,.0f} {unit}"


def parse(iso: str | None) -> datetime | None:
    """An ISO 8601 time in UTC, or None where there is none or it cannot be read."""
    try:
        moment = datetime.fromisoformat(iso or "")
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def day(iso: str | None) -> str:
    """A date for people; what is no date stays as it is.

    >>> day("2018-12-11T03:22:10Z"), day(None)
    ('11 December 2018', 'not known')
    """
    when = parse(iso)
    return f"{when.day} {when:%B} {when.year}" if when else clean(iso or "not known", 40)


def moment(iso: str | None) -> str:
    """A date and time for people.

    >>> moment("2026-11-23T09:00:41Z")
    '23 November 2026, 09:00 UTC'
    """
    when = parse(iso)
    return f"{day(iso)}, {when:%H:%M} UTC" if when else day(iso)


def listed(items: list[str], most: int = 6) -> str:
    """A list in a sentence.

    >>> listed(["a", "b", "c"]), listed(list("abcde"), 3)
    ('a, b and c', 'a, b, c and 2 more')
    """
    head, rest = items[:most], len(items) - most
    if rest > 0:
        return f"{', '.join(head)} and {rest} more"
    return " and ".join([", ".join(head[:-1]), head[-1]] if len(head) > 1 else head)
