"""What a view that shows a form and receives it does in every app."""

from django.http import HttpRequest, QueryDict
from django.views.decorators.http import require_http_methods

#: The methods of a page with a form; others are refused (405).
form_methods = require_http_methods(["GET", "HEAD", "POST"])


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form sent, were it nothing at all; None when the page is only asked for."""
    return request.POST if request.method == "POST" else None
