"""`leftopen classify`."""

from typing import Annotated, Literal

from cyclopts import Parameter

from leftopen.face import classifying


def classify(
    *files: Annotated[str, Parameter(name="FILE", allow_leading_hyphen=True)],
    format: Literal["table", "json"] | None = None,
    per_record: Annotated[bool, Parameter(negative="")] = False,
    fail_on: Annotated[tuple[str, ...], Parameter(negative="")] = (),
) -> int:
    """Say which fields of a file hold which kinds of personal data. Values are never shown.

    Reads JSON, NDJSON, CSV, Parquet, SQLite, Excel, SQL dumps, BSON, Java objects, LDIF, HL7, EDIFACT, X12, DICOM,
    vCard, iCalendar, mail, XML, HTML tables, settings, logs and text of any size in constant memory, also packed with
    gzip, bzip2, xz, Zstandard, zip or tar, and every file of a folder.

    Examples:

    leftopen classify people.ndjson orders.csv.gz exports/

    pg_dump shop | leftopen classify - --format json

    leftopen classify notes.txt --per-record

    leftopen classify fixtures/ --fail-on special --fail-on finance.card

    Exit codes: 0 all was read, 1 what --fail-on names is claimed, 2 unusable arguments, or a file that cannot be read,
    4 a part of a file, an archive or a folder could not be read (the rest is told).

    Parameters
    ----------
    files
        The files and folders; "-" is standard input.
    format
        table (as without it) or json; of --per-record json alone.
    per_record
        One JSON line for each line of text or NDJSON, with the place of each hit in characters of its field's value.
    fail_on
        Exit with 1 where this is claimed: a label, its beginning or its end (special, id.us, health), an ENISA class
        (sensitive), or any.
    """
    return classifying.run(files, format, per_record=per_record, fail_on=fail_on)
