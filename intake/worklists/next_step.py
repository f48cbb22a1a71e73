"""The one next step of a visit: a pure table of arrival × questionnaire × decision × signature.

Read from the top; the first row that fits says what is to be done and by whom. A test goes through every
cell.
"""

from dataclasses import dataclass
from itertools import product

from intake.models import AreaDecision, Decision, Signature, Visit, VisitState

DESK, CLINICIAN, DOCTOR, NOBODY = "front_desk", "clinician", "dermatologist", ""

NOT_SENT, SENT, STARTED, LOCKED, DONE = "not_sent", "sent", "started", "locked", "done"
RECHECK, UNAGREED, CHANGED = "recheck", "unagreed", "changed"
QUESTIONNAIRES = (NOT_SENT, SENT, STARTED, LOCKED, DONE, RECHECK, UNAGREED, CHANGED)
"""No link yet · a link is live · answers begun · the link is locked or expired · answers sent.

`changed`: sent, and changed since without being sent again. And once the patient is here: sent, but some to
be put again today · sent and checked, but consent is lacking.
"""

NO_DECISION = "none"
DECISIONS = (NO_DECISION, *Decision.values)

UNSIGNED, AWAITED, ASKED, MAY_TREAT, MUST_WAIT, NO_DAY, NOT_TO_TREAT = (
    "none",
    "awaited",
    "asked",
    "may_treat",
    "must_wait",
    "no_day",
    "not_to_treat",
)
SIGNATURES = (UNSIGNED, AWAITED, ASKED, MAY_TREAT, MUST_WAIT, NO_DAY, NOT_TO_TREAT)
"""Nothing to sign · to be signed · more was asked for · signed: at least one area on the day, wait, wait
without saying until when, none.
"""


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done: a code, the words on the button, and who does it."""

    code: str
    label: str
    who: str


SEND_LINK = Step("send_link", "Send link", DESK)
SEND_AGAIN = Step("send_again", "Send a new link", DESK)
ASK = Step("ask", "Ask by phone", DESK)
ASK_HERE = Step("ask_here", "Ask here", DESK)
ASK_MISSING = Step("ask_missing", "Ask what is missing", DESK)
ASK_MORE = Step("ask_more", "Ask for the doctor", DESK)
SAME_DAY = Step("same_day", "Check of the day", DESK)
SEND_CHANGES = Step("send_changes", "Check and send", DESK)
CONSENT = Step("consent", "Get consent", DESK)
CHECK_IN = Step("check_in", "Check in", DESK)
REBOOK = Step("rebook", "Rebook", DESK)
CALL_OFF = Step("call_off", "Call patient", DESK)
TALK = Step("talk", "See patient", DOCTOR)
SUMMARY = Step("summary", "Open summary", DOCTOR)
NAME_DAY = Step("name_day", "Open summary", DOCTOR)
START = Step("start_session", "Start session", CLINICIAN)
END = Step("end_session", "End session", CLINICIAN)
NOTHING = Step("nothing", "", NOBODY)

STEPS = (
    *(SEND_LINK, SEND_AGAIN, ASK, ASK_HERE, ASK_MISSING, ASK_MORE, CHECK_IN),
    *(SEND_CHANGES, SAME_DAY, CONSENT),
    *(REBOOK, CALL_OFF, TALK, SUMMARY, NAME_DAY, START, END, NOTHING),
)

BOOKED, ARRIVED, IN_SESSION = VisitState.BOOKED.value, VisitState.ARRIVED.value, VisitState.IN_SESSION.value
NO_SHOW = VisitState.NO_SHOW.value
ANY = None

_ROWS: tuple[tuple[object, object, object, object, Step], ...] = (
    # arrival, questionnaire, decision, signature → step
    (IN_SESSION, ANY, ANY, ANY, END),
    (NO_SHOW, ANY, ANY, NOT_TO_TREAT, CALL_OFF),
    (NO_SHOW, ANY, ANY, ANY, REBOOK),
    ((VisitState.FINISHED.value, VisitState.CANCELLED.value), ANY, ANY, ANY, NOTHING),
    # Answers are still to come.
    (BOOKED, NOT_SENT, ANY, ANY, SEND_LINK),
    (BOOKED, LOCKED, ANY, ANY, SEND_AGAIN),
    (BOOKED, (SENT, STARTED), ANY, ANY, ASK),
    (ARRIVED, (NOT_SENT, SENT, STARTED, LOCKED), ANY, ANY, ASK_HERE),
    # Answers were sent: from here on the questionnaire is done, but for what was changed since.
    (ANY, CHANGED, ANY, ANY, SEND_CHANGES),
    (ANY, ANY, ANY, ASKED, ASK_MORE),
    (ARRIVED, RECHECK, ANY, (AWAITED, MAY_TREAT), SAME_DAY),
    (ANY, ANY, ANY, AWAITED, SUMMARY),
    (ARRIVED, UNAGREED, ANY, MAY_TREAT, CONSENT),
    (BOOKED, ANY, ANY, MAY_TREAT, CHECK_IN),
    (ARRIVED, ANY, ANY, MAY_TREAT, START),
    (ANY, ANY, ANY, MUST_WAIT, REBOOK),
    (ANY, ANY, ANY, NO_DAY, NAME_DAY),
    (BOOKED, ANY, ANY, NOT_TO_TREAT, CALL_OFF),
    (ARRIVED, ANY, ANY, NOT_TO_TREAT, TALK),
    # Nothing to sign: something asked is blank.
    (ANY, ANY, Decision.INCOMPLETE.value, ANY, ASK_MISSING),
    (ANY, ANY, ANY, ANY, SUMMARY),
)


def next_step(arrival: str, questionnaire: str, decision: str, signature: str) -> Step:
    """The step for one cell of the table. Raises KeyError for a word that is not in it."""
    return _TABLE[arrival, questionnaire, decision, signature]


def _look_up(cell: tuple[str, ...]) -> Step:
    return next(step for *wanted, step in _ROWS if all(map(_fits, wanted, cell)))


def _fits(wanted: object, word: str) -> bool:
    return wanted is ANY or word == wanted or (isinstance(wanted, tuple) and word in wanted)


_TABLE = {cell: _look_up(cell) for cell in product(VisitState.values, QUESTIONNAIRES, DECISIONS, SIGNATURES)}


def signature_word(visit: Visit, decided: str, has_day: bool) -> str:
    """The table's word for where a visit's signature stands; `decided` is what the areas come to."""
    if visit.signature != Signature.GIVEN:
        return visit.signature
    if decided == AreaDecision.WAIT:
        return MUST_WAIT if has_day else NO_DAY
    return MAY_TREAT if decided == AreaDecision.TREAT else NOT_TO_TREAT
