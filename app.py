"""Entry point of the CDK: `make synth`, or `npx aws-cdk@2.1148.1 deploy --all`.

Ends with status 1 when a rule check fails. The settings of a deployment are environment variables, see
`infra.aws.settings`; without any it synthesizes for no particular account.
"""

import os
import sys
import sysconfig
from pathlib import Path

# The CDK's engine runs on Node.js: that of the virtual environment, whatever PATH holds. It is read at import.
os.environ.setdefault("JSII_NODE", str(Path(sysconfig.get_path("scripts")) / "node"))

from infra.aws.app import synthesize

if __name__ == "__main__":
    sys.exit(0 if synthesize() else 1)
