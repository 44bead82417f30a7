"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from aigis.ops.process import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aigis.config.settings")
die_with_parent()
application = get_wsgi_application()
