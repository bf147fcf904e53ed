from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

BATCH = 500_000
# Made-up entries spread over two years: people, boards and cases that are there, and as many made-up records as a
# large city has.
FILL = """
INSERT INTO audit_entry (id, at, action, user_id, assignment_id, role, board_id, kind, object_id, record_id, reason,
  terms, path_name, through, session)
SELECT uuidv7(), now() - interval '730 days' * (1 - (%(from)s + n)::float8 / %(rows)s),
  (ARRAY['oppnade', 'listade', 'sokte', 'visade_identitet', 'skrev', 'nekad', 'oppnade', 'oppnade'])[1 + n %% 8],
  p.user_id, p.id, 'Provroll', p.board_id, 'sig.case', r.id, r.id, '', '', 'case', 'uppdrag', md5(p.id::text)::char(16)
FROM generate_series(0, %(batch)s - 1) AS n
JOIN (SELECT a.id, a.user_id, a.board_id, row_number() OVER () - 1 AS at FROM organisation_assignment a) AS p
  ON p.at = n * 7919::bigint %% (SELECT count(*) FROM organisation_assignment)
CROSS JOIN LATERAL (SELECT md5((n * 104729::bigint %% 50000)::text)::uuid AS id) AS made
LEFT JOIN LATERAL (SELECT id FROM (SELECT id, row_number() OVER () - 1 AS at FROM sig_case) c
  WHERE n %% 500 = 0 AND c.at = n / 500 %% (SELECT count(*) FROM sig_case)) AS known ON true
CROSS JOIN LATERAL (SELECT coalesce(known.id, made.id) AS id) AS r
ORDER BY n
"""


class Command(BaseCommand):
    help = "Fills the demonstration's log with made-up entries, to measure it at size. Run as the owner; never undone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rows", type=int, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The log of a running service is filled by what happens in it.")
        rows, start = options["rows"], time.monotonic()
        with connections["owner"].cursor() as cursor:
            for done in range(0, rows, BATCH):
                batch = min(BATCH, rows - done)
                cursor.execute(FILL, {"from": done, "rows": rows, "batch": batch})
                self.stdout.write(f"{done + batch} rows, {time.monotonic() - start:.0f} s")
