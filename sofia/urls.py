"""Every address (CONTRACTS.md)."""

from django.contrib import admin
from django.urls import path

from webui.pages import chat, documents, door, phone, second_factor, welcome
from whatsapp import views as whatsapp

urlpatterns = [
    path("", chat.chat, name="chat"),
    path("mensajes/", chat.older, name="older"),
    path("mensajes/<int:seq>/prueba/", chat.proof, name="proof"),
    path("documentos/<uuid:document_id>/", documents.document, name="document"),
    path("archivos/<str:link>/", documents.file, name="file"),
    path("entrar/", door.door, name="door"),
    path("entrar/<str:secret>/", door.enter, name="enter"),
    path("salir/", door.leave, name="leave"),
    path("conectar/", phone.connect, name="connect"),
    path("bienvenida/", welcome.welcome, name="welcome"),
    path("webhooks/whatsapp/", whatsapp.webhook, name="whatsapp"),
    path("segundo-paso/", second_factor.second_factor_page, name="second_factor"),
    path("admin/login/", second_factor.to_the_door),
    path("admin/", admin.site.urls),
]
