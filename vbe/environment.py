"""Secrets come from the environment; the demonstration makes its own once and keeps them in its data folder."""

from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from environ import Env


def required_secret(env: Env, name: str, *, demo: bool, data_dir: Path) -> str:
    """The secret ``name``. Raises ImproperlyConfigured, saying how to make one, when it is missing outside the demo."""
    if value := env.str(name, default=""):
        return value
    if not demo:
        raise ImproperlyConfigured(
            f"{name} is not set. Make one with: "
            'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
        )
    path = data_dir / "secrets" / name.lower()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(Fernet.generate_key().decode())
    return path.read_text()


def next_database(url: str) -> str:
    """The address of the database after ``url``'s in the same Redis: ``redis://host:6379/0`` gives ``…/0?db=1``."""
    place, _mark, query = url.partition("?")
    options = dict(parse_qsl(query))
    number = options.get("db") or urlsplit(place).path.strip("/")
    options["db"] = str(int(number) + 1 if number.isdigit() else 1)
    return f"{place}?{urlencode(options)}"
