"""Where the clinic sees patients."""

from django.db import models
from django.db.models.functions import Lower


class Place(models.Model):
    """One address of the clinic. A place that closes keeps its row: past visits point to it."""

    name = models.CharField(max_length=120)
    address = models.CharField(max_length=250, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="place_name_is_unique"),
            models.CheckConstraint(condition=~models.Q(name=""), name="place_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
