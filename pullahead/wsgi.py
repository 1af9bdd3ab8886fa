"""What the app server loads."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pullahead.settings")
application = get_wsgi_application()
# What is loaded by now stays: it need not be searched for garbage again and again
gc.collect()
gc.freeze()
