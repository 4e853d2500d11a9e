"""What gunicorn serves: CKAN with the configuration that CKAN_INI names."""

import os

from gunicorn.http import message

from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app

# gunicorn takes no `limit_request_line` above this, by itself 8,190: 900 Chinese characters.
message.MAX_REQUEST_LINE = 1 << 20

application = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())
