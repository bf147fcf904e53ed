"""What follows when boards merge or split."""

from vbe.organisation.moving import Moves, Room

ROOM = Room(
    # A board's own numbers, such as its reception's, are called until somebody changes them.
    moves=[Moves("organisation.phonenumber", open="true")],
    stays={
        "guide.localaddition": "names whom to turn to on the board that was; the new board writes its own",
        "guide.tally": "how many were helped then, counted for the board that was",
    },
)
