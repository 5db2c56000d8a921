"""exchangelib as we use it: its sessions, sign-ins, envelopes and versions, with reading and refusals of our own.

Its items, folders and retries are left out: parsing every field costs several times what the mail itself does, and
the retries sleep in the thread, take a wrong password for a busy server and can't be told apart from one another.
"""

# exchangelib comes without types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingParameterType=false, reportUnknownParameterType=false, reportIncompatibleMethodOverride=false
# pyright: reportUntypedBaseClass=false

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from exchangelib.configuration import Configuration
from exchangelib.credentials import Credentials
from exchangelib.errors import ErrorServerBusy, EWSError, SOAPError
from exchangelib.properties import EWSElement
from exchangelib.protocol import CachingProtocol, Protocol, RetryPolicy
from exchangelib.services.common import EWSService
from exchangelib.transport import BASIC, NOAUTH, NTLM
from exchangelib.util import ENS, DocumentYielder, DummyResponse, is_xml
from exchangelib.version import EXCHANGE_2013_SP1, Version
from requests import RequestException, Response
from requests.adapters import HTTPAdapter
from requests.exceptions import SSLError

from mail.exchange.failures import GUIDE, refused, understand
from mail.exchange.soap import MESSAGES, Element, Request
from mail.transport import TransportFailure

CHUNK = 65_536
CONNECTIONS = 3
"""Two calls at a time, and the stream."""

CONNECT_WITHIN, ANSWER_WITHIN, HEARTBEAT_WITHIN = 10.0, 60.0, 150.0
"""Seconds: to connect, between two pieces of an answer, and between two signs of life of a stream."""

# It writes whole mails into its log, and passwords' headers, too: none of that may come into ours.
logging.getLogger("exchangelib").setLevel(logging.CRITICAL + 1)

_Identity: type[EWSElement] = import_module("exchangelib.account").Identity
_AFFINITY = "X-BackEndOverrideCookie"


@dataclass(frozen=True, slots=True)
class Account:
    """Where Exchange is and as whom we come. Without `password` each call brings a token of its own."""

    endpoint: str
    mailbox: str
    impersonates: bool
    user: str = ""
    password: str = field(default="", repr=False)
    basic: bool = False


class QuickResponse(Response):
    """An answer that is read in pieces of 64 KiB unless somebody asks for others."""

    def iter_content(self, chunk_size: int | None = CHUNK, decode_unicode: bool = False) -> Iterator[Any]:
        """The content, piece by piece."""
        return super().iter_content(chunk_size, bool(decode_unicode))  # pyright: ignore[reportArgumentType]


class QuickAdapter(HTTPAdapter):
    """Gives exchangelib an answer in large pieces: it asks for one byte at a time, which costs more than all else."""

    def build_response(self, req: Any, resp: Any) -> Response:
        """The response, of the kind that is read quickly."""
        response = super().build_response(req, resp)
        # Not by a closure: it would hold the answer, and the connection, until the next garbage collection.
        response.__class__ = QuickResponse
        return response


class Verdict(RetryPolicy):
    """Says at once what an HTTP status means; who may wait and how long is decided outside the thread."""

    fail_fast: Any = True
    back_off_until: Any = None

    def back_off(self, seconds: float) -> None:
        """Never asked for."""

    def raise_response_errors(self, response: Response) -> None:
        """Raises TransportFailure, unless Exchange itself says what is wrong."""
        status = response.status_code
        if status != 200 and not (status == 500 and is_xml(response.content)):
            raise refused(status, _retry_after(response))


class _Uncached(CachingProtocol):
    """exchangelib keeps every connection for ever, and its password with it."""

    def __call__(cls, *args: Any, **options: Any) -> Any:  # noqa: N805 - a metaclass's object is a class
        return type.__call__(cls, *args, **options)


class _Protocol(Protocol, metaclass=_Uncached):
    HTTP_ADAPTER_CLS = QuickAdapter
    USERAGENT = "dispute-resolution-assistant"


class Connection:
    """The connections to one mailbox. Everything here blocks and may be used by several threads."""

    def __init__(self, account: Account) -> None:
        """Connects nothing yet."""
        self.account = account
        self.affinity = ""
        credentials = Credentials(account.user, account.password) if account.password else None
        scheme = (BASIC if account.basic else NTLM) if credentials else NOAUTH
        self.protocol: Any = _Protocol(
            config=Configuration(
                service_endpoint=account.endpoint,
                credentials=credentials,
                auth_type=scheme,
                # What Exchange 2013 and every later one understand: asking for theirs would cost a call at each start.
                version=Version(build=EXCHANGE_2013_SP1, api_version="Exchange2013_SP1"),
                retry_policy=Verdict(),
                max_connections=CONNECTIONS,
            )
        )

    def ask(self, request: Request, token: str = "") -> Sequence[Element]:
        """Makes a call, once, and gives back its response messages. Raises TransportFailure."""
        call = Call(self, request, token, (CONNECT_WITHIN, ANSWER_WITHIN))
        return list(_failing(call.messages, self.account))

    def close(self) -> None:
        """Ends the connections that aren't in use."""
        self.protocol.close()


class Call(EWSService):
    """One call, in the envelope that this account and this server need."""

    def __init__(self, connection: Connection, request: Request, token: str, timeout: tuple[float, float]) -> None:
        super().__init__(connection.protocol)
        self.timeout: Any = timeout
        self._connection = connection
        self._request = request
        self._token = token

    def messages(self) -> Iterator[Element]:
        """What was answered."""
        yield from self._get_response_xml(self._request.body)

    # exchangelib names a call by its class; here it is the request that knows.
    def _response_tag(self) -> str:
        return f"{{{MESSAGES}}}{self._request.name}Response"

    def _response_message_tag(self) -> str:
        return f"{{{MESSAGES}}}{self._request.name}ResponseMessage"

    def _raise_soap_errors(self, fault: Any) -> None:
        try:
            super()._raise_soap_errors(fault)
        except SOAPError as error:
            # Of the codes that exchangelib doesn't know it keeps only that there was one.
            code = next((str(found.text) for found in fault.iter(f"{{{ENS}}}ResponseCode")), "no code")
            raise understand(code, self._connection.account.mailbox) from error

    @property
    def _account_to_impersonate(self) -> EWSElement | None:
        account = self._connection.account
        return _Identity(primary_smtp_address=account.mailbox) if account.impersonates else None

    def _extra_headers(self) -> dict[str, str]:
        headers = {"X-AnchorMailbox": self._connection.account.mailbox}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if self._request.name in {"Subscribe", "GetStreamingEvents"}:
            # A subscription lives on one server of many.
            headers["X-PreferServerAffinity"] = "True"
            if self._connection.affinity:
                headers[_AFFINITY] = self._connection.affinity
        return headers

    def _handle_response_cookies(self, session: Any) -> None:
        self._connection.affinity = session.cookies.get(_AFFINITY) or self._connection.affinity


class Stream(Call):
    """A call whose answer goes on for as long as it is told; `stop` ends it from another thread."""

    def __init__(self, connection: Connection, request: Request, token: str) -> None:
        super().__init__(connection, request, token, (CONNECT_WITHIN, HEARTBEAT_WITHIN))
        self.streaming = True
        self._account = connection.account
        self._stopped = False

    def told(self) -> Iterator[Element]:
        """Each message as it comes. Raises TransportFailure."""
        if self._stopped:
            return
        try:
            for message in _failing(self.messages, self._account):
                if self._stopped:
                    return
                yield message
        except TransportFailure:
            if not self._stopped:
                raise
        finally:
            self.stop_streaming()

    def stop(self) -> None:
        """Ends what `told` waits for."""
        self._stopped = True
        response: Any = self._streaming_response
        if response is not None:
            with suppress(OSError, ValueError, RuntimeError):
                response.raw.shutdown()

    @classmethod
    def _get_soap_parts(cls, response: Any) -> tuple[None, Any]:
        return None, response

    def _get_soap_messages(self, body: Any) -> Iterator[Element]:
        for document in DocumentYielder(body.iter_content(1)):
            _, inner = super()._get_soap_parts(DummyResponse(content=document))
            yield from super()._get_soap_messages(inner)


def _failing(work: Any, account: Account) -> Iterator[Element]:
    """What the work gives, with every failure in our own words."""
    try:
        yield from work()
    except ErrorServerBusy as busy:
        asked = getattr(busy, "back_off", None)
        raise understand("ErrorServerBusy", account.mailbox, timedelta(seconds=asked) if asked else None) from busy
    except EWSError as error:
        if isinstance(error.__context__, RequestException | OSError):
            raise _lost(error.__context__, account) from error
        raise understand(type(error).__name__, account.mailbox) from error
    except (RequestException, OSError) as error:
        raise _lost(error, account) from error
    except TransportFailure:
        raise
    except Exception as error:
        # The sign-in's libraries raise what they like at an answer that makes no sense.
        raise TransportFailure(
            f"Exchange gave an answer that can't be understood ({type(error).__name__}).", retry=True
        ) from error


def _lost(error: BaseException, account: Account) -> TransportFailure:
    host = urlsplit(account.endpoint).netloc
    if isinstance(error, SSLError):
        return TransportFailure(
            f"The certificate of {host} isn't one that this machine trusts: {GUIDE} says how it learns to.", retry=True
        )
    return TransportFailure(f"Exchange can't be reached at {host} ({type(error).__name__}).", retry=True)


def _retry_after(response: Response) -> timedelta | None:
    said = response.headers.get("Retry-After", "").strip()
    return timedelta(seconds=int(said[:9])) if said.isascii() and said.isdigit() else None
