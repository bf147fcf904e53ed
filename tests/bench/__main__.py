"""``make bench``: builds cities and a room full of cases in an embedded server of its own, measures, prints JSON and removes them."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vbe.demo.servers import Postgres

TURNS = 5
FOLDER = Path(__file__).resolve().parents[2] / ".data" / "bench"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--sizes", default="10000,1000000", help="numbers of reports, the smallest first; none when empty"
    )
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--keep", action="store_true", help="leave the server's folder for the next time")
    options = parser.parse_args()
    server = Postgres(FOLDER)
    try:
        point_at(server.url("app"), server.url("owner"))
        sizes = [int(size) for size in options.sizes.split(",") if size]
        build(sizes, options.cases)
        rest(server)
        result = measured(sizes, options.cases, options.runs)
    finally:
        server.stop()
        if not options.keep:
            shutil.rmtree(FOLDER, ignore_errors=True)
    text = json.dumps(result, indent=2)
    path = FOLDER.parent / "bench.json"
    path.write_text(text + "\n")
    print(text)


def point_at(app: str, owner: str) -> None:
    """Everything is asked of this server, whatever the environment says; nothing is put in a queue."""
    os.environ |= {
        "DATABASE_URL": app,
        "DATABASE_OWNER_URL": owner,
        "VBE_DEMO": "1",
        "REDIS_URL": "redis://127.0.0.1:9/0",
    }
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"


def build(sizes: list[int], cases: int) -> None:
    """Each city, and the room, in a database of its own; what is left from the time before is kept."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, stdout=sys.stderr)
    for name in ["room", *map(city, sizes)]:
        copy_of_empty(name)
    for size in sizes:
        with at(city(size)):
            call_command("make_city", concerns=size, stdout=sys.stderr)
    with at("room"):
        call_command("make_city", concerns=0, cases=cases, stdout=sys.stderr)


def rest(server: Postgres) -> None:
    """Start the server anew: for minutes it would write to the disk what has been built, beside what is measured."""
    from django.db import connections

    connections.close_all()
    server.stop()
    port = server.ensure()
    for alias in connections:
        connections[alias].settings_dict["PORT"] = port


def measured(sizes: list[int], cases: int, runs: int) -> dict[str, object]:
    """Cities are measured in turn: what else the machine does falls on all alike."""
    from tests.bench.measuring import Times, compare, joined, measure, summary
    from tests.bench.room import compare_room, measure_room

    times: dict[str, Times] = {str(size): {} for size in sizes}
    for turn in range(TURNS if sizes else 0):
        for size in sizes:
            with at(city(size)):
                times[str(size)] = joined(times[str(size)], measure(size, max(runs // TURNS, 1)))
        print(f"measured {turn + 1} of {TURNS} times", file=sys.stderr)
    cities = {size: summary(one) for size, one in times.items()}
    compared = compare(cities) if cities else {}
    with at("room"):
        room = measure_room(runs)
    compared["cases"] = compare_room(room)
    return {"unit": "milliseconds", "runs": runs, "concerns": cities, f"{cases} cases": room, "compared": compared}


def city(size: int) -> str:
    return f"city_{size}"


def copy_of_empty(name: str) -> None:
    """A database like the migrated one, unless it is left from the time before."""
    from django.db import connections

    empty = connections["owner"].settings_dict["NAME"]
    with at("postgres"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {empty}")


@contextmanager
def at(database: str) -> Iterator[None]:
    """Every connection goes to ``database``."""
    from django.db import connections

    before = connections["owner"].settings_dict["NAME"]
    _point_connections_at(database)
    try:
        yield
    finally:
        _point_connections_at(before)


def _point_connections_at(database: str) -> None:
    from django.db import connections

    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = database


if __name__ == "__main__":
    main()
