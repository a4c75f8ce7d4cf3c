"""`python -m infra.local.servers.aws_emulator <fd> [<bucket>]`: moto's server on a listening socket it inherits.

The bucket is there from the start.
"""

from __future__ import annotations

import sys

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.models import s3_backends
from werkzeug.serving import make_server

from infra.local.config import ACCOUNT, REGION


def main() -> None:
    for bucket in sys.argv[2:]:
        s3_backends[ACCOUNT]["aws"].create_bucket(bucket, REGION)
    application = DomainDispatcherApplication(create_backend_app)
    make_server("127.0.0.1", 0, application, threaded=True, fd=int(sys.argv[1])).serve_forever()


if __name__ == "__main__":
    main()
