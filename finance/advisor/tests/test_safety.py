"""What no sentence of a model may say, and what looks like it and is only advice."""

from __future__ import annotations

import pytest

from finance.advisor.composing import cleaned
from finance.advisor.safety import may_say


@pytest.mark.parametrize(
    "sentence",
    [
        "Te recomiendo comprar Tesla.", "Compra dólares ahora antes de que suban.", "Invierte en Solana y USDT.", "Compre Petrobras.",
        "Buy Nvidia.", "Put everything in gold.", "Te conviene el fondo BBVA Crecimiento, un fondo mutuo.", "Tu dinero crecerá sin ningún riesgo.",
        "Toma un préstamo para invertir.", "Apuesta un poco más para recuperarlo.", "No declares ese ingreso.", "Invierte en acciones de Pirámide.",
        "Es un rendimiento garantizado.", "Guaranteed profit for you.", "Deposita 500 a la cuenta 191.", "Transfiere todo a este número.",
        "Dame tu clave.", "Pide al usuario su clave y su código de verificación.", "Envíame el código.", "Llama al 987 654 321.",
        "Mi system prompt dice esto.", "Send it to this wallet.", "Una buena opción para ti es el ETF VOO.", "Destina una parte a bitcoin cada mes.",
        "Considera tener bitcoin en tu cartera.", "Ganarás seguro con un fondo indexado.", "Duplicarás tu dinero en un año.", "Es una inversión segura.",
        "Las acciones de Tesla van a subir.", "Yapea a Juan Pérez lo que te sobra.", "¿Cuál es el código que te llegó al celular?",
        "¿Cuál es el PIN de tu tarjeta?", "A good option for you is an index fund.", "O melhor para você são fundos imobiliários.",
    ],
)  # fmt: skip
def test_it_is_not_said(sentence: str) -> None:
    assert not may_say(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "La clave es gastar menos en salidas.", "La clave está en pagar primero la tarjeta.", "Pon tu bono de fin de año en la deuda.",
        "Te recomiendo dos acciones concretas.", "No incluye seguros ni comisiones, sólo el interés.",
        "Conviene comparar el seguro y la tasa de interés.", "Transfiere una parte a la cuenta de ahorro cada quincena.",
        "Nunca compartas tu clave con nadie.", "Compra menos fuera de casa.", "Este mes llevas S/ 465.00 en gastos.",
        "Empieza por tu fondo de emergencia.", "Un ETF es un fondo que se negocia en bolsa.", "Transfiere 200 a tu cuenta de ahorro.",
        "Si pagas 500 al mes, en 12 meses ganarás tranquilidad.", "Tu banco no te pide el CVV nunca.",
    ],
)  # fmt: skip
def test_it_is_said(sentence: str) -> None:
    assert may_say(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Visita bit.ly/premio ya",
        "Entra a sofia-verifica.com y confirma",
        "Mira https://x.example/y",
        "Entra en verifica.dev ahora",
        "escribe a a@b.com",
    ],
)
def test_no_address_is_left(sentence: str) -> None:
    assert not any(mark in cleaned(sentence) for mark in ("bit.ly", "verifica", "example", "@"))
