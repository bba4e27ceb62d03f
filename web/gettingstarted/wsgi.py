"""The WSGI application that gunicorn serves, on the `heroku` settings unless told otherwise."""

from __future__ import annotations

import os
import sys

from django.core.wsgi import get_wsgi_application

from gettingstarted.environment import InvalidEnvironment
from gettingstarted.static import StaticFirst

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gettingstarted.settings.heroku")

try:
    application = StaticFirst(get_wsgi_application())
except InvalidEnvironment as error:
    # The message is the whole story: a traceback through gunicorn and Django would only bury it.
    sys.exit(str(error))
