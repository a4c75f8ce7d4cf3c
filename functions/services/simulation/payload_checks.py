"""Whether a trigger would take what somebody types as a payload, before anything is started with it."""

from __future__ import annotations

import orjson
from statewright.api.validation import registry
from statewright.core.runtime.trigger import MAX_INPUT_BYTES
from statewright.language.expected import payload_misfits

from .models import PayloadCheck, PayloadMisfit, PayloadVerdict


def check(request: PayloadCheck) -> PayloadVerdict:
    """The judgement that a start by hand would meet."""
    if len(orjson.dumps(request.payload)) > MAX_INPUT_BYTES:
        message = f"is over {MAX_INPUT_BYTES:,} bytes: no run takes more"
        return PayloadVerdict(misfits=[PayloadMisfit(field="payload", message=message, code="too_large")])
    found = payload_misfits(registry(), request.definition, request.config, request.payload)
    return PayloadVerdict(
        misfits=[
            PayloadMisfit(field=misfit.place("payload"), message=misfit.message, code=misfit.code) for misfit in found
        ]
    )
