"""The ASGI application: pages by Django, sockets by Channels."""

import os
from typing import Any, cast

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sofia.settings")
# Before anything that imports models: it loads the apps.
pages = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402  (once the apps stand)
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402  (once the apps stand)
from django.urls import path  # noqa: E402  (once the apps stand)

from webui.origin import SameOrigin  # noqa: E402  (once the apps stand)
from webui.socket import ChatConsumer  # noqa: E402  (once the apps stand)
from whatsapp.pairing import PairingConsumer  # noqa: E402  (once the apps stand)

# `path` is typed for views; Channels routes by the same patterns.
routes: list[Any] = [
    path("ws/chat/", cast("Any", ChatConsumer.as_asgi())),
    path("ws/linea/", cast("Any", PairingConsumer.as_asgi())),
]
sockets = SameOrigin(AuthMiddlewareStack(URLRouter(routes)))
application = ProtocolTypeRouter({"http": pages, "websocket": sockets})
