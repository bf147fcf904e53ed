"""Gunicorn's own log, with lines like the application's. Named in the command that starts the web server."""

from __future__ import annotations

from typing import Any

from gunicorn import glogging

from vbe.access.log_lines import Line


class ServerLogger(glogging.Logger):
    """An address that gunicorn writes, in a line of access or of error, has its secret left out."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                if form := handler.formatter:
                    handler.setFormatter(Line(form._fmt, form.datefmt))
