"""Entra at the wire: gives an app a token for its secret or its certificate, on loopback."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jwt
import requests
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from requests.adapters import HTTPAdapter

AUTHORITY = "https://login.microsoftonline.com"
TENANT = "3d9b2f60-0000-4000-8000-000000000002"
APP = "3d9b2f60-0000-4000-8000-000000000003"


class Entra:
    """One app's. `asked` are the forms that asked for a token; the nth token is called token-n."""

    def __init__(self, secret: str = "hush", certificate: str = "") -> None:
        self.secret = secret
        self.certificate = certificate
        self.asked: list[Mapping[str, Any]] = []
        self.lifetime = 3600
        self.status = 200
        application = web.Application(middlewares=[self._in_trouble])
        application.router.add_get("/common/discovery/instance", self._discover)
        application.router.add_get(f"/{TENANT}/v2.0/.well-known/openid-configuration", self._describe)
        application.router.add_post(f"/{TENANT}/oauth2/v2.0/token", self._token)
        self.server = TestServer(application, skip_url_asserts=True)

    def client(self) -> requests.Session:
        """What MSAL calls by: everything to Microsoft's address goes to this server."""
        session = requests.Session()
        session.mount(AUTHORITY, _Rerouted(str(self.server.make_url("")).rstrip("/")))
        return session

    @web.middleware
    async def _in_trouble(self, request: web.Request, handler: Any) -> web.StreamResponse:
        return await handler(request) if self.status == 200 else web.Response(status=self.status)

    async def _discover(self, _: web.Request) -> web.Response:
        found = f"{AUTHORITY}/{TENANT}/v2.0/.well-known/openid-configuration"
        return web.json_response({"tenant_discovery_endpoint": found, "metadata": []})

    async def _describe(self, _: web.Request) -> web.Response:
        base = f"{AUTHORITY}/{TENANT}"
        return web.json_response(
            {
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "token_endpoint": f"{base}/oauth2/v2.0/token",
                "issuer": f"{base}/v2.0",
            }
        )

    async def _token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        if form.get("client_id") != APP or not self._proved(form):
            return web.json_response({"error": "invalid_client", "error_description": "hush"}, status=401)
        token = f"token-{len(self.asked)}"
        return web.json_response({"access_token": token, "expires_in": self.lifetime, "token_type": "Bearer"})

    def _proved(self, form: Mapping[str, str]) -> bool:
        if not self.certificate:
            return form.get("client_secret") == self.secret
        key: Any = x509.load_pem_x509_certificate(self.certificate.encode()).public_key()
        said = jwt.decode(
            form["client_assertion"], key, algorithms=["PS256"], audience=f"{AUTHORITY}/{TENANT}/oauth2/v2.0/token"
        )
        return said["iss"] == said["sub"] == APP


class _Rerouted(HTTPAdapter):
    def __init__(self, target: str) -> None:
        super().__init__()
        self._target = target

    def send(self, request: Any, *args: Any, **options: Any) -> requests.Response:
        request.url = request.url.replace(AUTHORITY, self._target, 1)
        return super().send(request, *args, **options)
