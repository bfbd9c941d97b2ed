"""The manifest: what a packet holds, who sealed it and when."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
)

from station_queue.errors import PacketError
from station_queue.packet.rules import (
    MAX_PART_BYTES,
    MAX_PARTS,
    RECORD_PART,
    SCHEMA_VERSION,
    DeskCode,
    PublicKey,
    RecordId,
    Sha256Hex,
    canonical_json,
    is_part_name,
)


class PartEntry(BaseModel):
    """Digest (lower-case hex) and size (bytes) of one part."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: Sha256Hex
    size: Annotated[int, Field(ge=0, le=MAX_PART_BYTES)]

    @classmethod
    def of(cls, content: bytes) -> Self:
        """The entry that describes this content."""
        return cls(sha256=hashlib.sha256(content).hexdigest(), size=len(content))


class Manifest(BaseModel):
    """The content of manifest.json; its signature covers the very bytes in the packet."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = SCHEMA_VERSION
    record: RecordId
    revision: Annotated[int, Field(ge=1, le=999)]
    desk: DeskCode
    made_at: AwareDatetime
    station_key: PublicKey
    parts: Annotated[dict[str, PartEntry], Field(min_length=1, max_length=MAX_PARTS)]

    @field_validator("parts")
    @classmethod
    def _only_safe_names(cls, parts: dict[str, PartEntry]) -> dict[str, PartEntry]:
        if RECORD_PART not in parts or not all(map(is_part_name, parts)):
            raise ValueError("a part has a name that packets do not carry, or record.json lacks")
        return parts

    def to_bytes(self) -> bytes:
        """The bytes of manifest.json: canonical JSON."""
        return canonical_json(self.model_dump(mode="json"))

    @classmethod
    def describe(
        cls,
        parts: Mapping[str, bytes],
        *,
        record: str,
        revision: int,
        desk: str,
        made_at: datetime,
        station_key: str,
    ) -> Self:
        """The manifest of these parts.

        Raises:
            PacketError: MANIFEST_WRONG, a part's name or size, the id, the desk or the time is
                not what a packet may carry.
        """
        try:
            return cls(
                record=record,
                revision=revision,
                desk=desk,
                made_at=made_at,
                station_key=station_key,
                parts={name: PartEntry.of(content) for name, content in sorted(parts.items())},
            )
        except ValidationError as exc:
            raise PacketError("MANIFEST_WRONG", f"cannot be sealed: {_where(exc)}") from None

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Read manifest.json.

        Raises:
            PacketError: MANIFEST_WRONG, not of schema version 1 or against its rules.
        """
        try:
            return cls.model_validate_json(content)
        except ValidationError as exc:
            raise PacketError(
                "MANIFEST_WRONG", f"manifest against the rules: {_where(exc)}"
            ) from None


def _where(error: ValidationError) -> str:
    """The fields at fault without the values in them: values stay out of error texts."""
    return ", ".join(
        sorted(
            {
                str(detail["loc"][0]) if detail["loc"] else "json"
                for detail in error.errors(include_input=False)
            }
        )
    )
