from __future__ import annotations

import io

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from cases.concerns import pictures


def written(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def png(size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    return written(Image.new(mode, size, "red"), "PNG")


def camera_picture() -> bytes:
    """A picture as a phone takes it: lying down, with the owner's name and the place in it."""
    image = Image.new("RGB", (40, 20), "red")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "Prov Provsson"
    exif.get_ifd(0x8825)[1] = "N"
    return written(image, "JPEG", exif=exif, comment=b"Prov Provsson")


def clean(content: bytes) -> Image.Image:
    copy = pictures.cleaned_copy(io.BytesIO(content), len(content))
    return Image.open(io.BytesIO(copy.read()))


def test_camera_data_is_gone_and_the_picture_stands_upright() -> None:
    copy = pictures.cleaned_copy(io.BytesIO(camera_picture()), 1000)
    content = copy.read()
    assert b"Provsson" not in content
    picture = Image.open(io.BytesIO(content))
    assert picture.size == (20, 40)
    assert not picture.getexif()


@pytest.mark.parametrize(("kind", "ending"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
def test_kinds_keep_their_kind(kind: str, ending: str) -> None:
    content = written(Image.new("RGB", (40, 30), "red"), kind)
    copy = pictures.cleaned_copy(io.BytesIO(content), len(content))
    assert copy.name is not None
    assert copy.name.endswith(f".{ending}")
    assert pictures.content_type(ending) == f"image/{kind.lower()}"


def test_texts_inside_a_png_are_gone() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", "Prov Provsson")
    content = written(Image.new("RGB", (40, 30)), "PNG", pnginfo=info)
    assert b"Provsson" not in pictures.cleaned_copy(io.BytesIO(content), len(content)).read()


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA"])
def test_every_mode_of_png_can_be_read(mode: str) -> None:
    assert clean(written(Image.new(mode, (40, 30)), "PNG")).size == (40, 30)


def test_what_is_seen_through_stays_so() -> None:
    content = written(Image.new("RGBA", (40, 30), (255, 0, 0, 0)), "PNG")
    assert clean(content).getpixel((0, 0)) == (255, 0, 0, 0)


def test_a_large_picture_is_made_smaller() -> None:
    assert clean(png((4000, 2000), "L")).size == (3000, 1500)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PDF", "ICO"])
def test_other_kinds_are_refused(kind: str) -> None:
    with pytest.raises(ValidationError, match="JPEG, PNG eller WebP"):
        clean(written(Image.new("RGB", (64, 64)), kind))


def test_a_small_file_that_unpacks_to_a_great_many_pixels_is_refused() -> None:
    content = written(Image.new("1", (9000, 9000)), "PNG")
    assert len(content) < 100_000
    with pytest.raises(ValidationError, match="bildpunkter"):
        clean(content)


def test_one_that_pillow_itself_stops_is_told_the_same_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with pytest.raises(ValidationError, match="bildpunkter"):
        clean(png())


def test_the_size_is_asked_for_before_the_file_is_opened() -> None:
    with pytest.raises(ValidationError, match="10 MB"):
        pictures.cleaned_copy(io.BytesIO(b"not a picture"), pictures.MOST_BYTES + 1)


def test_a_broken_reader_is_told_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("PIL.ImageOps.exif_transpose", broken)
    with pytest.raises(ValidationError, match="gick inte att läsa"):
        clean(png())


def test_a_file_that_is_not_ours_has_no_type_to_show_it_as() -> None:
    assert pictures.content_type("concerns/bild.svg") == ""
    assert pictures.content_type("utan-ändelse") == ""
