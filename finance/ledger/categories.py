"""The standard categories: what people spend on and live from, as a tree of slugs."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of spending or income. GROUP is the slug of the branch it hangs on; empty for a branch.

    NAME is the Spanish one; `name_of` says it in the reader's language.
    """

    slug: str
    name: str
    emoji: str = ""
    group: str = ""
    is_income: bool = False


_GROUPS = (
    Category("comida", _("comida"), "🍽"),
    Category("movilidad", _("movilidad"), "🚌"),
    Category("casa", _("casa"), "🏠"),
    Category("cuidado", _("cuidado y salud"), "🩺"),
    Category("ocio", _("ocio"), "🎈"),
    Category("familia_y_mas", _("familia y más"), "👪"),
    Category("dinero", _("bancos y deudas"), "🏦"),
    Category("lo_demas", _("lo demás"), "🛍"),
    Category("ingresos", _("ingresos"), "💵", is_income=True),
)

_LEAVES = (
    Category("supermercado", _("súper y despensa"), "🛒", "comida"),
    Category("restaurantes", _("comida fuera"), "🍽", "comida"),
    Category("transporte", _("transporte"), "🚌", "movilidad"),
    Category("auto", _("auto y gasolina"), "🚗", "movilidad"),
    Category("vivienda", _("vivienda"), "🏠", "casa"),
    Category("servicios", _("servicios del hogar"), "💡", "casa"),
    Category("hogar", _("casa y muebles"), "🛋", "casa"),
    Category("salud", _("salud"), "🩺", "cuidado"),
    Category("bienestar", _("cuidado personal"), "💈", "cuidado"),
    Category("ropa", _("ropa y calzado"), "👕", "cuidado"),
    Category("entretenimiento", _("salidas y ocio"), "🎈", "ocio"),
    Category("suscripciones", _("suscripciones"), "📺", "ocio"),
    Category("viajes", _("viajes"), "🧳", "ocio"),
    Category("familia", _("familia e hijos"), "👪", "familia_y_mas"),
    Category("mascotas", _("mascotas"), "🐾", "familia_y_mas"),
    Category("educacion", _("educación"), "📚", "familia_y_mas"),
    Category("regalos", _("regalos y donaciones"), "🎁", "familia_y_mas"),
    Category("finanzas", _("bancos, impuestos y seguros"), "🏦", "dinero"),
    Category("deudas", _("deudas y créditos"), "💳", "dinero"),
    Category("ahorro", _("ahorro e inversión"), "🐷", "dinero"),
    Category("compras", _("compras"), "🛍", "lo_demas"),
    Category("tecnologia", _("tecnología"), "📱", "lo_demas"),
    Category("otros", _("otros gastos"), "🧾", "lo_demas"),
    Category("sueldo", _("sueldo"), "💵", "ingresos", is_income=True),
    Category("negocio", _("negocio"), "🧰", "ingresos", is_income=True),
    Category("otros_ingresos", _("otros ingresos"), "💵", "ingresos", is_income=True),
)

STANDARD = {category.slug: category for category in (*_GROUPS, *_LEAVES)}

# What one cannot leave out for a few months.
ESSENTIAL = (
    "supermercado", "transporte", "vivienda", "servicios", "salud", "educacion", "familia", "deudas", "finanzas",
)  # fmt: skip


def leaves_of(slug: str) -> tuple[str, ...]:
    """Name the leaves under SLUG: its own for a leaf, all below it for a branch, none for a stranger."""
    below = tuple(leaf.slug for leaf in _LEAVES if leaf.group == slug)
    return below or ((slug,) if slug in STANDARD else ())


def name_of(slug: str) -> str:
    """The name of a category in the reader's language; the slug itself when it is not a standard one."""
    category = STANDARD.get(slug)
    return gettext(category.name) if category else slug
