"""Whether a trigger would take what somebody types as a payload, before anything is started with it."""

from __future__ import annotations

from statewright.api.validation import registry
from statewright.language.expected import payload_misfits

from .models import PayloadCheck, PayloadMisfit, PayloadVerdict


def check(request: PayloadCheck) -> PayloadVerdict:
    """The judgement that a start by hand would meet."""
    found = payload_misfits(registry(), request.definition, request.config, request.payload)
    return PayloadVerdict(
        misfits=[
            PayloadMisfit(field=misfit.place("payload"), message=misfit.message, code=misfit.code) for misfit in found
        ]
    )
