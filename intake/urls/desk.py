"""Pages of the desk."""

urlpatterns = []
