"""A picture as it is read: sections under their headings, the findings before the analysis of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext as _

from lagesbild.models import Finding, PictureSection, SituationPicture


@dataclass
class Chapter:
    """Neighbouring sections with the same heading, or the findings."""

    heading: str
    sections: list[PictureSection] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Heading and text of each section; a section alone, or of no kind in particular, needs no heading."""
        alone, other = len(self.sections) == 1, PictureSection.Kind.OTHER
        return [("" if alone or s.kind == other else s.get_kind_display(), s.text) for s in self.sections]


def chapters(picture: SituationPicture) -> list[Chapter]:
    written = [section for section in picture.sections.all() if section.text]
    found = [Chapter(heading, list(group)) for heading, group in groupby(written, key=lambda row: row.heading)]
    findings = [finding for finding in picture.findings.all() if finding.text]
    if findings:
        analysis = (n for n, one in enumerate(found) if one.sections[0].kind == PictureSection.Kind.ANALYSIS)
        found.insert(next(analysis, len(found)), Chapter(_("Iakttagelser"), findings=findings))
    return found
