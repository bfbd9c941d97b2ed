"""Reads the traditional encoding of ANSI/NIST-ITL 1-2011, annex B, sharing nothing with a writer.

Every record is found by the length it gives, never by its end mark, and its end mark is demanded;
so are the order of the records and the table of contents.
"""

from dataclasses import dataclass, field
from typing import Final

_FS, _GS, _RS, _US = b"\x1c", b"\x1d", b"\x1e", b"\x1f"
_IMAGE: Final = 999


@dataclass
class ItlRecord:
    """One logical record: fields by number, each a list of subfields, each a list of items."""

    kind: int
    fields: dict[int, list[list[str]]] = field(default_factory=dict)
    image: bytes | None = None

    def one(self, number: int) -> str:
        """The only item of a field."""
        [[item]] = self.fields[number]
        return item


def read_itl(data: bytes) -> list[ItlRecord]:
    """The records, Type-1 first."""
    records, at = [], 0
    while at < len(data):
        length, kind = _length(data, at)
        assert data[at + length - 1 : at + length] == _FS, "a record ends where its length says"
        records.append(_record(data[at : at + length - 1], kind))
        at += length
    assert at == len(data)
    _check_contents(records)
    return records


def _length(data: bytes, at: int) -> tuple[int, int]:
    end = data.index(_GS, at)
    tag, _, value = data[at:end].partition(b":")
    kind, _, number = tag.partition(b".")
    assert int(number) == 1, "the length comes first"
    return int(value), int(kind)


def _record(body: bytes, kind: int) -> ItlRecord:
    record, previous = ItlRecord(kind), 0
    while body:
        tag, colon, body = body.partition(b":")
        assert colon
        its_kind, _, digits = tag.partition(b".")
        number = int(digits)
        assert (int(its_kind), len(digits)) == (kind, 3)
        assert number > previous, "fields in ascending order, each once"
        previous = number
        if number == _IMAGE:
            record.image, body = body, b""
        else:
            value, _, body = body.partition(_GS)
            record.fields[number] = [
                [item.decode("ascii") for item in subfield.split(_US)]
                for subfield in value.split(_RS)
            ]
    return record


def _check_contents(records: list[ItlRecord]) -> None:
    assert records[0].kind == 1
    assert all(record.kind > 1 for record in records[1:])
    contents = [[str(record.kind), str(int(record.one(2)))] for record in records[1:]]
    assert records[0].fields[3] == [["1", str(len(contents))], *contents]
    numbers = [record.one(2) for record in records[1:]]
    assert len(set(numbers)) == len(numbers)
