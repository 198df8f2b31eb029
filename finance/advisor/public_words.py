"""Words of a person's message that may be searched on the web: those of money and its law, and no name among them."""

from __future__ import annotations

from functools import cache

from finance.understanding.lexicon import LANGUAGES, table
from finance.understanding.words import fold

# Small words, what credit and saving are made of, and the bodies that watch over them; folded, in es, pt and en.
_WORDS = """
a al an and are as at by da das de del do dos e el en es for from how i in is it la las lo los me mi mis my na no nas nos of
on or os para per por que quando que se sem si sin sobre su sus te the to tu tus um uma un una what when which with y como
cual cuales cuando cuanto cuanta donde porque quien o que qual quanto quais onde por com seu sua meu minha means mean mejor
acao acoes accion afore afp agencia ahorrar ahorro ahorros alquiler amortizacion anual anualidad apr apy aporte aposentadoria
aumento aval banco bancos bancaria bancario bank banks bill bills bono bonos bonus buro caja cajas cambio cancelar capital card
cards cartao cartoes casa cat cae cet cft cheque cheques cobranza cobro cobrar cobros comision comisiones compara comparar compra
consumidor consumo consumer contrato cosif cost costo costos coste credito creditos credit cdb cdi cuenta cuentas cuota cuotas
cts cvu cbu cci clabe debito debt debts debit declaracion declarar deducible derecho derechos deposito depositos desempleo
despido deuda deudas devolucion dinero direito direitos divida dividas dolar dolares efectiva efectivo embargo emergencia
emprestimo emprestimos euro euros factura facturas fee fees fgts financiamento fiscal fondo fondos fraude fund funds funciona
garantia gasto gastos gratificacion gratis hipoteca hipotecario igv imposto impostos impuesto impuestos income indice inflacion
inflacao inflation ingreso ingresos insurance interes intereses interest inversion invertir investir investment ipc ipca ir
isr iva juro juros laboral ley legal lei liquidacion limite loan loans mensual mes meses minimo minima moneda mora mortgage msi
multa nomina obligatorio oferta ofertas pagar pago pagos pagamento parcela parcelas pasivo pay payment payments pension pensiones
pensao pix plazo plazos portabilidad precio precios prestamo prestamos prestamista prestacion prima price prices protesto
quiebra quincena rate rates recibo refinanciar refinanciacion reforma registro renta rent rendimiento requisitos retiro rights
salario salarios salary saldo savings score seguro seguros sueldo sunat sat sbs smv cnbv condusef profeco indecopi afip arca
cmf sernac sfc bcra banxico bcrp bcb bacen procon cvm susep sic supervisor superintendencia subsidio tae tarjeta tarjetas tasa
tasas tax taxes taxa taxas tcea tea tem tir tna trabajador transferencia usura usury uva uf udi utm valor vacaciones vencimiento
vencimientos venta wage wages year yearly
"""


@cache
def known() -> frozenset[str]:
    """All of them."""
    return frozenset(_WORDS.split())


@cache
def numbers() -> frozenset[str]:
    """The words of numbers, in every language: an amount is nobody's to search."""
    words: set[str] = set()
    for language in LANGUAGES:
        spoken = table("numbers")[language]
        words |= {fold(word) for kind in ("units", "hundreds", "factors") for word in spoken[kind]}
    return frozenset(words) - known()
