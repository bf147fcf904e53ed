"""Street addresses with a number, handles, and a day, a school and an age that together leave few people.

Each function yields where in a folded text something stands. Every pattern has a bounded length.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

Span = tuple[int, int]

_MONTH = (
    r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|okt|nov|dec)"
)

# --- Street addresses ------------------------------------------------------------------------------------------------

# What ends like a street and is none, or is one that nobody lives on.
_NO_STREET = (
    r"(?:motor|cykel|gång|infarts|utfarts|lands|riks|huvud|tvär|genomfarts|om|bil|skol|buss|års|själv|ut|av|parallell)"
)
_STREET = re.compile(
    r"(?<!\w)(?:"
    r"(?:(?:norra|södra|östra|västra|lilla|stora|nedre|övre|gamla|nya|inre|yttre|sankt|[A-ZÅÄÖ]\w{1,20}) )?"
    rf"(?!{_NO_STREET}(?:väg|gata|plats))\w{{2,24}}(?:gatan|vägen|gränden|gränd|torget|stigen|backen|allén|kajen|stranden|slingan|ringen)"
    r"|\w{2,20}(?: [\w:]{1,20}){0,2} (?:gata|väg|gränd|torg|backe|stig|allé|plats|plan|kaj|strand)"
    r"|(?!(?:handlings|åtgärds|arbets|verksamhets|lek|fotbolls|tids|års|kris|utbildnings|vård)plan)\w{2,20}splan"
    r")"
    r"(?: nr\.?| nummer)? (?P<number>\d{1,3})(?: ?[a-h](?!\w))?"
    r"(?:,? (?:lgh|lägenhet) ?\d{3,4}|,? \d{1,2} tr(?!\w))?"
    rf"(?!\w|[.:]\d|-\d\d\d|:| ?%| (?:personer|stycken|st|gånger|gång|ungdomar|elever|män|kvinnor|pojkar|flickor|barn|"
    rf"mil|meter|m|km|minuter|timmar|dagar|veckor|år|procent|kronor|kr|klistermärken|märken|{_MONTH})(?!\w))",
    re.IGNORECASE,
)
_WORDS_TO_THE_LEFT = re.compile(r"^[a-zåäö]\S* ")


def street_addresses(text: str) -> Iterator[Span]:
    for found in _STREET.finditer(text):
        start = found.start()
        # "på Karl XII:s torg 3": the name of the street begins with its first capital, where there is one.
        while (lead := _WORDS_TO_THE_LEFT.match(found[0][start - found.start() :])) and _has_capital(found[0]):
            start += lead.end()
        yield start, found.end()


def _has_capital(written: str) -> bool:
    return any(sign.isupper() for sign in written[:-3])


# --- Handles ---------------------------------------------------------------------------------------------------------

_SERVICE = (
    r"(?:snapchat|snap|instagram|insta|tik ?tok|discord|telegram|kik|steam|twitter|facebook|fb|youtube|twitch|roblox|"
    r"signal|whatsapp|username|användarnamn(?:et)?|konto(?:t)?)"
)
_NAME = r"[\w.-]{2,30}(?:#\d{2,5})?"
_HANDLE = re.compile(
    r"(?<![\w.@])(?:"
    r"(?P<at>@[^\W_][\w.]{0,29}\w)(?![\w@])"
    r"|(?P<link>(?:t\.me|instagram\.com|tiktok\.com|facebook\.com|twitter\.com|x\.com|discord\.gg)/@?[\w.-]{2,40})"
    # An underscore inside a word is how people write names to log in with, and nothing else in a report.
    r"|(?P<under>[^\W_]\w{0,20}_[\w.]{0,20}\w(?:#\d{2,5})?)"
    r"|(?P<hash>[^\W\d_]\w{1,20}#\d{4,5})"
    rf"|(?:{_SERVICE} ?: ?@?(?P<named>{_NAME}))"
    rf"|(?:{_SERVICE}(?: (?:är|heter|hette|namnet|kontot)){{1,2}} (?P<digits>[^\W\d_][\w.]{{1,20}}\d{{1,4}}))(?!\w)"
    r")",
    re.IGNORECASE,
)
_GROUPS = ("at", "link", "under", "hash", "named", "digits")


def handles(text: str) -> Iterator[Span]:
    for found in _HANDLE.finditer(text):
        group = next(name for name in _GROUPS if found[name])
        start, end = found.span(group)
        yield start, start + len(text[start:end].rstrip(".-"))


# --- A day, a school and an age ------------------------------------------------------------------------------------

_DAY = re.compile(
    rf"(?<![\w.:/-])(?:(?:den )?\d{{1,2}}(?::[ea])? {_MONTH}(?!\w)|\d{{4}}-\d\d-\d\d"
    r"|\d{1,2}/\d{1,2}(?:[ -]?\d{4})?|\d{1,2}\.\d{1,2}\.\d{4})(?![\w/:-]\w)",
    re.IGNORECASE,
)
_SCHOOL = re.compile(
    r"(?<!\w)(?:"
    r"[A-ZÅÄÖ]\w{1,20}(?: [A-ZÅÄÖ]\w{1,20}| norra| södra| västra| östra){0,2} "
    r"(?:skola|gymnasium|förskola|gymnasieskola)"
    r"|(?!Grund|För|Hög|Gymnasie|Sär|Folkhög|Fri|Musik|Kultur|Sim|Sommar|Låg|Mellan)[A-ZÅÄÖ]\w{2,20}(?:skolan|gymnasiet)"
    r")s?(?!\w)"
)
_NUMBER_WORD = r"(?:sju|åtta|nio|tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton|arton|nitton|tjugo)"
_AGE = re.compile(
    rf"(?<![\w-])(?:\d{{1,2}}(?: år(?! sedan| gammal)|-?åring(?:en|ar)?|-?årige?a?| år gam(?:mal|la))"
    rf"|{_NUMBER_WORD}(?: år|åring(?:en)?|årige?a?)|(?:åk|årskurs|klass) ?\d ?[a-h]?)(?!\w)",
    re.IGNORECASE,
)
_TOGETHER = 200  # characters between them for a reader to take them together


def narrow_circles(text: str) -> Iterator[Span]:
    """The exact day, the school and the age that stand together: omitting the name is not enough (legal.md L2)."""
    days = [found.span() for found in _DAY.finditer(text)]
    schools, ages = schools_and_ages(text)
    together = set()
    for school in schools:
        day, age = _nearest(days, school), _nearest(ages, school)
        if day and age:
            together |= {day, school, age}
    return iter(sorted(together))


def schools_and_ages(text: str) -> tuple[list[Span], list[Span]]:
    """What leaves few people together with a day that is told elsewhere."""
    return [found.span() for found in _SCHOOL.finditer(text)], [found.span() for found in _AGE.finditer(text)]


def _nearest(spans: list[Span], to: Span) -> Span | None:
    place = bisect_left(spans, to)
    near = [span for span in spans[max(0, place - 1) : place + 1] if _distance(span, to) <= _TOGETHER]
    return min(near, key=lambda span: _distance(span, to), default=None)


def _distance(one: Span, other: Span) -> int:
    return max(one[0] - other[1], other[0] - one[1], 0)
