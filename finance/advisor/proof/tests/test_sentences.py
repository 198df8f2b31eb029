"""Where one sentence ends and the next begins, whole or in pieces."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finance.advisor.proof import Cutter, joined, sentences

CUTS = [
    ("Hola. Gastaste mucho.", ["Hola.", "Gastaste mucho."]),
    ("Van S/. 20 en taxi. Bien.", ["Van S/. 20 en taxi.", "Bien."]),
    ("Son Gs. 5 o Bs. 3. Poco.", ["Son Gs. 5 o Bs. 3.", "Poco."]),
    ("En EE. UU. Cuesta más. Sí.", ["En EE. UU. Cuesta más.", "Sí."]),
    ("Son aprox. 1.250,50 pesos. Ya.", ["Son aprox. 1.250,50 pesos.", "Ya."]),
    ("El Dr. Pérez y la Sra. Ana. Bien.", ["El Dr. Pérez y la Sra. Ana.", "Bien."]),
    ("Taxi, pan, etc. y más. Fin.", ["Taxi, pan, etc. y más.", "Fin."]),
    ("Subió el 15. Luego bajó.", ["Subió el 15.", "Luego bajó."]),
    ("1. Taxi\n2. Pan\n", ["1. Taxi\n", "2. Pan\n"]),
    ("Mira:\n- Taxi: {{F1}}\n- Pan: {{F2}}", ["Mira:\n", "- Taxi: {{F1}}\n", "- Pan: {{F2}}"]),
    ("Subió. [1] Bajó. [2][3] Fin.", ["Subió. [1]", "Bajó. [2][3]", "Fin."]),
    ("Subió [1]. Bajó [2].", ["Subió [1].", "Bajó [2]."]),
    ("¿Sí? ¡Claro! Vamos… poco a poco. Ya.", ["¿Sí?", "¡Claro!", "Vamos… poco a poco.", "Ya."]),
    ("*Gastaste {{F1}}.* Bien.", ["*Gastaste {{F1}}.*", "Bien."]),
    ('Dijiste "ya basta." Y bastó.', ['Dijiste "ya basta."', "Y bastó."]),
    ("Uno.\n\nDos.", ["Uno.\n\n", "Dos."]),
    ("  \n\n Hola.  \n", ["Hola.\n"]),
    ("You spent $1.50 at St. Mary. OK.", ["You spent $1.50 at St. Mary.", "OK."]),
    ("See e.g. Taxi. Done.", ["See e.g. Taxi.", "Done."]),
    ("Gastaste 3.5 veces. ¿Ves? No. 5 de mayo.", ["Gastaste 3.5 veces.", "¿Ves?", "No. 5 de mayo."]),
    ("", []),
    ("sin punto", ["sin punto"]),
]


@pytest.mark.parametrize(("text", "expected"), CUTS)
def test_a_text_is_cut_where_its_sentences_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize("text", ["Hola. ¿Vamos?", "Uno.\n\nDos. Tres.\n- a\n- b", "1. Taxi\n2. Pan"])
def test_what_is_put_together_again_is_what_it_was(text: str) -> None:
    assert joined(sentences(text)) == text


def test_a_sentence_comes_once_the_next_has_begun() -> None:
    cutter = Cutter()
    assert cutter.feed("Gastaste {{F1}}.") == []
    assert cutter.feed(" ") == []
    assert cutter.feed("[1") == []
    assert cutter.feed("] Y") == ["Gastaste {{F1}}. [1]"]
    assert cutter.rest() == ["Y"]
    assert cutter.rest() == []


TEXTS = st.one_of(
    st.text(alphabet='aB1 .!?\n[]{}S/¿*"-…,', max_size=60),
    st.lists(st.sampled_from([text for text, _ in CUTS]), max_size=4).map(" ".join),
    st.text(max_size=60),
)


@given(text=TEXTS, cuts=st.lists(st.integers(min_value=0, max_value=80), max_size=20))
@settings(deadline=None, max_examples=1000)
def test_it_makes_no_difference_in_which_pieces_a_text_arrives(text: str, cuts: list[int]) -> None:
    cutter, found, at = Cutter(), [], 0
    for cut in sorted({min(cut, len(text)) for cut in cuts} | {len(text)}):
        found += cutter.feed(text[at:cut])
        at = cut
    assert found + cutter.rest() == sentences(text)


@given(text=TEXTS)
@settings(deadline=None, max_examples=300)
def test_nothing_but_spaces_is_lost(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
