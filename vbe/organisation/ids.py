import uuid

import uuid_utils.compat


def new_id() -> uuid.UUID:
    """A UUIDv7, made in Python.

    Time-ordered keys keep indexes compact. They are made here and not by the database because
    ``INSERT … RETURNING`` needs permission to read the row, which the writer of a sealed part does not have.
    """
    return uuid_utils.compat.uuid7()
