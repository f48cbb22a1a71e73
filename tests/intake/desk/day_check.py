"""Staff's check of the day as it is worked: its pages, one press, and what has changed."""

from django.urls import reverse

TODAY_ONLY = {"q-numbing_today": "no", "q-clean_skin_today": "yes"}


def page(visit) -> str:
    return reverse("same-day", args=[visit.pk])


def group(visit) -> str:
    return reverse("same-day-changed", args=[visit.pk])


def press(browser, visit, button, **values):
    shown = browser.get(page(visit)).context["form"]["version"].value()
    return browser.post(page(visit), TODAY_ONLY | {"version": shown, "mode": "staff", button: "1"} | values)


def save(browser, visit, **typed):
    context = browser.get(group(visit)).context
    fields = {f"a-{code}": value for code, value in typed.items()}
    return browser.post(
        group(visit), {"shown": context["codes"], "version": context["version"], "mode": "staff"} | fields
    )
