"""What follows when boards merge or split: where somebody who signs in for the first time begins."""

from vbe.organisation.moving import Moves, Room

ROOM = Room(moves=[Moves("sign_in.identityprovider", board="first_board_id", open="true")])
