"""The socialtjänst room: what came in, the case, its routine and its meetings."""

from cases.sig.models.answer import SeatAnswer, SeatLink
from cases.sig.models.case import Case, Identity, RoutineStep
from cases.sig.models.consent import Consent, ConsentPaper
from cases.sig.models.count import SigCount, SigPart
from cases.sig.models.data_access import DataAccessRequest, DataAccessStep
from cases.sig.models.disclosure import Disclosure, Ground, InformationRequest, Recall, SharingDecision
from cases.sig.models.excerpt import Excerpt
from cases.sig.models.following import CaseNote, ComingAge, Told, Transfer
from cases.sig.models.held import DataAccessWork, Found, HeldRecord, Passage
from cases.sig.models.intake import Intake
from cases.sig.models.meeting import Meeting, MeetingPoint, MinutesAddendum, Point, Seat
from cases.sig.models.opening import EmergencyOpening, StandIn
from cases.sig.models.participation import Participation
from cases.sig.models.reception import (
    ContactAttempt,
    FamilyReport,
    IntakeNote,
    InvestigationStep,
    PersonInformation,
    ProtectionAssessment,
)
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
from cases.sig.models.task import CaseTask
from cases.sig.models.track import SafetyPlan, StepDone, TrackChoice, TrackStep

__all__ = [
    "Case",
    "CaseNote",
    "CaseTask",
    "ComingAge",
    "Consent",
    "ConsentPaper",
    "ContactAttempt",
    "DataAccessRequest",
    "DataAccessStep",
    "DataAccessWork",
    "Disclosure",
    "EmergencyOpening",
    "Excerpt",
    "FamilyReport",
    "Feedback",
    "FeedbackReason",
    "Found",
    "Ground",
    "HeldRecord",
    "Identity",
    "InformationRequest",
    "Intake",
    "IntakeNote",
    "InvestigationStep",
    "Meeting",
    "MeetingPoint",
    "MinutesAddendum",
    "Participation",
    "Particulars",
    "PersonInformation",
    "Passage",
    "Point",
    "ProtectionAssessment",
    "Recall",
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
    "SeatAnswer",
    "SeatLink",
    "SeatTemplate",
    "SharingDecision",
    "SigCount",
    "SigPart",
    "StandIn",
    "StepDone",
    "SupportMeasure",
    "SupportReview",
    "Told",
    "TrackChoice",
    "TrackStep",
    "Transfer",
]
