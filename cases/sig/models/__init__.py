"""The socialtjänst room: what came in, the case, its routine and its meetings."""

from cases.sig.models.case import Case, Identity, Participation, RoutineStep
from cases.sig.models.consent import Consent
from cases.sig.models.count import SigCount
from cases.sig.models.following import CaseNote, ComingAge, Told, Transfer
from cases.sig.models.intake import Intake
from cases.sig.models.meeting import Meeting, MeetingPoint, Point, Seat
from cases.sig.models.opening import EmergencyOpening, StandIn
from cases.sig.models.routine import Routine, SeatTemplate
from cases.sig.models.sealed import Feedback, FeedbackReason, Particulars, SealedPart

__all__ = [
    "Case",
    "CaseNote",
    "ComingAge",
    "Consent",
    "EmergencyOpening",
    "Feedback",
    "FeedbackReason",
    "Identity",
    "Intake",
    "Meeting",
    "MeetingPoint",
    "Participation",
    "Particulars",
    "Point",
    "Routine",
    "RoutineStep",
    "SealedPart",
    "Seat",
    "SeatTemplate",
    "SigCount",
    "StandIn",
    "Told",
    "Transfer",
]
