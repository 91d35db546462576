"""Calls to Alexa's REST APIs: bounded in time and size, and only to Amazon."""

from http.cookiejar import DefaultCookiePolicy
from time import monotonic
from urllib.parse import urlsplit

import requests
from ask_sdk_core.exceptions import ApiClientException
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import RequestEnvelope
from ask_sdk_model.services import ApiClient, ApiClientRequest, ApiClientResponse, ApiConfiguration
from ask_sdk_model.services.service_client_factory import ServiceClientFactory

CONNECT_SECONDS = 1.0
READ_SECONDS = 1.5
BUDGET_SECONDS = 3.0
"""For all calls of one request together: Alexa waits eight seconds, a person less."""

LARGEST_ANSWER = 64 * 1024
"""In bytes; Alexa's answers are a few hundred."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def is_amazon(endpoint: str, rehearsal: bool) -> bool:
    """Return whether a token may be sent there: https at amazonalexa.com, or loopback in a rehearsal."""
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.username or parts.password or parts.query or parts.fragment:
        return False
    if rehearsal and host in LOOPBACK:
        return parts.scheme in ("http", "https")
    return parts.scheme == "https" and host.endswith(".amazonalexa.com") and port in (None, 443)


class BoundedApiClient(ApiClient):
    """The SDK's way to the network for one request: time limits for each call and for all together."""

    def __init__(self, session: requests.Session) -> None:
        """Take the connections to use; the budget begins now."""
        self._session = session
        self._ends = monotonic() + BUDGET_SECONDS

    def invoke(self, request: ApiClientRequest) -> ApiClientResponse:
        """Send a call.

        Raises:
            ApiClientException: when it fails or takes too long; the text holds no token.
        """
        left = self._ends - monotonic()
        if left <= 0:
            raise ApiClientException("no time left for Alexa's API")
        try:
            with self._session.request(
                request.method,
                request.url,
                headers=dict(request.headers),
                json=request.body,
                timeout=(min(CONNECT_SECONDS, left), min(READ_SECONDS, left)),
                allow_redirects=False,
                stream=True,
            ) as answer:
                body = self._read(answer)
        except requests.RequestException as error:
            raise ApiClientException(type(error).__name__) from None
        if answer.status_code >= 400 and not body.lstrip().startswith("{"):
            body = "{}"  # the SDK loses the status of an error whose body is no JSON object
        return ApiClientResponse(list(answer.headers.items()), body, answer.status_code)

    def _read(self, answer: requests.Response) -> str:
        body = b""
        for chunk in answer.iter_content(4096):
            body += chunk
            if len(body) > LARGEST_ANSWER:
                raise ApiClientException("an answer of Alexa's API was too large")
            if monotonic() > self._ends:
                raise ApiClientException("an answer of Alexa's API took too long")
        return body.decode("utf-8", "replace")


def services_for(envelope: RequestEnvelope, session: requests.Session, rehearsal: bool) -> ServiceClientFactory | None:
    """Return the SDK's service clients for a request; ``None`` when it does not tell a trustworthy endpoint."""
    system = envelope.context.system
    if not (system.api_endpoint and system.api_access_token and is_amazon(system.api_endpoint, rehearsal)):
        return None
    return ServiceClientFactory(
        ApiConfiguration(
            serializer=DefaultSerializer(),
            api_client=BoundedApiClient(session),
            authorization_value=system.api_access_token,
            api_endpoint=system.api_endpoint,
        )
    )


class _NoCookies(DefaultCookiePolicy):
    """Takes no cookies and sends none."""

    def set_ok(self, cookie: object, request: object) -> bool:
        return False


def new_session() -> requests.Session:
    """Return connections to Alexa's API that keep no cookies."""
    session = requests.Session()
    session.cookies.set_policy(_NoCookies())
    return session
