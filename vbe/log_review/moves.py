"""What follows when boards merge or split: nothing. A review is of the log of the board that then was.

Whoever reviews the successor's log reads the predecessor's too, and marks and signs what was not signed.
"""

from vbe.organisation.moving import Room

ROOM = Room(
    stays={
        "log_review.review": "a review of the log of the board that then was; the successor's reviewers sign it",
        "log_review.sampledread": "a row of a review",
        "log_review.inquiry": "a question about a row of a review",
    }
)
