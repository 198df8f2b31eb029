"""The words a proof listens to, folded, of es, pt and en: hedges, units, directions, sides, and what only looks like them."""

from __future__ import annotations

import re


def several(words: str) -> frozenset[str]:
    """WORDS, set apart by spaces."""
    return frozenset(words.split())


def _phrases(words: str) -> str:
    """A pattern of WORDS set apart by |, the longest first, for whole words only."""
    longest = sorted((" ".join(word.split()) for word in words.split("|")), key=len, reverse=True)
    assert "(" not in words, "a group would be cut at its |"
    any_of = "|".join(longest).replace(" ", r"\s+")
    return rf"(?<!\w)(?:{any_of})(?!\w)"


_SPANS = {
    "days": "dia dias day days",
    "weeks": "semana semanas semanita week weeks",
    "months": "mes meses month months",
    "years": "ano anos anito anitos year years",
    "hours": "hora horas hour hours hrs",
    "minutes": "minuto minutos minute minutes min mins",
    "quincenas": "quincena quincenas quinzena quinzenas fortnight fortnights",
    "quarters": "trimestre trimestres quarter quarters",
    "halves": "semestre semestres bimestre bimestres",
    "decades": "decada decadas decade decades",
    "weekends": "finde findes weekend weekends",
}
SPAN_OF = {word: unit for unit, words in _SPANS.items() for word in words.split()}

# What stands between a hedge and its figure: "alrededor de un 20 %", "cerca de los S/ 600", "about *$600*".
_BETWEEN = r"(?:\s+(?:de|del|los|las|el|la|un|una|uns|umas|the|a|an|to|por|os|o|as))*[\s*_(]*$"
ABOUT = re.compile(
    _phrases(
        "casi|casi casi|unos|unas|alrededor|alrededor de|cerca de|en torno a|aproximadamente|aprox|mas o menos|"
        "about|around|almost|nearly|roughly|approximately|approx|some|close to|circa|"
        "uns|umas|quase|por volta de|em torno de|perto de|mais ou menos|"
        "poco menos de|un poco menos de|poco mas de|un poco mas de|poquito mas de|apenas mas de|"
        "just over|just under|a little over|a little under|pouco mais de|um pouco mais de|pouco menos de"
    )
    + r"\.?"
    + _BETWEEN
)
NEAR_SIGN = re.compile(r"[~≈]\s*$")
OVER = re.compile(
    _phrases(
        "mas de|poco mas de|un poco mas de|poquito mas de|apenas mas de|por encima de|arriba de|al menos|por lo menos|"
        "more than|over|above|just over|a little over|at least|upwards of|"
        "mais de|pouco mais de|um pouco mais de|acima de|pelo menos|ao menos"
    )
    + _BETWEEN
)
UNDER = re.compile(
    _phrases(
        "menos de|poco menos de|un poco menos de|por debajo de|debajo de|no llega a|"
        "less than|under|below|just under|a little under|fewer than|"
        "menos de|pouco menos de|abaixo de|nao chega a"
    )
    + _BETWEEN
)

# What reads like a number and counts nothing of the person's.
_FEW = "dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|dois|duas|quatro|sete|oito|nove|dez|two|three|four|five|six|seven|eight|nine|ten|[2-9]|10"
_THOUGHTS = (
    "ideas?|pasos?|pasitos?|consejos?|opciones|opcion|cosas|cositas|formas|maneras|tips?|trucos|preguntas|razones|habitos|"
    "steps?|ways|things|options?|questions|reasons|habits|ideias?|passos?|dicas?|opcoes|opcao|coisas|perguntas|jeitos"
)
IDIOMS = re.compile(
    _phrases(
        "24/7|un dia a la vez|un dia de estos|un dia cualquiera|one day at a time|one step at a time|um dia de cada vez|"
        "de cero|desde cero|do zero|from zero|mil gracias|mil disculpas|a la una|de una vez|una vez|uma vez|"
        "muchisimas gracias|por un lado|de un lado|one by one|uno por uno|uno a uno|um por um|"
        "all in one|one another|no one"
    )
    + rf"|(?<![\w.,])(?:{_FEW})(?=\s+(?:{_THOUGHTS})(?!\w))"
    + rf"|(?:^|(?<=\n))[\s*_]*(?:{_THOUGHTS})\s+(?:n[.º]?\s*)?\d{{1,2}}(?=\s*[:.)\-*_])"
)

# Directions of a change, and what sounds like one: "más o menos", "al menos", "la que más pesa".
UP = re.compile(
    _phrases(
        "mas|subio|subieron|subiste|sube|suben|subida|aumento|aumentos|aumentaron|aumentaste|aumenta|aumentan|crecio|"
        "crecieron|crece|crecen|crecimiento|incremento|incrementaron|incrementaste|arriba|encima|alza|mayor|mayores|"
        "disparo|dispararon|encarecio|elevo|"
        "more|rose|rises|rise|risen|up|increased|increase|increases|higher|grew|grown|grows|growth|above|jumped|jump|"
        "climbed|extra|"
        "mais|subiu|subiram|aumentou|aumentaram|cresceu|cresceram|acima|maior|alta"
    )
)
DOWN = re.compile(
    _phrases(
        "menos|bajo|bajaron|bajaste|baja|bajan|bajada|cayo|cayeron|cae|caen|caida|redujo|redujeron|redujiste|reduccion|"
        "reduce|disminuyo|disminuyeron|disminuiste|disminucion|disminuye|descenso|descendio|debajo|abajo|menor|menores|"
        "recorte|recortaste|ahorraste|"
        "less|fewer|fell|falls|fall|fallen|dropped|drop|drops|down|decreased|decrease|decreases|lower|reduced|reduction|"
        "below|under|cut|declined|decline|saved|shrank|smaller|"
        "caiu|cairam|baixou|baixaram|diminuiu|diminuiram|reduziu|reduziram|economizou|queda|abaixo"
    )
)
NO_DIRECTION = re.compile(
    _phrases(
        "mas o menos|mais ou menos|more or less|al menos|por lo menos|pelo menos|ao menos|at least|at most|a lo mas|"
        "nada menos|ni mas ni menos|menos mal|cada vez mas|cada vez mais|una vez mas|uma vez mais|once more|once again|"
        "es mas|lo que mas|la que mas|el que mas|donde mas|en lo que mas|lo mas|"
        "o que mais|a que mais|onde mais|the more|"
        "que mas pesa|que mas pesan|que mais pesa|mas alla|sin mas|nada mas|no mas|follow up|end up|ended up|add up|"
        "adds up|up to|sign up|set up|made up|makes up|make up|a mas tardar|no more|no less|cut back|"
        "cut down on|bajo control|sob controle|under control|bajo presion"
    )
    + r"|(?<!\w)(?:mas de|menos de|more than|less than|fewer than|mais de)(?=\s+(?:la mitad|half|a metade|un |uno|a |uns |[*_]*[^\w\s]{0,2}\w{0,3}[$/.]{0,2}\s?\d))"
    + r"|(?<!\w)(?:el|la|los|las|o|a|os|as)\s+(?:mas|menos|mais)\s+(?!que\b|do\b|en\b|em\b|no\b|na\b|nos\b|nas\b|n?este\b|n?esta\b|con\b|com\b)\w+"
    + r"|(?<!\w)(?:la|el|los|las|una|un|tu|tus|a|o|the|your|maior)\s+(?:\w+\s+){1,2}(?:mas|menos|mais)\s+(?!que\b|do\b|en\b|em\b|este\b|esta\b)\w+"
)
NO = re.compile(
    r"(?<!\w)(?:no|not|n'?t|nao|nunca|tampoco|never|nem|ni|didn't|hasn't|haven't|doesn't|wasn't|don't)(?!\w)"
)

# Numbers that are no number words: what they stand for nobody here reads.
UNREADABLE = re.compile(
    r"(?<!\w)(?:lucas?|palos?|gambas?|millar(?:es)?|milhar(?:es)?|docenas?|duzias?|dozens?|\w+itant[oa]s|halved|quadrupl\w+|"
    r"cuadrupl\w+|a grand|few hundred|unos cientos|alguns milhares)(?!\w)"
)

# Which way money went.
SPENDING = re.compile(
    _phrases(
        r"gast\w*|salio|salieron|went out|saiu|sairam|pagaste|pagas|pagado|pagados|pagaron|compraste|desembols\w*|consum\w+|egres\w+|"
        r"spen[dt]\w*|paid|expens\w*|outgoings|bought|"
        r"gastou|gastos|despes\w*|pagou|pagos|comprou|saidas"
    )
)
EARNING = re.compile(
    _phrases(
        r"ingres\w*|gano|gane|cobro|recibo|recibi|i make|ganho|ganaste|ganas|ganado|ganancia\w*|cobraste|cobras|cobrado|recibiste|recibes|recibido|sueldo\w*|salario\w*|entro|entraron|entradas?|"
        r"earn\w*|income\w*|received|salary|paycheck\w*|wages|made|came in|come in|"
        r"ganhou|ganha|ganho\w*|recebeu|recebe|recebido|receita\w*|renda\w*|rendimento\w*|entrou|entraram"
    )
)
# What is told of money that is there, that is owed, that is put aside: no total of what went or came is any of these.
HOLDING = re.compile(
    _phrases(
        r"tengo|me quedan?|tenho|i have|tienes|tenes|tiene|te quedan?|te quedaran?|quedan|sobran?|sobraran?|puedes gastar|disponibles?|deficit|superavit|"
        r"you have|have left|left|you can spend|available|deficit|surplus|voce tem|tem|sobrou|sobraram|pode gastar|disponivel"
    )
)
KEPT = re.compile(
    r"(?<!\w)(?:ahorraste|ahorras|ahorrado|te sobra[nr]?|te sobraron|te queda[nr]?|presupuesto|limite|tope|you saved|left over|budget|limit|"
    r"economizou|sobra|sobram|sobraram|orcamento)(?!\w)"
)
OWING = re.compile(
    _phrases(
        r"debo|devo|i owe|debes|debias|debe|deuda|deudas|adeud\w+|you owe|owe|owed|debts?|deve|devendo|divida|dividas"
    )
)
SAVING = re.compile(
    _phrases(
        r"ahorr\w+|guardas\w*|guardad\w+|juntas\w*|save|saved|saving|savings|put aside|poup\w+|guardou|economiz\w+"
    )
)
YOURS = re.compile(
    _phrases(
        r"gastaste|gastas|tienes|tenes|debes|ganas|ganaste|recibiste|ahorras|ahorraste|te quedan?|tus?|you spent|you spend|"
        r"you have|you owe|you earn|you earned|you save|your|voce|gastou|seus?|suas?"
    )
)
DIFFERENCE = re.compile(
    _phrases(
        r"diferencias?|cambio|cambios|variacion\w*|difference|change|changed|changes|diferencas?|mudanca|mudou|variacao|vario"
    )
)
FREQUENCY = re.compile(
    r"(?<!\w)(?:(?:por|al|ao|a la|cada)\s+(?:dia|semana|mes|quincena|quinzena|ano)(?! de (?:hoy|hoje))|a (?:day|week|month|year)(?! ago)"
    r"|(?:per|every|each)\s+(?:day|week|month|year)|diari\w+|semanal\w*|mensual\w*|mensal\w*|anual\w*|annual\w*|daily|weekly"
    r"|monthly|yearly|promedio|average|em media|en media|na media)(?!\w)|/\s?(?:dia|semana|mes|ano|day|week|month|year)(?!\w)"
)
COMPARING = re.compile(
    r"(?:(?<!\w)(?:que|than|do que|contra|frente al?|vs\.?|versus|from|respecto (?:a|de|al)|against|compared (?:to|with)|"
    r"comparad[oa] con|em relacao ao?|on|over)(?:\s+(?:a|en|el|la|los|las|de|del|en el|the|in|o|os|as|no|na|a esta altura de|"
    r"a estas alturas de|by now in|this point in))*\s*)$"
)
TOTAL = re.compile(_phrases("en total|total|totales|in total|no total|ao todo|en conjunto|overall|altogether|in all"))
MISSING = re.compile(
    _phrases(
        r"falt\w+|debes|debe|deben|debia|debias|negativ\w+|en rojo|pasaste|pasado de|exced\w+|sobregir\w+|deficit|"
        r"en contra|owe|owes|owed|short\w*|overdr\w+|in the red|over budget|negative|behind|"
        r"devend\w*|deve|no vermelho|estour\w+|passou"
    )
)

# The words that set a whole and its parts apart: what follows does not name what stands before.
PART = re.compile(
    _phrases(
        "sobre todo|principalmente|en especial|especialmente|mas que nada|de los cuales|de las cuales|incluyendo|"
        "lo mas alto|lo que mas|lo mas fuerte|la mayor parte|el mayor gasto|la categoria|"
        "mainly|mostly|especially|notably|of which|including|the biggest|the largest|"
        "sobretudo|em especial|dos quais|das quais|incluindo|o que mais|a maior parte"
    )
)
PARTITIVE = re.compile(
    r"(?:^|\W)(?:de|del|of|dos|das|do|da)\s+(?:(?:tus|los|las|todos|tu|your|the|all|seus|suas|os|as|lo|que)\s+)*$"
)
BOUND = re.compile(
    r"[;\n|·•]|,(?!\d)|[:.!?](?=\s)|"
    + _phrases(
        "y|e|and|mientras|mientras que|pero|but|porem|vs\\.?|versus|contra|frente a|en comparacion con|comparado con|"
        "compared to|compared with|comparado com|respecto a|respecto de|respecto al|against|while|whereas|enquanto|ante|"
        "que|than|do que|from|de los cuales|of which|dos quais|en cambio|luego|then|o sea|es decir"
    )
)
RESPECTIVELY = re.compile(r"\b(?:respectiv\w+)")
SAME_DAYS = re.compile(
    _phrases(
        "a esta altura|a estas alturas|hasta este dia|hasta esta fecha|a la fecha|al mismo dia|hasta el mismo dia|"
        "mismos dias|mismo periodo|mismas fechas|mismo punto|por estas fechas|"
        "same point|same days|same period|same time|same stretch|by this point|by this day|by this time|by now|ibas en|llevabas|you were at|voce estava em|"
        "a esta altura|nesta altura|ate este dia|mesmos dias|mesmo periodo|mesma altura|mesmo ponto|mesma data"
    )
)
SMALL = several(
    "de del en y o u a al por para con e em do da dos das no na nos nas of in on and or at for to que com ou un una um uma "
    "el la los las os as lo tu tus tu su sus seu sua seus suas your the my mi mis meu minha es son fue fueron era is are was "
    "were foi foram se te me le les you i it os mas menos more less mais ya ja"
)
