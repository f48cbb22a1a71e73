"""Pages of the patient."""

urlpatterns = []
