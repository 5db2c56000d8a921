"""Decide whether a request at the bot's door comes from whom it says.

The rules are the public ones of the Bot Connector authentication protocol: an RS256 token, signed
by a published key that is endorsed for the activity's channel, issued by the Bot Framework for our
app id, unexpired, and carrying the activity's own service URL.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

import jwt

from bot.refusals import Forbidden, Reason, Unauthenticated
from bot.signing_keys import SigningKeys

ISSUER = "https://api.botframework.com"
LEEWAY = 300.0
ALGORITHM = "RS256"


@dataclass(frozen=True, slots=True)
class Inbound:
    """What the web layer knows of a request besides its body."""

    authorization: str | None
    peer: str | None
    host: str
    forwarded: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """A request that passed: where answers go, and the tenant it came from."""

    service_url: str
    tenant_id: str | None


class Authenticator(Protocol):
    """Lets a request pass or raises Refused."""

    async def authenticate(self, inbound: Inbound, activity: Mapping[str, Any]) -> Caller:
        """Check a request against the activity that it carries."""
        ...


class ChannelAuthenticator:
    """The real door: only the Bot Framework, only for our app, only for the tenants we serve."""

    def __init__(self, keys: SigningKeys, *, app_id: str, tenants: Iterable[str]) -> None:
        self._keys = keys
        self._app_id = app_id
        self._tenants = frozenset(tenant.casefold() for tenant in tenants)
        if not app_id or not self._tenants:
            raise ValueError("an app id and at least one tenant are needed")

    async def authenticate(self, inbound: Inbound, activity: Mapping[str, Any]) -> Caller:
        """Check token, endorsement, service URL and tenant; raises Refused by name."""
        token = _bearer(inbound.authorization)
        key_id = _key_id(token)
        signing_key = await self._keys.find(key_id)
        if signing_key is None:
            raise Unauthenticated(Reason.UNKNOWN_KEY)
        claims = self._claims(token, signing_key.key)
        channel = activity.get("channelId")
        if not isinstance(channel, str) or not channel:
            raise Unauthenticated(Reason.NO_CHANNEL)
        if channel not in signing_key.endorsements:
            raise Unauthenticated(Reason.NOT_ENDORSED)
        service_url = _service_url(activity)
        claimed = claims.get("serviceurl", claims.get("serviceUrl"))
        if not isinstance(claimed, str) or claimed.rstrip("/") != service_url.rstrip("/"):
            raise Unauthenticated(Reason.WRONG_SERVICE_URL)
        return Caller(service_url, self._tenant(activity))

    def _claims(self, token: str, key: Any) -> dict[str, Any]:
        try:
            return jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                audience=self._app_id,
                issuer=ISSUER,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud"]},
            )
        except jwt.InvalidTokenError as error:
            raise Unauthenticated(_reason(error)) from error
        except (ValueError, TypeError, RecursionError) as error:
            raise Unauthenticated(Reason.UNREADABLE) from error

    def _tenant(self, activity: Mapping[str, Any]) -> str:
        tenant = tenant_in(activity)
        if tenant is None or tenant.casefold() not in self._tenants:
            raise Forbidden(Reason.FOREIGN_TENANT)
        return tenant


class AnonymousLoopback:
    """The rehearsal's door: no tokens, and therefore nothing but this machine on both sides.

    A proxy on this machine would make the world look local, so forwarded requests are refused too;
    so is a foreign Host header, by which a web page could reach loopback through the browser.
    """

    async def authenticate(self, inbound: Inbound, activity: Mapping[str, Any]) -> Caller:
        """Check that peer, Host and service URL are all loopback; raises Refused otherwise."""
        service_url = _service_url(activity)
        local = (
            not inbound.forwarded
            and is_loopback(inbound.peer)
            and is_loopback(_host_in(f"//{inbound.host}"))
            and is_loopback(_host_in(service_url))
        )
        if not local:
            raise Forbidden(Reason.NOT_LOOPBACK)
        return Caller(service_url, tenant_in(activity))


def is_loopback(host: str | None) -> bool:
    """Tell whether a host name or address is this machine."""
    if not host:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def tenant_in(activity: Mapping[str, Any]) -> str | None:
    """Give `channelData.tenant.id` of a payload, or None when it isn't there."""
    value: Any = activity.get("channelData")
    for key in ("tenant", "id"):
        value = cast("dict[str, Any]", value).get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) and value else None


def _service_url(activity: Mapping[str, Any]) -> str:
    service_url = activity.get("serviceUrl")
    if not isinstance(service_url, str) or not service_url:
        raise Unauthenticated(Reason.WRONG_SERVICE_URL)
    host = _host_in(service_url)
    if host and service_url.startswith("https://"):
        return service_url
    # Plain HTTP never leaves this machine.
    if is_loopback(host) and service_url.startswith("http://"):
        return service_url
    raise Unauthenticated(Reason.WRONG_SERVICE_URL)


def _host_in(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _bearer(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.casefold() != "bearer" or not token.strip():
        raise Unauthenticated(Reason.NO_BEARER)
    return token.strip()


def _key_id(token: str) -> str:
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.InvalidTokenError, ValueError, TypeError, RecursionError) as error:
        raise Unauthenticated(Reason.UNREADABLE) from error
    # Refused before any key is looked up: a public key must never serve as an HMAC secret.
    if header.get("alg") != ALGORITHM:
        raise Unauthenticated(Reason.WRONG_ALGORITHM)
    key_id = header.get("kid")
    if not isinstance(key_id, str) or not key_id:
        raise Unauthenticated(Reason.UNKNOWN_KEY)
    return key_id


# First match wins: the specific errors come before their parents.
_REASONS: tuple[tuple[type[jwt.InvalidTokenError], Reason], ...] = (
    (jwt.ExpiredSignatureError, Reason.EXPIRED),
    (jwt.ImmatureSignatureError, Reason.EXPIRED),
    (jwt.InvalidAudienceError, Reason.WRONG_AUDIENCE),
    (jwt.InvalidIssuerError, Reason.WRONG_ISSUER),
    (jwt.MissingRequiredClaimError, Reason.INCOMPLETE),
    (jwt.InvalidSignatureError, Reason.BAD_SIGNATURE),
)


def _reason(error: jwt.InvalidTokenError) -> Reason:
    return next((reason for kind, reason in _REASONS if isinstance(error, kind)), Reason.UNREADABLE)
