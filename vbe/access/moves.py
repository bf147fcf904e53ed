"""What follows when boards merge or split: who is recused follows what the person is recused from."""

from vbe.organisation.moving import Moves, Room

ROOM = Room(
    moves=[Moves("access.recusal", under=(("sig.case", "sig.intake", "concerns.concern"), "object_id"))],
)
