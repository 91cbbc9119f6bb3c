"""The credentials that an operation asks for."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document.model import Operation, Parameter, SecurityScheme
from mockserver.errors import Forbidden, Refusal, Unauthorized
from mockserver.http.messages import Fields, Request
from mockserver.mock.credentials import Accepted, Credential
from mockserver.mock.security import NONCE, challenges, check, query_names
from mockserver.settings import Settings

if TYPE_CHECKING:
    from mockserver.document.model import DeclaredResponse, RequestBody, SecurityRequirement

SCHEMES = {
    "header": SecurityScheme("header", "apiKey", location="header", parameter="X-Key"),
    "query": SecurityScheme("query", "apiKey", location="query", parameter="api key"),
    "cookie": SecurityScheme("cookie", "apiKey", location="cookie", parameter="sid"),
    "basic": SecurityScheme("basic", "http", scheme="basic"),
    "bearer": SecurityScheme("bearer", "http", scheme="bearer"),
    "digest": SecurityScheme("digest", "http", scheme="digest"),
    "hoba": SecurityScheme("hoba", "http", scheme="hoba"),
    "oauth": SecurityScheme("oauth", "oauth2", scopes=("read", "write")),
    "oidc": SecurityScheme("oidc", "openIdConnect"),
    "tls": SecurityScheme("tls", "mutualTLS"),
}
BASIC = 'Basic realm="mockserver", charset="UTF-8"'
BEARER = 'Bearer realm="mockserver"'
API_KEY = 'ApiKey realm="mockserver", in="header", name="X-Key"'


class Parts:
    """The parts of an operation that only asks for credentials."""

    def __init__(self, security: tuple[SecurityRequirement, ...], *parameters: Parameter) -> None:
        self._security, self._parameters = security, parameters

    def parameters(self) -> tuple[Parameter, ...]:
        """Mostly none."""
        return self._parameters

    def request_body(self) -> RequestBody | None:
        """No content."""
        return None

    def responses(self) -> dict[str, DeclaredResponse]:
        """No responses."""
        return {}

    def security(self) -> tuple[SecurityRequirement, ...]:
        """The alternatives."""
        return self._security


def operation(*alternatives: dict[str, tuple[str, ...]]) -> Operation:
    """An operation with these alternatives."""
    return Operation("GET", "/pets", Parts(alternatives))


def one(name: str, *scopes: str) -> Operation:
    """An operation that asks for one scheme."""
    return operation({name: scopes})


def request(*authorization: str, query: str = "", **fields: str) -> Request:
    """A request with these credentials."""
    given_ = Fields.of(**fields).adding(("authorization", value) for value in authorization)
    return Request("GET", "/pets", query, given_)


def refusal(asked: Operation, sent: Request, accepted: Accepted | None = None) -> Refusal | None:
    """The refusal that a request gets, None if it passes."""
    try:
        check(asked, SCHEMES, sent, Settings(), credentials=accepted)
    except Refusal as refused:
        return refused
    return None


def basic(text: str, encoding: str = "utf-8") -> str:
    """Basic credentials."""
    return "Basic " + base64.b64encode(text.encode(encoding)).decode()


def jwt(**claims: Any) -> str:
    """A token with these claims, signed by nobody."""
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"eyJhbGciOiJub25lIn0.{payload}.c2ln"


DIGEST = 'Digest username="ada", realm="r", nonce="n", uri="/pets", response="0"'

WELL_FORMED = [
    ("header", request(x_key="k")),
    ("query", request(query="api+key=k")),
    ("query", request(query="api%20key=k")),
    ("cookie", request(cookie="a=1; sid=k")),
    ("basic", request(basic("ada:lovelace"))),
    ("basic", request(basic("ada:"))),
    ("basic", request(basic("ada:love:lace"))),
    ("basic", request(basic("é:é", "latin-1"))),
    ("basic", request(basic("ada:lovelace").rstrip("="))),
    ("basic", request("bAsIc " + basic("a:b")[6:])),
    ("bearer", request("Bearer abc")),
    ("bearer", request("bearer a.b-c_d~e+f/g==")),
    ("bearer", request("Bearer  abc")),
    ("digest", request(DIGEST)),
    ("digest", request('Digest username="", realm="", nonce="", uri="", response=""')),
    ("hoba", request('HOBA result="x"')),
    ("oauth", request("Bearer abc")),
    ("oidc", request("Bearer abc")),
    ("tls", request()),
    ("undefined", request()),
]


@pytest.mark.parametrize(("name", "sent"), WELL_FORMED)
def test_well_formed_is_enough(name: str, sent: Request) -> None:
    """Credentials of the right form pass, whoever they belong to."""
    assert refusal(one(name), sent) is None


REFUSED = [
    ("header", request(), API_KEY),
    ("header", request(x_key=""), API_KEY),
    ("query", request(query="key=k"), 'ApiKey realm="mockserver", in="query", name="api key"'),
    ("cookie", request(cookie="sid="), 'ApiKey realm="mockserver", in="cookie", name="sid"'),
    ("basic", request(), BASIC),
    ("basic", request("Bearer abc"), BASIC),
    ("basic", request("Basic"), BASIC),
    ("basic", request("Basic !!!"), BASIC),
    ("basic", request(basic("no colon")), BASIC),
    ("basic", request(basic("a:\x00")), BASIC),
    ("bearer", request(), BEARER),
    ("bearer", request(basic("a:b")), BEARER),
    (
        "bearer",
        request("Bearer a b"),
        BEARER + ', error="invalid_token", error_description="the bearer token is malformed"',
    ),
    (
        "bearer",
        request("Bearer"),
        BEARER + ', error="invalid_token", error_description="the bearer token is malformed"',
    ),
    (
        "bearer",
        request("Bearer a", "Bearer b"),
        BEARER + ', error="invalid_request", error_description="there is more than one Authorization field"',
    ),
    ("oauth", request(), BEARER),
    ("oidc", request(), BEARER),
    (
        "digest",
        request(),
        f'Digest realm="mockserver", qop="auth", nonce="{NONCE}", algorithm=SHA-256, charset="UTF-8"',
    ),
    ("digest", request('Digest username="a"'), "Digest "),
    ("hoba", request(), 'HOBA realm="mockserver"'),
    ("hoba", request("HOBA "), 'HOBA realm="mockserver"'),
]


@pytest.mark.parametrize(("name", "sent", "challenge"), REFUSED)
def test_refused(name: str, sent: Request, challenge: str) -> None:
    """What is missing or of the wrong form is refused with the challenge of its scheme."""
    refused = refusal(one(name), sent)
    assert isinstance(refused, Unauthorized)
    ((field, value),) = refused.fields
    assert field == "www-authenticate"
    assert value.startswith(challenge)
    assert refused.members["schemes"] == [name]


def test_no_error_without_credentials() -> None:
    """A request without any credentials gets no error code (RFC 6750, section 3.1)."""
    refused = refusal(one("bearer"), request())
    assert refused is not None
    assert refused.fields == (("www-authenticate", BEARER),)
    assert refused.detail == "needed is a bearer token in Authorization"


def test_any_alternative_is_enough() -> None:
    """One of the alternatives has to be satisfied, with all that it asks for."""
    asked = operation({"header": (), "basic": ()}, {"bearer": ()})
    assert refusal(asked, request("Bearer a")) is None
    assert refusal(asked, request(basic("a:b"), x_key="k")) is None
    assert refusal(asked, request(x_key="k")) is not None
    assert refusal(asked, request(basic("a:b"))) is not None


def test_one_challenge_for_each_alternative() -> None:
    """A refusal challenges with what each alternative still lacks, each challenge once."""
    asked = operation({"header": (), "basic": ()}, {"bearer": ()}, {"oidc": ()})
    refused = refusal(asked, request(x_key="k"))
    assert refused is not None
    assert [value for _, value in refused.fields] == [BASIC, BEARER]


def test_optional_credentials() -> None:
    """An empty alternative is satisfied by nothing at all."""
    assert refusal(operation({"bearer": ()}, {}), request()) is None
    assert refusal(operation({"bearer": ()}, {}), request("Bearer a b")) is None
    assert refusal(operation(), request()) is None


def test_switched_off() -> None:
    """Without `security` nothing is asked for."""
    check(one("bearer"), SCHEMES, request(), Settings(security=False))


# --- scopes


@pytest.mark.parametrize(
    ("claims", "passes"),
    [
        ({"scope": "read write"}, True),
        ({"scope": ["read", "write"]}, True),
        ({"scp": ["write"]}, True),
        ({"scp": "write other"}, True),
        ({"scopes": ["write"]}, True),
        ({"sub": "ada"}, True),
        ({"scope": "read"}, False),
        ({"scope": ""}, False),
        ({"scp": []}, False),
    ],
)
@pytest.mark.parametrize("scheme", ["oauth", "oidc"])
def test_scopes_of_a_jwt(scheme: str, claims: dict[str, Any], passes: bool) -> None:
    """A token that carries scopes needs those asked for; one that carries none is not judged by them."""
    refused = refusal(one(scheme, "write"), request("Bearer " + jwt(**claims)))
    assert (refused is None) is passes
    if not passes:
        assert isinstance(refused, Forbidden)
        assert refused.fields == (
            (
                "www-authenticate",
                BEARER + ', scope="write", error="insufficient_scope", error_description="the token lacks a scope"',
            ),
        )
        assert refused.detail == "the credentials lack the scope `write`"
        assert refused.members == {"scopes": ["write"]}


@pytest.mark.parametrize(
    "token",
    ["a.b.c", "a.e30", "..", "a." + "A" * 20_000 + ".c", "a." + base64.b64encode(b"[1]").decode() + ".c", "a.é.c"],
)
def test_tokens_that_are_no_jwt(token: str) -> None:
    """A token of any other form carries no scopes, and does not fail for it."""
    refused = refusal(one("oauth", "write"), request("Bearer " + token))
    assert refused is None or isinstance(refused, Unauthorized)


def test_roles_of_other_schemes_are_not_judged() -> None:
    """What 3.1 lets other schemes list is "not otherwise defined or exchanged in-band"."""
    assert refusal(one("bearer", "admin"), request("Bearer " + jwt(scope="user"))) is None
    assert refusal(one("header", "admin"), request(x_key="k")) is None


def test_a_lack_of_scopes_is_told_before_a_lack_of_credentials() -> None:
    """Whoever has good credentials without the scope is forbidden, not asked for others."""
    asked = operation({"header": ()}, {"oauth": ("write",)})
    assert isinstance(refusal(asked, request("Bearer " + jwt(scope="read"))), Forbidden)


# --- a credentials file

ACCEPTED = Accepted(
    {
        "header": (Credential("k-1"), Credential("k-2", frozenset({"read"}))),
        "bearer": (Credential("t-1", frozenset({"read"})),),
        "oauth": (Credential("t-1", frozenset({"read"})), Credential("t-2")),
        "basic": (Credential("ada:lovelace"),),
        "digest": (Credential("ada:lovelace"),),
        "hoba": (Credential("x"),),
        "cookie": (),
    }
)

LISTED = [
    ("header", (), request(x_key="k-1"), None),
    ("header", (), request(x_key="k-3"), Unauthorized),
    ("header", ("write",), request(x_key="k-2"), Forbidden),
    ("header", ("write",), request(x_key="k-1"), None),
    ("cookie", (), request(cookie="sid=anything"), Unauthorized),
    ("query", (), request(query="api+key=anything"), None),
    ("bearer", (), request("Bearer t-1"), None),
    ("bearer", ("write",), request("Bearer t-1"), Forbidden),
    ("bearer", (), request("Bearer t-2"), Unauthorized),
    ("oauth", ("read",), request("Bearer t-1"), None),
    ("oauth", ("write",), request("Bearer t-1"), Forbidden),
    ("oauth", ("write",), request("Bearer t-2"), None),
    ("oauth", ("read",), request("Bearer " + jwt(scope="read")), Unauthorized),
    ("oidc", (), request("Bearer anything"), None),
    ("basic", (), request(basic("ada:lovelace")), None),
    ("basic", (), request(basic("ada:wrong")), Unauthorized),
    ("hoba", (), request("HOBA x"), None),
    ("hoba", (), request("HOBA y"), Unauthorized),
]


@pytest.mark.parametrize(("name", "scopes", "sent", "kind"), LISTED)
def test_listed_credentials(name: str, scopes: tuple[str, ...], sent: Request, kind: type[Refusal] | None) -> None:
    """Of a scheme that the file lists, only what it lists passes, as far as its scopes reach."""
    refused = refusal(one(name, *scopes), sent, ACCEPTED)
    assert (type(refused) if refused else None) is kind


def test_a_token_that_is_not_accepted() -> None:
    """A token that is not listed is invalid, and the challenge says so."""
    refused = refusal(one("bearer"), request("Bearer t-9"), ACCEPTED)
    assert refused is not None
    assert refused.fields[0][1].startswith(BEARER + ', error="invalid_token"')
    assert refused.detail == "the bearer token is not accepted; needed is a bearer token in Authorization"
    assert "t-9" not in json.dumps(refused.problem())


def digest(method: str = "GET", user: str = "ada:mockserver:lovelace", **more: str) -> str:
    """The credentials that a client computes (RFC 7616, section 3.4)."""
    said = {"username": "ada", "realm": "mockserver", "nonce": NONCE, "uri": "/pets", **more}
    name = {"md5": "md5", "sha-256": "sha256"}[said.get("algorithm", "MD5").lower().removesuffix("-sess")]

    def hashed(text: str) -> str:
        return hashlib.new(name, text.encode()).hexdigest()

    secret = hashed(user)
    if said.get("algorithm", "").lower().endswith("-sess"):
        secret = hashed(f"{secret}:{said['nonce']}:{said['cnonce']}")
    middle = f":{said['nc']}:{said['cnonce']}:{said['qop']}" if "qop" in said else ""
    said["response"] = hashed(f"{secret}:{said['nonce']}{middle}:{hashed(method + ':' + said['uri'])}")
    return "Digest " + ", ".join(f'{key}="{value}"' for key, value in said.items())


QOP = {"qop": "auth", "nc": "00000001", "cnonce": "abc"}


@pytest.mark.parametrize(
    "how",
    [{}, QOP, {"algorithm": "MD5"}, {**QOP, "algorithm": "SHA-256"}, {**QOP, "algorithm": "sha-256-sess"}],
)
def test_digest_is_computed(how: dict[str, str]) -> None:
    """Of a listed user the response is computed: only the right password and method pass."""
    assert refusal(one("digest"), request(digest(**how)), ACCEPTED) is None
    assert isinstance(
        refusal(one("digest"), request(digest(user="ada:mockserver:wrong", **how)), ACCEPTED), Unauthorized
    )
    assert isinstance(refusal(one("digest"), request(digest(method="PUT", **how)), ACCEPTED), Unauthorized)


def test_digest_of_an_unknown_algorithm() -> None:
    """An algorithm that is not known proves nothing."""
    sent = digest().replace("Digest ", "Digest algorithm=wibble, ")
    assert isinstance(refusal(one("digest"), request(sent), ACCEPTED), Unauthorized)
    nothing = sent.partition("response=")[0] + 'response=""'
    assert isinstance(refusal(one("digest"), request(nothing), ACCEPTED), Unauthorized)
    assert isinstance(refusal(one("digest"), request(digest().replace('"ada"', '"bob"')), ACCEPTED), Unauthorized)


# --- what a declared 401 says


def test_challenges_of_a_declared_401() -> None:
    """One challenge for each alternative that has one to give."""
    asked = operation({"header": (), "basic": ()}, {"oauth": ("read", "write")}, {"tls": ()}, {}, {"undefined": ()})
    assert challenges(asked, SCHEMES) == (API_KEY, BEARER + ', scope="read write"')
    assert challenges(operation(), SCHEMES) == ()


@pytest.mark.parametrize(
    ("scheme", "sent", "passes"),
    [
        ("oauth", request("Bearer <access_token>"), True),
        ("bearer", request("a"), True),
        ("bearer", request(), False),
        ("header", request("a"), False),
    ],
)
def test_a_parameter_called_authorization(scheme: str, sent: Request, passes: bool) -> None:
    """An operation that declares the field as a parameter, too, takes what comes in it; but not none, nor unlisted."""
    asked = Operation("GET", "/pets", Parts(({scheme: ()},), Parameter("Authorization", "header")))
    assert (refusal(asked, sent) is None) is passes
    assert refusal(asked, sent, Accepted({scheme: ()})) is not None


def test_query_names() -> None:
    """The query names of API keys are no unknown parameters."""
    assert query_names(operation({"query": ()}, {"header": (), "undefined": ()}), SCHEMES) == {"api key"}


@pytest.mark.parametrize("name", [name for name in SCHEMES if name != "tls"])
@given(
    value=st.text(st.characters(max_codepoint=255), max_size=60),
    scheme=st.sampled_from(["", "Basic ", "Bearer ", "Digest "]),
)
def test_any_field_is_judged(name: str, value: str, scheme: str) -> None:
    """Whatever stands in the fields, it passes or is refused with a challenge."""
    sent = request(scheme + value, query=value, x_key=value, cookie=value)
    refused = refusal(one(name, "read"), sent, None)
    assert refused is None or refused.fields[0][0] == "www-authenticate"
    listed = refusal(one(name, "read"), sent, ACCEPTED)
    assert listed is None or listed.status in {401, 403}


@pytest.mark.parametrize("authorization", [basic("ada:lovelace"), "Bearer abc"])
def test_one_field_cannot_hold_two_credentials(authorization: str) -> None:
    """Of schemes that all need Authorization and are asked for together, one is enough; others are needed all the same."""
    asked = operation({"header": (), "basic": (), "oauth": ()})
    assert refusal(asked, request(authorization, x_key="k")) is None
    assert isinstance(refusal(asked, request(authorization)), Unauthorized)
    assert isinstance(refusal(asked, request(x_key="k")), Unauthorized)
