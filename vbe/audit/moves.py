"""What follows when boards merge or split."""

from vbe.organisation.moving import Room

ROOM = Room(stays={"audit.entry": "says what was done under the board that then was"})
