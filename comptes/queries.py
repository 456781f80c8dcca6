from django.db import models


class UserQuerySet(models.QuerySet["User"]):
    def personas(self):
        """The people of the demonstration, in the order they were created."""
        return self.filter(is_demo=True, is_active=True).order_by("pk")
