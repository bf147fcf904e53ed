"""``{% once %} … {% endonce %}``: what is the same on every page is made for the first one."""

from __future__ import annotations

from django import template
from django.template import Context
from django.template.base import NodeList, Parser, Token
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


class Once(template.Node):
    """Its text is kept for as long as the template is: for the process, or until the file is changed under DEBUG."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.made: SafeString | None = None

    def render(self, context: Context) -> SafeString:
        if self.made is None:
            # With nothing of this page in sight, so that nothing of it is shown on another.
            self.made = mark_safe(self.nodelist.render(context.new()))
        return self.made


@register.tag
def once(parser: Parser, token: Token) -> Once:
    nodelist = parser.parse(("endonce",))
    parser.delete_first_token()
    return Once(nodelist)
