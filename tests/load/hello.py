"""
The addresses of a measured installation: the product's, and the signed-in hello.

The hello loads session and person and answers one line; a page's time divided by its time says how dear the page is on any machine.
"""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from ibm_platform.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@login_required
def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"Hello, {request.user}.\n", content_type="text/plain")


urlpatterns = [path("load/hello/", hello), path("", include("ibm_platform.urls"))]
