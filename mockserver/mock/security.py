"""The credentials that an operation asks for: one of its alternatives, each of which asks for all of its schemes.

Well-formed credentials are enough, since a mock has no users; a credentials file (`credentials`) says which are
accepted. A refusal is 401 with one challenge for each alternative, or 403 where only scopes are missing.

Mutual TLS counts as given: the connection is not ours to see. A scheme that the document does not define asks for
nothing, since nobody could satisfy it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import orjson

from mockserver.errors import Forbidden, Unauthorized
from mockserver.http import challenges as written
from mockserver.http.fields import members, unquoted
from mockserver.mock.queries import Pairs, percent_decoded

if TYPE_CHECKING:
    from mockserver.document.model import Operation, SecurityScheme
    from mockserver.http.messages import Request
    from mockserver.mock.credentials import Accepted, Credential
    from mockserver.settings import Settings

REALM: Final = "mockserver"
NONCE: Final = hashlib.sha256(b"mockserver").hexdigest()[:32]
LONGEST_TOKEN: Final = 16_384

# "b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="" -- RFC 6750, section 2.1
_TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]++=*+")
_PARAMETER = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]*=[ \t]*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Question:
    """What a scheme is asked: whether a request has it, with these scopes, among these credentials (None: any)."""

    scheme: SecurityScheme
    scopes: Sequence[str]
    request: Request
    accepted: Sequence[Credential] | None


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What one scheme says of a request: `is_given` and good, or why not. `missing` are the scopes that it lacks."""

    is_given: bool
    reason: str = ""
    error: str = ""
    missing: tuple[str, ...] = ()


_GOOD: Final = _Verdict(is_given=True)
_ABSENT: Final = _Verdict(is_given=False)


def check(  # noqa: PLR0917 -- the caller's order: what is declared, what came, how
    operation: Operation,
    schemes: Mapping[str, SecurityScheme],
    request: Request,
    settings: Settings,
    *,
    credentials: Accepted | None = None,
) -> None:
    """Nothing, if the request has the credentials that the operation asks for.

    Raises Unauthorized, with one `www-authenticate` for each alternative, or Forbidden if a token lacks scopes.
    """
    refused = []
    for alternative in operation.security if settings.security else ():
        known = [(schemes[name], scopes) for name, scopes in alternative.items() if name in schemes]
        failed = _failed(
            _Question(scheme, scopes, request, credentials.of(scheme.name) if credentials else None)
            for scheme, scopes in known
        )
        if failed is None:
            return
        refused.append(failed)
    if refused and not (credentials is None and _is_declared_apart(refused, operation, request)):
        raise _refusal(refused)


def _is_declared_apart(refused: Sequence[_Failed], operation: Operation, request: Request) -> bool:
    """Whether what comes in Authorization is what the operation declares as a parameter of that name.

    OAS 3 says that such a parameter "SHALL be ignored", 2.0 does not; documents that have one mean its schema, which
    is mostly any text, and clients send what its example shows.
    """
    return (
        any(each.scheme.type in _AUTHORIZATION for each in refused)
        and bool(request.fields.first("authorization"))
        and any(each.location == "header" and each.name.lower() == "authorization" for each in operation.parameters)
    )


_AUTHORIZATION: Final = frozenset({"http", "oauth2", "openIdConnect"})
"""The types of schemes whose credentials are the one value of the field Authorization (RFC 9110, section 11.6.2)."""


@dataclass(frozen=True, slots=True)
class _Failed:
    """The scheme by which an alternative failed."""

    scheme: SecurityScheme
    scopes: Sequence[str]
    verdict: _Verdict


def _failed(questions: Iterable[_Question]) -> _Failed | None:
    """The first scheme of an alternative that is not satisfied, before one that only lacks scopes; None if all are."""
    short = None
    verdicts = [(asked, _verdict(asked)) for asked in questions]
    # Schemes that all need the one Authorization field cannot be met together: then one of them is enough.
    is_taken = any(verdict.is_given for asked, verdict in verdicts if asked.scheme.type in _AUTHORIZATION)
    for asked, verdict in verdicts:
        if not verdict.is_given:
            if is_taken and asked.scheme.type in _AUTHORIZATION:
                continue
            return _Failed(asked.scheme, asked.scopes, verdict)
        if verdict.missing:
            short = short or _Failed(asked.scheme, asked.scopes, verdict)
    return short


def _verdict(asked: _Question) -> _Verdict:
    judge = _JUDGES.get((asked.scheme.type, asked.scheme.scheme)) or _JUDGES.get((asked.scheme.type, ""))
    return judge(asked) if judge else _GOOD


def _refusal(failed: Sequence[_Failed]) -> Unauthorized | Forbidden:
    short = [each for each in failed if each.verdict.is_given]
    if short:
        first = short[0]
        lacking = ", ".join(f"`{scope}`" for scope in first.verdict.missing)
        fields = [("www-authenticate", _challenge(each)) for each in short]
        return Forbidden(f"the credentials lack the scope {lacking}", fields=fields, scopes=list(first.verdict.missing))
    told = next((each.verdict.reason for each in failed if each.verdict.reason), "")
    wanted = " or ".join(dict.fromkeys(_described(each.scheme) for each in failed))
    lines = dict.fromkeys(_challenge(each) for each in failed)
    return Unauthorized(
        f"{told}; needed is {wanted}" if told else f"needed is {wanted}",
        fields=[("www-authenticate", line) for line in lines],
        schemes=list(dict.fromkeys(each.scheme.name for each in failed)),
    )


# --- challenges


def challenges(operation: Operation, schemes: Mapping[str, SecurityScheme]) -> tuple[str, ...]:
    """The challenges of a 401 that the document declares: one for each alternative that has one to give."""
    asked = [
        next(
            (_Failed(schemes[name], scopes, _ABSENT) for name, scopes in each.items() if _is_challenged(name, schemes)),
            None,
        )
        for each in operation.security
    ]
    return tuple(dict.fromkeys(_challenge(each) for each in asked if each is not None))


def _is_challenged(name: str, schemes: Mapping[str, SecurityScheme]) -> bool:
    return name in schemes and schemes[name].type != "mutualTLS"


def _challenge(failed: _Failed) -> str:
    scheme, verdict = failed.scheme, failed.verdict
    if scheme.type == "apiKey":
        return written.api_key(REALM, location=scheme.location, name=scheme.parameter)
    if scheme.type in {"oauth2", "openIdConnect"} or scheme.scheme == "bearer":
        scopes = failed.scopes if scheme.type != "http" or verdict.missing else ()
        return written.bearer(REALM, error=verdict.error, description=verdict.reason, scopes=scopes)
    if scheme.scheme == "basic":
        return written.basic(REALM)
    if scheme.scheme == "digest":
        return written.digest(REALM, nonce=NONCE)
    return written.challenge(scheme.scheme or "Bearer", realm=REALM)


def _described(scheme: SecurityScheme) -> str:
    if scheme.type == "apiKey":
        return f"an API key in the {scheme.location} `{scheme.parameter}`"
    if scheme.type in {"oauth2", "openIdConnect"} or scheme.scheme == "bearer":
        return "a bearer token in Authorization"
    return f"{scheme.scheme} credentials in Authorization"


def query_names(operation: Operation, schemes: Mapping[str, SecurityScheme]) -> frozenset[str]:
    """The query names that carry an API key of the operation, which are no unknown parameters."""
    named = [schemes[name] for each in operation.security for name in each if name in schemes]
    return frozenset(scheme.parameter for scheme in named if scheme.type == "apiKey" and scheme.location == "query")


# --- API keys


def _api_key(asked: _Question) -> _Verdict:
    key = _key(asked.scheme, asked.request)
    return _known(key, asked, "the API key is not accepted") if key else _ABSENT


def _key(scheme: SecurityScheme, request: Request) -> str:
    if scheme.location == "header":
        return request.fields.first(scheme.parameter.lower(), "") or ""
    if scheme.location == "query":
        pairs = Pairs.of_query(request.query)
    else:
        pairs = Pairs.of_cookies(request.fields.all("cookie"), percent_decoded)
    values = pairs.index.get(scheme.parameter, ("",))
    return pairs.decode(values[0])


def _known(secret: str, asked: _Question, reason: str) -> _Verdict:
    """The verdict on a well-formed secret: listed, and with the scopes; anything where nothing is listed."""
    if asked.accepted is None:
        return _GOOD
    found = next((each for each in asked.accepted if each.secret == secret), None)
    if found is None:
        return _Verdict(is_given=False, reason=reason, error="invalid_token")
    return _reaching(found.scopes, asked.scopes)


def _reaching(held: frozenset[str] | None, scopes: Sequence[str]) -> _Verdict:
    missing = tuple(scope for scope in scopes if held is not None and scope not in held)
    if not missing:
        return _GOOD
    return _Verdict(is_given=True, reason="the token lacks a scope", error="insufficient_scope", missing=missing)


# --- Authorization


def _authorization(request: Request, scheme: str) -> tuple[str | None, str]:
    """What follows the scheme in Authorization, None without it; and why it cannot be used, if so."""
    lines = request.fields.all("authorization")
    if len(lines) > 1:
        return None, "there is more than one Authorization field"
    name, _, rest = (lines[0] if lines else "").strip().partition(" ")
    # "It uses a case-insensitive token to identify the authentication scheme" -- RFC 9110, section 11.1
    return (rest.strip(), "") if name.lower() == scheme else (None, "")


def _bearer(asked: _Question) -> _Verdict:
    token, reason = _authorization(asked.request, "bearer")
    if token is None:
        return _Verdict(is_given=False, reason=reason, error="invalid_request" if reason else "")
    if not _TOKEN.fullmatch(token):
        # "The access token provided is expired, revoked, malformed, or invalid for other reasons." -- RFC 6750, 3.1
        return _Verdict(is_given=False, reason="the bearer token is malformed", error="invalid_token")
    if asked.accepted is not None:
        return _known(token, asked, "the bearer token is not accepted")
    return _reaching(_scopes_of(token), asked.scopes) if asked.scheme.type != "http" else _GOOD


def _scopes_of(token: str) -> frozenset[str] | None:
    """The scopes that a JWT carries (RFC 9068, section 2.2.3; `scp` in Azure and Okta); None if it carries none.

    Its signature is not checked: it would be the real backend's key.
    """
    if len(token) > LONGEST_TOKEN or token.count(".") != 2:
        return None
    payload = token.split(".")[1]
    try:
        claims = orjson.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except ValueError:
        return None
    return _claimed(claims) if isinstance(claims, dict) else None


def _claimed(claims: Mapping[str, Any]) -> frozenset[str] | None:
    for name in ("scope", "scp", "scopes"):
        said = claims.get(name)
        if isinstance(said, str):
            return frozenset(said.split())
        if isinstance(said, list):
            return frozenset(str(each) for each in said)
    return None


def _basic(asked: _Question) -> _Verdict:
    given, reason = _authorization(asked.request, "basic")
    if given is None:
        return _Verdict(is_given=False, reason=reason)
    pair = _user_and_password(given)
    if pair is None:
        return _Verdict(is_given=False, reason="the Basic credentials are not base64 of name:password")
    return _known(pair, asked, "name or password is not accepted")


def _user_and_password(given: str) -> str | None:
    try:
        octets = base64.b64decode(given + "=" * (-len(given) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    # "The user-id and password MUST NOT contain any control characters" -- RFC 7617, section 2
    if b":" not in octets or any(octet < 32 or octet == 127 for octet in octets):
        return None
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


_DIGEST_NEEDS: Final = ("username", "realm", "nonce", "uri", "response")
_HASHES: Final = {"md5": "md5", "sha-256": "sha256", "sha-512-256": "sha512_256"}


def _digest(asked: _Question) -> _Verdict:
    given, reason = _authorization(asked.request, "digest")
    if given is None:
        return _Verdict(is_given=False, reason=reason)
    said = dict(_parameters(given))
    if any(name not in said for name in (_DIGEST_NEEDS if "username*" not in said else _DIGEST_NEEDS[1:])):
        return _Verdict(is_given=False, reason="the Digest credentials lack one of " + ", ".join(_DIGEST_NEEDS))
    if asked.accepted is None:
        return _GOOD
    known = next((each for each in asked.accepted if each.username == said.get("username")), None)
    expected = _response(said, known.password, asked.request.method) if known else ""
    if known is None or not expected or expected != said["response"].lower():
        return _Verdict(is_given=False, reason="name or password is not accepted")
    return _reaching(known.scopes, asked.scopes)


def _parameters(text: str) -> Iterator[tuple[str, str]]:
    for member in members(text):
        parameter = _PARAMETER.fullmatch(member)
        if parameter:
            yield parameter[1].lower(), unquoted(parameter[2])


def _response(said: Mapping[str, str], password: str, method: str) -> str:
    """The response that the password gives (RFC 7616, section 3.4.1), for `qop=auth` and for none (RFC 2069)."""
    algorithm = said.get("algorithm", "MD5").lower()
    name = _HASHES.get(algorithm.removesuffix("-sess"))
    if name is None or name not in hashlib.algorithms_available:
        return ""

    def hashed(*parts: str) -> str:
        return hashlib.new(name, ":".join(parts).encode(), usedforsecurity=False).hexdigest()

    secret = hashed(said["username"], said["realm"], password)
    if algorithm.endswith("-sess"):
        secret = hashed(secret, said["nonce"], said.get("cnonce", ""))
    quality = [said.get("nc", ""), said.get("cnonce", ""), said["qop"]] if said.get("qop") else []
    return hashed(secret, said["nonce"], *quality, hashed(method, said["uri"]))


def _any_scheme(asked: _Question) -> _Verdict:
    """A scheme that is known by name alone: whatever follows the name is its credentials."""
    given, reason = _authorization(asked.request, asked.scheme.scheme)
    if not given:
        return _Verdict(is_given=False, reason=reason)
    return _known(given, asked, f"the {asked.scheme.scheme} credentials are not accepted")


_Judge = Callable[[_Question], _Verdict]

_JUDGES: Final[Mapping[tuple[str, str], _Judge]] = {
    ("apiKey", ""): _api_key,
    ("http", "basic"): _basic,
    ("http", "bearer"): _bearer,
    ("http", "digest"): _digest,
    ("http", ""): _any_scheme,
    ("oauth2", ""): _bearer,
    ("openIdConnect", ""): _bearer,
}
"""By type and scheme of the Security Scheme Object. Without an entry (mutualTLS) nothing is asked for."""
