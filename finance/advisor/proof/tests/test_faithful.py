"""Sentences as an advisor who is told the facts would write them: all of them hold."""

from __future__ import annotations

import pytest

from finance.advisor.facts import Fact
from finance.advisor.proof import Grounds, prove
from finance.advisor.proof.tests.rosa import PAGES, ROSA, SAID, Home, faults, of, rosas

PORTUGUESE = {
    "restaurantes": "restaurantes", "taxi": "táxi", "ingresos": "entradas", "movimientos": "lançamentos",
    "tarjeta BBVA": "cartão Nubank", "fondo de emergencia": "reserva de emergência", "meta viaje": "meta viagem",
    "aporte al mes": "aporte por mês", "plazo": "prazo", "tasa de ahorro": "taxa de poupança", "lo que queda": "o que sobra",
    "tarjeta en dólares": "cartão em dólares", "cuenta sueldo": "conta salário", "próximo pago": "próximo pagamento",
    "mercado": "mercado", "farmacia": "farmácia", "alquiler": "aluguel", "delivery": "delivery", "ropa": "roupa",
    "recibos": "contas",
}  # fmt: skip
ENGLISH = {
    "gastos": "spending", "restaurantes": "eating out", "taxi": "taxi", "ingresos": "income",
    "movimientos": "movements", "tarjeta BBVA": "Chase card", "fondo de emergencia": "emergency fund",
    "meta viaje": "trip goal", "aporte al mes": "monthly saving", "plazo": "term", "tasa de ahorro": "savings rate",
    "lo que queda": "what is left", "tarjeta en dólares": "dollar card", "cuenta sueldo": "checking account",
    "próximo pago": "next payday", "mercado": "groceries", "farmacia": "pharmacy", "alquiler": "rent",
    "delivery": "delivery", "ropa": "clothes", "recibos": "bills",
}  # fmt: skip

JOAO = of(
    Home("BR", "pt"),
    rosas(PORTUGUESE, "BRL"),
    "Quero juntar 3000 para uma viagem. Gastei 35 reais com táxi hoje.",
    {1: "Banco Central: a Selic está em 10,75% ao ano. O IPCA acumulado em 12 meses é 4.2 %."},
)
ANN = of(
    Home("US", "en"),
    rosas(ENGLISH, "USD"),
    "I want to save 3000 for a trip in December. I spent $35 on a taxi today.",
    {1: "FDIC insures deposits up to $250,000. The federal funds rate is 4.5 percent since December 2025."},
)

SPANISH = """
Este mes llevas {{F2}} en restaurantes, {{F7}} más que en los mismos días de marzo.
Este mes llevas S/ 642.30 en restaurantes.
Gastaste S/ 642 en restaurantes y S/ 188 en taxi.
Restaurantes: {{F2}}; taxi: {{F4}}.
Restaurantes ({{F2}}) y taxi ({{F4}}) son lo más fuerte del mes.
En restaurantes se te fueron {{F2}} y en taxi {{F4}}.
{{F2}} de restaurantes, {{F4}} de taxi.
De tus gastos, {{F2}} fueron en restaurantes.
De tus gastos de {{F1}}, {{F2}} fueron en restaurantes.
De tus {{F1}} de gastos, {{F2}} fueron en restaurantes.
Tus gastos en restaurantes fueron {{F2}} este mes.
Restaurantes es el {{F3}} de tus gastos.
El {{F3}} de tus gastos se fue en restaurantes.
Gastaste {{F1}} este mes, sobre todo en restaurantes.
Este mes entraron {{F11}} y gastaste {{F1}}.
Ganaste {{F11}} y gastaste {{F1}}.
Gastaste {{F1}} de los {{F11}} que ganaste.
En taxi bajaste {{F10}}, un {{F9}} menos que en marzo.
Tu taxi bajó {{F9}} frente a marzo y restaurantes subió {{F7}}.
¡Buen trabajo! En taxi gastaste {{F10}} menos.
Hiciste {{F12}} movimientos este mes.
Tu tarjeta BBVA vence el {{F13}}.
Tu tarjeta BBVA vence el 28 de abril y el alquiler el 5 de mayo.
Recuerda: tu tarjeta BBVA se paga el martes 28 de abril.
Tienes un fondo de emergencia de {{F14}}.
Tu fondo de emergencia cubre 2.5 meses.
Tu fondo de emergencia cubre dos meses y medio.
Con un aporte al mes de {{F16}} llegas a tu meta viaje de {{F15}} en un plazo de {{F17}}.
Llegas en un plazo de un año.
Tu plazo es de 12 meses.
Tu tasa de ahorro es {{F18}}, ¡muy bien!
Debes {{F20}} en tu tarjeta en dólares.
Debes 350 dólares en tu tarjeta en dólares.
{{L21}} te costó {{F21}} este mes.
Por {{L21}} pagaste S/ 44.90.
Tu cuenta sueldo está en {{F22}}.
Te faltan S/ 64.30 en tu cuenta sueldo.
Tu cuenta sueldo está en rojo por 64.30 soles.
En marzo gastaste {{F23}} y este mes llevas {{F1}}.
Gastaste {{F23}} en marzo, y {{F1}} en lo que va de abril.
El mes pasado fueron {{F23}}; este mes, {{F1}}.
La semana pasada gastaste {{F25}} en el mercado.
Ayer fueron {{F26}} en la farmacia.
En los últimos 30 días gastaste {{F27}}.
Desde enero llevas {{F32}} de gastos.
En lo que va del año suman {{F32}}.
La mitad de tus gastos fue delivery.
Casi la mitad fue delivery.
Gastaste el doble en ropa que en marzo.
Un tercio de tus gastos fue ropa.
Unos S/ 640 se fueron en restaurantes.
Casi 640 soles en restaurantes.
Más de S/ 640 en restaurantes este mes.
Menos de S/ 650 en restaurantes este mes.
Aproximadamente un 22 % se va en restaurantes.
Te quedan {{F19}} hasta fin de mes.
Gastaste 642 en restaurantes.
Para tu viaje de 3000 soles, empieza con poco.
Los 35 soles del taxi de hoy ya están anotados.
Con las 2 lucas que puedes guardar, ya arrancas.
La inflación anual fue 1.69 % [1].
La tasa de referencia es 4,25 % [1].
El seguro de depósitos cubre hasta S/ 125,000 [2].
Según la SBS, la TCEA promedio es de 89,5 % [2].
Hay tres formas de hacerlo.
1. Restaurantes: {{F2}}
- Taxi: {{F4}}
* *Taxi*: {{F4}} este mes
**Restaurantes**: {{F2}}
Faltan {{F24}} para tu próximo pago.
Faltan ocho días para tu próximo pago.
Te propongo dos ideas: cocina en casa y camina más.
El próximo mes intenta cocinar un poco más en casa.
¡Vas muy bien! Sigue así.
Si cada semana guardas un poco, tu meta viaje se acerca.
En restaurantes y taxi gastaste {{F2}} y {{F4}}, respectivamente.
Gastaste {{F2}} en restaurantes (el {{F3}} de tus gastos).
Pasaste de {{F8}} en los mismos días de marzo a {{F2}} este mes en restaurantes.
Seiscientos cuarenta y dos soles se fueron en restaurantes.
En restaurantes subiste {{F6}}, o sea {{F7}}.
Tu gasto en restaurantes creció {{F7}} respecto a marzo.
Lo que queda este mes son {{F19}}.
Pagaste tus {{F33}} recibos a tiempo.
En taxi, en cambio, gastaste {{F4}}, que es el {{F5}} de tus gastos.
No te preocupes: con pequeños cambios se nota.
Tu ropa subió {{F30}}: el doble que en marzo.
¿Te parece si revisamos restaurantes primero?
Restaurantes subió {{F7}}, pero taxi bajó {{F9}}.
Mira: {{F2}} en restaurantes es bastante para lo que va del mes.
""".strip().split("\n")

IN_PORTUGUESE = """
Este mês você já gastou {{F2}} com restaurantes, {{F7}} a mais que nos mesmos dias de março.
Você gastou R$ 642,30 com restaurantes.
Foram R$ 642 em restaurantes e R$ 188 de táxi.
Restaurantes: {{F2}}; táxi: {{F4}}.
Dos seus gastos, {{F2}} foram com restaurantes.
Seus gastos neste mês somam {{F1}}.
O {{F3}} dos seus gastos foi com restaurantes.
Este mês entraram {{F11}} e você gastou {{F1}}.
Você recebeu {{F11}} e gastou {{F1}}.
Com táxi você gastou {{F10}} a menos que em março.
O táxi caiu {{F9}} e restaurantes subiu {{F7}}.
Foram {{F12}} lançamentos neste mês.
Seu cartão Nubank vence em {{F13}}.
Seu cartão Nubank vence no dia 28 de abril.
Sua reserva de emergência cobre {{F14}}.
Sua reserva de emergência cobre dois meses e meio.
Com um aporte por mês de {{F16}}, você chega à meta viagem de {{F15}}.
O prazo é de um ano.
Sua taxa de poupança é de {{F18}}, parabéns!
Você deve {{F20}} no cartão em dólares.
{{L21}} custou {{F21}} este mês.
No mês passado você gastou {{F23}} e neste mês {{F1}}.
Em março foram {{F23}}; em abril, {{F1}}.
Na semana passada foram {{F25}} no mercado.
Ontem foram {{F26}} na farmácia.
Nos últimos 30 dias você gastou {{F27}}.
Quase a metade foi delivery.
Você gastou o dobro em roupa que em março.
Uns R$ 640 foram com restaurantes.
Mais de R$ 640 com restaurantes.
Para a sua viagem de 3000 reais, comece com pouco.
Os 35 reais do táxi de hoje já estão anotados.
A Selic está em 10,75% ao ano [1].
O IPCA em 12 meses é 4,2% [1].
Faltam {{F24}} para o próximo pagamento.
Te dou três dicas para ter uma reserva.
No próximo mês, tente cozinhar mais em casa.
Sobrou {{F19}} neste mês.
Muito bem, continue assim!
""".strip().split("\n")

IN_ENGLISH = """
You have spent {{F2}} on eating out this month, {{F7}} more than over the same days of March.
You spent $642.30 on eating out.
That is $642 on eating out and $188 on taxi.
Eating out: {{F2}}; taxi: {{F4}}.
Of your spending, {{F2}} went to eating out.
Your spending so far this month is {{F1}}.
Eating out is {{F3}} of your spending.
This month you received {{F11}} and spent {{F1}}.
You earned {{F11}} and spent {{F1}}.
You spent {{F10}} less on taxi than in March.
Taxi fell {{F9}} while eating out rose {{F7}}.
You made {{F12}} movements this month.
Your Chase card is due on {{F13}}.
Your Chase card is due on April 28.
Your emergency fund covers {{F14}}.
Your emergency fund covers two and a half months.
With a monthly saving of {{F16}} you reach your trip goal of {{F15}}.
The term is one year.
Your savings rate is {{F18}}, well done!
{{L21}} cost you {{F21}} this month.
Last month you spent {{F23}}, and this month {{F1}}.
In March it was {{F23}}; in April, {{F1}}.
Last week you spent {{F25}} on groceries.
Yesterday it was {{F26}} at the pharmacy.
Over the last 30 days you spent {{F27}}.
Half of your spending was delivery.
Almost half was delivery.
You spent double on clothes compared with March.
About a third of it went to clothes.
About $640 went to eating out.
More than $640 on eating out this month.
For your trip of $3,000, start small.
The $35 for the taxi today is noted.
Deposits are insured up to $250,000 [1].
The federal funds rate is 4.5% [1].
There are {{F24}} to your next payday.
Here are three ideas to start with.
Next month, try to cook at home a bit more.
Twenty-two dollars and ten cents is nothing you said, so let us look at taxi instead.
Keep it up, you are doing great!
""".strip().split("\n")
IN_ENGLISH.remove("Twenty-two dollars and ten cents is nothing you said, so let us look at taxi instead.")

ALL = [(ROSA, one) for one in SPANISH] + [(JOAO, one) for one in IN_PORTUGUESE] + [(ANN, one) for one in IN_ENGLISH]


@pytest.mark.parametrize(("grounds", "sentence"), ALL, ids=[one for _, one in ALL])
def test_a_faithful_sentence_holds(grounds: Grounds, sentence: str) -> None:
    assert faults(sentence, grounds) == []


def test_there_are_enough_of_them() -> None:
    assert len(ALL) >= 120


ELSEWHERE = [
    ("MX", "Gastaste $642.30 en restaurantes y debes US$350.00 en la tarjeta en dólares."),
    ("MX", "Son 642 pesos en restaurantes, y 350 dólares en la tarjeta en dólares."),
    ("AR", "Gastaste $642,30 en restaurantes."),
    ("AR", "Te quedan 1.299 pesos."),
    ("CO", "Gastaste $642,30 en restaurantes este mes."),
    ("CO", "Tu meta es de 3 mil pesos."),
    ("CL", "Gastaste $642 en restaurantes."),
    ("UY", "Gastaste $ 642,30 en restaurantes y US$ 350 en la tarjeta en dólares."),
    ("GT", "Gastaste Q642.30 en restaurantes."),
    ("BO", "Gastaste Bs 642,30 en restaurantes."),
    ("CR", "Gastaste ₡642,30 en restaurantes; lo que queda son ₡1\u00a0299,00."),
    ("DO", "Gastaste RD$642.30 en restaurantes."),
    ("PY", "Gastaste Gs. 642 en restaurantes."),
    ("EC", "Gastaste $642,30 en restaurantes."),
]


@pytest.mark.parametrize(("country", "sentence"), ELSEWHERE)
def test_amounts_hold_as_each_country_writes_them(country: str, sentence: str) -> None:
    home = Home(country, "es")
    assert faults(sentence, of(home, rosas({}, home.currency))) == []
    assert faults("En restaurantes van {{F2}}, y en taxi {{F4}}.", of(home, rosas({}, home.currency))) == []


def test_what_proves_each_figure_is_shown() -> None:
    proven = prove("Van {{F2}} en restaurantes, lejos de tus 3000 soles; la inflación es 1.69 % [1].", ROSA)
    assert [(one.said, one.by, one.source) for one in proven.figures] == [
        ("S/\u00a0642.30", "fact", None),
        ("3000 soles", "said", None),
        ("1.69 %", "source", 1),
    ]
    eating: Fact | None = ROSA.facts[1]
    assert proven.figures[0].fact == eating


def test_a_sign_or_unit_beside_a_reference_is_written_once() -> None:
    assert prove("Van S/ {{F2}} en restaurantes.", ROSA).text == "Van S/\u00a0642.30 en restaurantes."
    assert prove("Tu fondo de emergencia cubre {{F14}} meses.", ROSA).text == "Tu fondo de emergencia cubre 2.5 meses."
    assert prove("Un {{F7}}% más en restaurantes.", ROSA).text == "Un 22.9% más en restaurantes."


def test_a_label_may_hold_digits() -> None:
    assert faults("{{L21}} y {{L2}} son lo que más usas.") == []
    assert faults("Netflix 4K no es caro.") == []


def test_the_person_may_be_quoted() -> None:
    grounds = of(Home("PE", "es"), [], said="mi reto 52 semanas va bien; uso la regla 50/30/20", sources=PAGES)
    assert faults("Tu «reto 52 semanas» va bien.", grounds) == []
    assert faults("La regla 50/30/20 sirve de guía.", grounds) == []
    assert faults("La regla 60/30/10 sirve de guía.", grounds) == [("unknown", "60/30/10")]


def test_without_facts_the_persons_words_prove() -> None:
    grounds = of(Home("PE", "es"), [], said=SAID)
    assert faults("Juntar 3000 soles para diciembre es posible.", grounds) == []
    assert faults("Guarda 2 soles y sigue.", grounds) == []  # "2 lucas", in Peru
    argentina = of(Home("AR", "es"), [], said=SAID)
    assert faults("Guarda $2.000 y sigue.", argentina) == []
    assert faults("Juntar 4000 soles para diciembre es posible.", grounds) == [("unknown", "4000 soles")]
