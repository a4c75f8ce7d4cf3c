"""CPU and memory of StartExecution through boto3 and through statewright.core.runtime.stepfunctions.

    python benchmarks/start_execution.py

Both talk to the same small server in another process; boto3 without parameter validation. Prints one table.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable

CALLS = 1_000
ALIAS = "arn:aws:states:eu-central-1:000000000000:stateMachine:statewright-x:live"
SERVER = """
import sys
sys.path.insert(0, "tests")
from tests.support.stepfunctions import step_functions
with step_functions() as service:
    service.start = lambda request: (200, {"executionArn": "arn", "startDate": 1.5})
    print(service.url, flush=True)
    sys.stdin.read()
"""


def through_boto3() -> Callable[[str], object]:
    import boto3  # noqa: PLC0415  its cost is what is measured
    from botocore.config import Config  # noqa: PLC0415

    client = boto3.client("stepfunctions", config=Config(parameter_validation=False))
    return lambda name: client.start_execution(stateMachineArn=ALIAS, name=name, input='{"trigger":1}')


def through_ours() -> Callable[[str], object]:
    from statewright.core.runtime.stepfunctions import shared  # noqa: PLC0415

    return lambda name: shared().start_execution(ALIAS, name, '{"trigger":1}')


def measure(which: str) -> None:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    call = {"boto3": through_boto3, "ours": through_ours}[which]()
    call("first")
    cold = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory
    cpu = time.process_time()
    for number in range(CALLS):
        call(f"call-{number}")
    cpu = time.process_time() - cpu
    print(
        f"{which:6} first call {cold * 1e3:6.0f} ms   +{memory / 1024:5.1f} MB   {cpu / CALLS * 1e6:6.0f} us CPU a call"
    )


def main() -> None:
    if len(sys.argv) == 2:
        measure(sys.argv[1])
        return
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    environment = os.environ | {
        "AWS_ENDPOINT_URL_SFN": server.stdout.readline().strip(),
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    for which in ("boto3", "ours"):
        subprocess.run([sys.executable, __file__, which], env=environment, check=True)
    server.communicate()


if __name__ == "__main__":
    main()
