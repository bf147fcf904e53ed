"""A picture sent with a report: read as pixels and written anew, so that nothing but the picture is kept."""

from __future__ import annotations

import io
import uuid
import warnings
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
# A file of some kilobytes can unpack to gigabytes. 50 million pixels is more than a phone's camera gives.
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 3000
# Format to the ending of the stored file. What is not here is not opened at all.
ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
CONTENT_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


def cleaned_copy(upload: BinaryIO, size: int) -> ContentFile:
    """A new picture of the same pixels: no camera data, place or thumbnail, and a name that says nothing.

    Raises ValidationError, with what to do instead, for anything but a JPEG, PNG or WebP picture of reasonable size.
    """
    if size > MOST_BYTES:
        raise ValidationError(_("Bilden är för stor. Den får vara högst 10 MB. Välj en mindre bild."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(upload, formats=list(ENDINGS)) as picture:
                return _written_anew(picture)
    except ValidationError:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _too_many_pixels() from error
    except Exception as error:
        # Broken and forged files meet Pillow's readers in ways that no list of exceptions covers.
        raise ValidationError(
            _("Filen gick inte att läsa som en bild. Välj en bild av typen JPEG, PNG eller WebP.")
        ) from error


def content_type(kind: str) -> str:
    """The type to send a stored picture as, by its ending; empty for what is no picture of ours."""
    return CONTENT_TYPES.get(kind, "")


def _written_anew(picture: Image.Image) -> ContentFile:
    kind = picture.format or ""
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_many_pixels()
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    pixels = upright.convert("RGB" if kind == "JPEG" or not upright.has_transparency_data else "RGBA")
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A new image has none of the old one's info, which some formats would write back.
    clean = Image.new(pixels.mode, pixels.size)
    clean.paste(pixels)
    written = io.BytesIO()
    clean.save(written, format=kind, **({} if kind == "PNG" else {"quality": 85}))
    return ContentFile(written.getvalue(), name=f"{uuid.uuid4().hex}.{ENDINGS[kind]}")


def _too_many_pixels() -> ValidationError:
    return ValidationError(_("Bilden har för många bildpunkter. Välj en mindre bild, eller ta en skärmbild av den."))
