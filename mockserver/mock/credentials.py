"""Credentials that are accepted: the small file behind `--credentials`, as a value.

    # by the name of the security scheme in the document; a scheme that is not here accepts all that is well-formed
    bearerAuth:
      - token: t-ada
        scopes: [pets:read]      # left out: every scope
    apiKeyAuth:
      - key: k-1
    basicAuth:
      - username: ada
        password: lovelace
    partner: [t-1, t-2]          # short, for tokens and keys; "name:password" for Basic

Knows the tree of such a file (as `document/parse` reads it) and not how a request carries credentials (`security`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from mockserver.document.diagnostics import Diagnostic, Location, Severity
from mockserver.document.model import NOTHING
from mockserver.errors import DocumentError
from mockserver.mock.wording import meant

_SECRETS: Final = ("token", "key")
_KNOWN: Final = frozenset({"token", "key", "username", "password", "scopes"})


@dataclass(frozen=True, slots=True)
class Credential:
    """One credential: a token, a key, or `name:password`; `scopes` None means that it has them all."""

    secret: str = field(repr=False)
    scopes: frozenset[str] | None = None

    @property
    def username(self) -> str:
        """The name of a `name:password`."""
        return self.secret.partition(":")[0]

    @property
    def password(self) -> str:
        """The password of a `name:password`."""
        return self.secret.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Accepted:
    """The credentials that are accepted, by the name of the security scheme."""

    by_scheme: Mapping[str, tuple[Credential, ...]] = field(default_factory=lambda: NOTHING)

    def of(self, scheme: str) -> tuple[Credential, ...] | None:
        """Those of a scheme; None if it accepts all that is well-formed."""
        return self.by_scheme.get(scheme)


def parse(tree: Any, *, name: str, schemes: Collection[str] = ()) -> Accepted:
    """The credentials of a file's tree. `name` is the file's, `schemes` are the document's names, if they are known.

    Raises DocumentError with a diagnostic for each fault.
    """
    reader = _Reader(name, schemes)
    accepted = Accepted(reader.read(tree))
    if reader.diagnostics:
        raise DocumentError(reader.diagnostics)
    return accepted


class _Reader:
    """Collects what is read and what is wrong."""

    def __init__(self, name: str, schemes: Collection[str]) -> None:
        self.location = Location(name)
        self.schemes = schemes
        self.diagnostics: list[Diagnostic] = []

    def read(self, tree: Any) -> dict[str, tuple[Credential, ...]]:
        if not isinstance(tree, Mapping):
            self._tell(
                "credentials are a mapping", "", "write the name of a security scheme, then a list of credentials"
            )
            return {}
        return {scheme: self._scheme(scheme, listed) for scheme, listed in tree.items()}

    def _scheme(self, scheme: str, listed: Any) -> tuple[Credential, ...]:
        if self.schemes and scheme not in self.schemes:
            known = ", ".join(self.schemes)
            self._tell(
                f"`{scheme}` is no security scheme of the document{meant(scheme, self.schemes)}",
                scheme,
                f"it has {known}",
            )
        if not isinstance(listed, list):
            self._tell(f"the credentials of `{scheme}` are a list", scheme, "begin each with a hyphen")
            return ()
        read = [self._credential(each, f"{scheme}/{index}") for index, each in enumerate(listed)]
        return tuple(each for each in read if each is not None)

    def _credential(self, said: Any, place: str) -> Credential | None:
        if isinstance(said, str) and said:
            return Credential(said)
        if not isinstance(said, Mapping):
            self._tell("a credential is text or a mapping", place, "write `token`, `key`, or `username` and `password`")
            return None
        for unknown in sorted(set(said) - _KNOWN):
            self._tell(f"`{unknown}` is not known here{meant(unknown, sorted(_KNOWN))}", place, "")
        secret = self._secret(said, place)
        return None if secret is None else Credential(secret, self._scopes(said, place))

    def _secret(self, said: Mapping[str, Any], place: str) -> str | None:
        found = [said[key] for key in _SECRETS if isinstance(said.get(key), str) and said[key]]
        if isinstance(said.get("username"), str) and isinstance(said.get("password"), str):
            found.append(f"{said['username']}:{said['password']}")
        if len(found) != 1:
            self._tell("a credential has one of `token`, `key`, or `username` with `password`, as text", place, "")
            return None
        return str(found[0])

    def _scopes(self, said: Mapping[str, Any], place: str) -> frozenset[str] | None:
        scopes = said.get("scopes")
        if scopes is None:
            return None
        if not isinstance(scopes, list) or not all(isinstance(each, str) for each in scopes):
            self._tell("`scopes` is a list of names", place, "leave it out if the credential has every scope")
            return None
        return frozenset(scopes)

    def _tell(self, message: str, place: str, hint: str) -> None:
        pointer = f"/{place}" if place else ""
        self.diagnostics.append(
            Diagnostic(Severity.FATAL, self.location, message, pointer, hint, "invalid-credentials")
        )
