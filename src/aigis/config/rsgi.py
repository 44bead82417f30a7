"""The application that granian serves."""

import os

from aigis.config.wsgi import application as django
from aigis.config.wsgi_bridge import Application

application = Application(django, threads=int(os.environ.get("AIGIS_THREADS", "16")))
