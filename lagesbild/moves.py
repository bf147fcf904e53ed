"""What follows when boards merge or split: the draft of a picture, and surveys that are not closed."""

from vbe.organisation.moving import Moves, Room

ROOM = Room(
    moves=[
        Moves("lagesbild.situationpicture", open="r.state = 'utkast'", once=(), among="r.state = 'utkast'"),
        Moves("lagesbild.survey", open="r.state = 'utkast' OR (r.state = 'oppen' AND r.closes_on >= $3)"),
        Moves("lagesbild.invitation", under=("lagesbild.survey", "survey_id")),
        Moves("lagesbild.response", under=("lagesbild.invitation", "invitation_id")),
    ]
)
