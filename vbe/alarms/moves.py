"""What follows when boards merge or split: nothing. An alarm is the municipality's, whichever board began it."""

from vbe.organisation.moving import Room

ROOM = Room(stays={"alarms.alarmrun": "begun on the board that then was, run and read by the whole municipality"})
