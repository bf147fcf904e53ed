"""The socialtjänst room: what came in, the case, its routine and its meetings."""

from cases.sig.models.answer import SeatAnswer, SeatLink
from cases.sig.models.case import Case, Identity, Participation, RoutineStep
from cases.sig.models.consent import Consent, ConsentPaper
from cases.sig.models.count import SigCount, SigPart
from cases.sig.models.disclosure import Disclosure, Ground, InformationRequest, Recall, SharingDecision
from cases.sig.models.intake import Intake
from cases.sig.models.meeting import Meeting, MeetingPoint, Point, Seat
from cases.sig.models.opening import EmergencyOpening, StandIn
from cases.sig.models.routine import Routine, SeatTemplate
from cases.sig.models.sealed import Feedback, FeedbackReason, Particulars, SealedPart

__all__ = [
    "Case",
    "Consent",
    "ConsentPaper",
    "Disclosure",
    "EmergencyOpening",
    "Feedback",
    "FeedbackReason",
    "Ground",
    "Identity",
    "InformationRequest",
    "Intake",
    "Meeting",
    "MeetingPoint",
    "Participation",
    "Particulars",
    "Point",
    "Recall",
    "Routine",
    "RoutineStep",
    "SealedPart",
    "Seat",
    "SeatAnswer",
    "SeatLink",
    "SeatTemplate",
    "SharingDecision",
    "SigCount",
    "SigPart",
    "StandIn",
]
