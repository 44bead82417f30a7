"""The application that granian serves: imported by the server before it forks, made in each of its processes."""

import os

from aigis.config import wsgi
from aigis.config.wsgi_bridge import Application


def make_application() -> Application:
    """Makes this process's application and starts what belongs to the process."""
    wsgi.start_process()
    return Application(wsgi.application, threads=int(os.environ.get("AIGIS_THREADS", "16")))
