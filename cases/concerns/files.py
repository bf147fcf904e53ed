"""Files sent with a report: told apart by what is in them, scanned, and kept under a name that says nothing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from cases.concerns import pictures, scanning
from cases.concerns.models import MOST_FILES, Attachment, Concern

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
# The endings of HEIC and HEIF, which phones write and few browsers show.
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"}
# What a browser's file dialogue offers. A wish, and no lock.
ACCEPT = "image/jpeg,image/png,image/webp,application/pdf"
# A PDF ends with this, or is cut; readers allow some signs after it.
PDF_END, PDF_TAIL = b"%%EOF", 2048


@dataclass
class SafeFile:
    """What is left of a sent file after the checks, ready to be stored."""

    kind: Attachment.Kind
    content: ContentFile
    is_checked: bool


def safe_file(upload: BinaryIO, size: int) -> SafeFile:
    """Check one file. Raises ValidationError, with what to do instead, for what cannot be kept."""
    if size > MOST_BYTES:
        raise ValidationError(_("Filen är för stor. Den får vara högst 10 MB. Välj en mindre fil."))
    upload.seek(0)
    content = upload.read(MOST_BYTES + 1)
    kind = kind_of(content)
    is_checked = scanning.check(content)
    if kind == Attachment.Kind.PDF:
        safe = ContentFile(content, name=f"{uuid.uuid4().hex}.{kind}")
    else:
        upload.seek(0)
        safe = pictures.cleaned_copy(upload, size)
    return SafeFile(kind, safe, is_checked)


def kind_of(content: bytes) -> Attachment.Kind:
    """What the bytes are, whatever the file is called. Raises ValidationError for anything but ours."""
    if not content:
        raise ValidationError(_("Filen är tom. Välj en annan fil."))
    if content.startswith(b"\xff\xd8\xff"):
        return Attachment.Kind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Attachment.Kind.PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Attachment.Kind.WEBP
    if content.startswith(b"%PDF-") and PDF_END in content[-PDF_TAIL:]:
        return Attachment.Kind.PDF
    if content.startswith(b"%PDF-"):
        raise ValidationError(_("PDF-filen är inte hel. Spara den en gång till och välj den på nytt."))
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        raise ValidationError(
            _("Bilden är av typen HEIC, som alla inte kan öppna. Spara den som JPEG, eller ta en skärmbild av den.")
        )
    raise ValidationError(_("Filen är inte en bild eller en PDF. Välj en fil av typen JPEG, PNG, WebP eller PDF."))


def attach(concern: Concern, files: list[SafeFile], *, now: datetime) -> list[Attachment]:
    """Store ``files`` with a report that has just been sent. Returns the rows; see ``take_back`` for when it fails."""
    stored: list[Attachment] = []
    try:
        for position, safe in enumerate(files[:MOST_FILES], start=1):
            row = Attachment(concern=concern, position=position, kind=safe.kind, size=safe.content.size)
            row.checked_at = now if safe.is_checked else None
            row.file.save(safe.content.name or "", safe.content, save=False)
            stored.append(row)
            row.save(force_insert=True)
    except Exception:
        take_back(stored)
        raise
    return stored


def take_back(stored: list[Attachment]) -> None:
    """Remove the files of rows whose transaction failed."""
    for row in stored:
        row.file.delete(save=False)
