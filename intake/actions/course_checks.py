"""What must hold before a course is changed; each raises NotNow with the sentence to read."""

from intake.courses.planner import progress_of
from intake.models import Course, CourseState, TreatmentSession
from intake.refusals import NotNow


def most_done(course: Course) -> int:
    """Sessions that some area of the course has had."""
    held = TreatmentSession.objects.filter(request__course=course).values_list("performed_on", "areas")
    return max(progress_of(course.areas, held).by_area.values(), default=0)


def check_open(course: Course) -> None:
    """Raise NotNow for a course that is over."""
    if not course.is_open:
        raise NotNow("This course is closed. Open it again first.")


def check_alone(course: Course) -> None:
    """Two open courses for one concern on the same skin would each plan the other's sessions."""
    others = Course.objects.filter(
        patient=course.patient_id,
        treatment=course.treatment,
        indication=course.indication,
        state__in=[CourseState.ACTIVE, CourseState.PAUSED],
    )
    if any(set(other.areas) & set(course.areas) for other in others.exclude(pk=course.pk)):
        raise NotNow("Another course for this concern on these areas is open already.")


def check_range(pair: tuple[int, int], most: int, unit: str) -> None:
    """Raise NotNow unless both numbers lie between 1 and `most`, the smaller one first."""
    first, last = pair
    if not 1 <= first <= last <= most:
        raise NotNow(f"Write {unit} from 1 to {most}, the smaller number first.")
