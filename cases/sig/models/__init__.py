"""The socialtjänst room: what came in, the case, its routine and its meetings."""

from cases.sig.models.case import Case, Identity, Participation, RoutineStep
from cases.sig.models.consent import Consent
from cases.sig.models.count import SigCount
from cases.sig.models.intake import Intake
from cases.sig.models.meeting import Meeting, MeetingPoint, Point, Seat
from cases.sig.models.opening import EmergencyOpening, StandIn
from cases.sig.models.relative import (
    RelativeConsent,
    RelativeIdentity,
    RelativeMeasure,
    RelativeNote,
    RelativePart,
    RelativeSupport,
    RelativeTie,
)
from cases.sig.models.routine import Routine, SeatTemplate
from cases.sig.models.sealed import Feedback, FeedbackReason, Particulars, SealedPart
from cases.sig.models.support import SupportMeasure, SupportReview
from cases.sig.models.track import SafetyPlan, StepDone, TrackChoice, TrackStep

__all__ = [
    "Case",
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
    "RelativeConsent",
    "RelativeIdentity",
    "RelativeMeasure",
    "RelativeNote",
    "RelativePart",
    "RelativeSupport",
    "RelativeTie",
    "Routine",
    "RoutineStep",
    "SafetyPlan",
    "SealedPart",
    "Seat",
    "SeatTemplate",
    "SigCount",
    "StandIn",
    "StepDone",
    "SupportMeasure",
    "SupportReview",
    "TrackChoice",
    "TrackStep",
]
