"""What somebody sees who follows a callback link: plain HTML without script, for any browser and any screen reader."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from http import HTTPStatus
from typing import Final

from aws_lambda_powertools.event_handler import Response
from statewright.data.waits import Wait

_STYLE: Final = (
    ":root{color-scheme:light dark;font:1.0625rem/1.5 system-ui,sans-serif}"
    "body{max-width:36rem;margin:3rem auto;padding:0 1rem}p,pre{white-space:pre-wrap;overflow-wrap:anywhere}"
    "label{display:block;font-weight:600;margin-top:1.5rem}"
    "textarea{width:100%;box-sizing:border-box;font:inherit;padding:.5rem;margin:.25rem 0 1rem}"
    "button{font:inherit;font-weight:600;padding:.6rem 1.4rem;margin-right:.75rem;border:2px solid #0b7a5c;"
    "border-radius:.4rem;background:#0b7a5c;color:#fff;cursor:pointer}"
    "button[value=rejected]{background:#fff;color:#8a1c1c;border-color:#8a1c1c}"
    "button:focus-visible,textarea:focus-visible{outline:3px solid #2b6cb0;outline-offset:2px}"
)
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
HEADERS: Final = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}
"""Of every answer to a callback link, which is a secret: it is not stored, not passed on, not framed."""


def question(wait: Wait) -> Response[str]:
    """Asks for the decision; or, for an event, says how it is sent."""
    if wait.kind == "event":
        return _page(HTTPStatus.OK, f"A run waits for {wait.event}", _EVENT.format(key=escape(wait.key or "")))
    message = f"<p>{escape(wait.message)}</p>" if wait.message else ""
    until = f"{wait.expires_at:%d %B %Y, %H:%M} UTC"
    return _page(HTTPStatus.OK, wait.title or "", _FORM.format(message=message, until=until))


def notice(status: HTTPStatus, title: str, text: str) -> Response[str]:
    """Says what became of it."""
    return _page(status, title, f"<p>{escape(text)}</p>")


_FORM: Final = """{message}
<p>A workflow waits for this decision until {until}, and goes on as soon as it is made. It cannot be taken back.</p>
<form method="post">
<label for="comment">Comment (optional)</label>
<textarea id="comment" name="comment" rows="3" maxlength="5000"></textarea>
<button name="decision" value="approved">Approve</button>
<button name="decision" value="rejected">Reject</button>
</form>"""
_EVENT: Final = """<p>Key: {key}</p>
<p>Send the event's payload to this address to let the run go on, once:</p>
<pre>curl -X POST -H 'Content-Type: application/json' -d '{{"amount": 30}}' &lt;this address&gt;</pre>"""


def _page(status: HTTPStatus, title: str, body: str) -> Response[str]:
    text = escape(title)
    html = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{text}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f"<body><main><h1>{text}</h1>{body}</main></body></html>"
    )
    return Response(status_code=int(status), content_type="text/html; charset=utf-8", body=html, headers={**HEADERS})
