"""What a webhook says in our words, and our words as the Cloud API takes them."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatsapp.cloud.outgoing import Unsendable, written
from whatsapp.cloud.translation import Read, hexadecimal, read
from whatsapp.port import Arrival, Kind, Media, Peer, Rank, Receipt
from whatsapp.tests.cloud_webhooks import (
    AT,
    HASH,
    NEW_ID,
    NEW_KEYS,
    NEW_NUMBER,
    PHONE_ID,
    ROSA,
    ROSA_ID,
    SAMPLES,
    Body,
    change,
    contact,
    echo,
    from_rosa,
    media,
    message,
    status,
    webhook,
)
from whatsapp.tests.graph.parcels import PARCELS, PDF, PNG, choices, parcel

pytestmark = pytest.mark.once

PEER = Peer(ROSA, bsuid=ROSA_ID, name="Rosa")
MOMENT = datetime.fromtimestamp(int(AT), UTC)


def only(payload: Body) -> Arrival:
    """The one arrival of a webhook that has nothing else in it."""
    told = read(payload)
    assert (told.problems, told.receipts) == ((), ())
    ((account, arrival),) = told.arrivals
    assert account == PHONE_ID
    return arrival


def picture(**more: Any) -> Media:
    return Media(**{"mime": "image/jpeg", "sha256": HASH.hex(), "reference": "2754859441498128", **more})


def _nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = ("id", "type", "text", "body", "code", "from", "timestamp", "user_id", "profile", "message", "context")
    return st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(names), inner, max_size=4)


EXPECTED: dict[str, dict[str, Any]] = {
    "text": {"kind": Kind.TEXT, "text": "¿Cuánto gasté en chifa? 🥡"},
    "reply": {"kind": Kind.TEXT, "text": "sí", "target": "wamid.asked"},
    "image": {"kind": Kind.IMAGE, "text": "boleta", "media": picture()},
    "document": {
        "kind": Kind.DOCUMENT,
        "text": "mi banco",
        "media": picture(mime="application/pdf", name="estado.pdf"),
    },
    "voice": {"kind": Kind.VOICE, "media": picture(mime="audio/ogg")},
    "video": {"kind": Kind.OTHER, "text": "mira", "media": picture(mime="video/mp4")},
    "sticker": {"kind": Kind.OTHER, "media": picture(mime="image/webp")},
    "location": {"kind": Kind.LOCATION, "text": "Chifa"},
    "bare location": {"kind": Kind.LOCATION, "text": "-12.0464, -77.0428"},
    "reaction": {"kind": Kind.REACTION, "text": "👍", "target": "wamid.said"},
    "reaction gone": {"kind": Kind.REACTION, "target": "wamid.said"},
    "contacts": {"kind": Kind.OTHER},
    "template button": {"kind": Kind.TEXT, "text": "Sí", "choice": "yes-7", "target": "wamid.asked"},
    "reply button": {"kind": Kind.TEXT, "text": "Sí, anótalo", "choice": "yes", "target": "wamid.asked"},
    "row": {"kind": Kind.TEXT, "text": "Soles", "choice": "soles", "target": "wamid.asked"},
    "edit": {"kind": Kind.EDIT, "text": "eran 15", "target": "wamid.said"},
    "revoke": {"kind": Kind.REVOKE, "target": "wamid.said"},
    "poll": {"kind": Kind.OTHER},
    "unavailable": {"kind": Kind.UNREADABLE},
    "view once": {"kind": Kind.UNREADABLE, "is_view_once": True},
    "order": {"kind": Kind.OTHER},
    "new to us": {"kind": Kind.OTHER},
}


class TestMessages:
    @pytest.mark.parametrize("name", SAMPLES)
    def test_each_kind_is_read(self, name: str) -> None:
        expected = Arrival(id="wamid.1", chat=ROSA_ID, peer=PEER, sent_at=MOMENT, **EXPECTED[name])
        assert only(from_rosa(SAMPLES[name])) == expected

    def test_somebody_without_a_number_is_known_by_their_bsuid(self) -> None:
        hidden = message("text", {"body": "hola"}, **{"from": None})
        arrival = only(webhook(change(contacts=[contact(phone="")], messages=[hidden])))
        assert (arrival.peer, arrival.chat) == (Peer(bsuid=ROSA_ID, name="Rosa"), ROSA_ID)

    def test_before_there_were_bsuids_the_number_alone_was_enough(self) -> None:
        old = message("text", {"body": "hola"}, from_user_id=None)
        arrival = only(webhook(change(contacts=[{"profile": {"name": "Rosa"}, "wa_id": ROSA}], messages=[old])))
        assert (arrival.peer, arrival.chat) == (Peer(ROSA, name="Rosa"), ROSA)

    def test_the_contacts_alone_may_say_who_it_is(self) -> None:
        bare = message("text", {"body": "hola"}, from_user_id=None, **{"from": None})
        assert only(webhook(change(contacts=[contact()], messages=[bare]))).peer == PEER

    def test_each_of_several_people_keeps_their_own_name(self) -> None:
        ines = message("text", {"body": "yo"}, id="wamid.2", **{"from": "51900000000", "from_user_id": None})
        people = [contact("51900000000", "PE.7", "Inés"), contact()]
        told = read(webhook(change(contacts=people, messages=[SAMPLES["text"], ines])))
        assert [arrival.peer for _, arrival in told.arrivals] == [PEER, Peer("51900000000", bsuid="PE.7", name="Inés")]

    def test_a_bsuid_in_the_place_of_a_number_is_no_number(self) -> None:
        arrival = only(from_rosa(message("text", {"body": "hola"}, **{"from": ROSA_ID})))
        assert arrival.peer == PEER

    def test_what_no_database_keeps_is_taken_out_of_words(self) -> None:
        arrival = only(from_rosa(message("text", {"body": "a\0b\ud83d"})))
        assert arrival.text == "ab?"

    def test_a_group_is_none_of_our_business(self) -> None:
        said = change(
            contacts=[contact()],
            messages=[SAMPLES["text"] | {"group_id": "G1"}],
            statuses=[status("read", recipient_type="group")],
        )
        assert read(webhook(said)) == Read()


class TestChanges:
    def test_a_new_number_moves_the_old_one(self) -> None:
        arrival = only(webhook(change(messages=[NEW_NUMBER])))
        assert (arrival.kind, arrival.text) == (Kind.MOVED, "51911222333")
        assert arrival.peer == Peer(ROSA, bsuid=ROSA_ID)

    def test_a_new_bsuid_is_taken_from_its_field_never_from_the_sentence_with_their_name(self) -> None:
        arrival = only(webhook(change(messages=[NEW_ID])))
        assert (arrival.kind, arrival.text, arrival.peer) == (Kind.MOVED, "PE.2", Peer(bsuid=ROSA_ID))

    def test_a_move_of_nobody_is_told_as_a_problem(self) -> None:
        nobody = NEW_ID | {"from_user_id": None}
        assert read(webhook(change(messages=[nobody]))).problems == ("messages: nobody's",)

    def test_an_update_says_which_bsuid_became_which_and_is_the_same_when_it_comes_again(self) -> None:
        update = {"wa_id": ROSA, "detail": "-", "user_id": {"previous": "PE.1", "current": "PE.2"}, "timestamp": AT}
        again = update | {"timestamp": str(int(AT) + 9)}
        first = only(webhook(change("user_id_update", user_id_update=[update])))
        second = only(webhook(change("user_id_update", user_id_update=[again])))
        assert (first.kind, first.text, first.peer) == (Kind.MOVED, "PE.2", Peer(bsuid="PE.1"))
        assert (first.id, first.chat) == (second.id, second.chat)

    def test_new_keys_are_told(self) -> None:
        assert only(webhook(change(messages=[NEW_KEYS]))).kind == Kind.IDENTITY

    def test_what_staff_writes_by_hand_is_an_echo_to_the_person(self) -> None:
        said = echo("text", {"body": "Hola Rosa, soy Lucía"}, to=f"+{ROSA}")
        arrival = only(webhook(change("smb_message_echoes", message_echoes=[said])))
        assert (arrival.kind, arrival.text, arrival.peer) == (Kind.ECHO, "Hola Rosa, soy Lucía", Peer(ROSA))

    def test_an_echo_taken_back_is_an_echo_still(self) -> None:
        said = echo("revoke", {"original_message_id": "wamid.said"})
        arrival = only(webhook(change("smb_message_echoes", message_echoes=[said])))
        assert (arrival.kind, arrival.target) == (Kind.ECHO, "wamid.said")


class TestStatuses:
    @pytest.mark.parametrize(
        ("said", "rank"),
        [("sent", Rank.SENT), ("delivered", Rank.DELIVERED), ("read", Rank.READ), ("played", Rank.READ)],
    )
    def test_each_has_its_rank(self, *, said: str, rank: Rank) -> None:
        told = read(webhook(change(statuses=[status(said, biz_opaque_callback_data="0198-a")])))
        receipt = Receipt("wamid.out", rank, MOMENT, tracker="0198-a", peer=Peer(ROSA, bsuid=ROSA_ID))
        assert told == Read(receipts=((PHONE_ID, receipt),))

    def test_a_failure_says_its_code(self) -> None:
        failed = status("failed", errors=[{"code": 131047, "title": "Re-engagement message"}])
        ((_, receipt),) = read(webhook(change(statuses=[failed]))).receipts
        assert (receipt.rank, receipt.code) == (Rank.FAILED, "131047")

    def test_somebody_without_a_number_gets_receipts_too(self) -> None:
        hidden = {name: value for name, value in status("sent").items() if name != "recipient_id"}
        ((_, receipt),) = read(webhook(change(statuses=[hidden]))).receipts
        assert receipt.peer == Peer(bsuid=ROSA_ID)

    def test_a_status_nobody_knows_is_told_as_a_problem(self) -> None:
        told = read(webhook(change(statuses=[status("teleported")])))
        assert told == Read(problems=("statuses: a status nobody knows",))


class TestBatches:
    def test_all_entries_changes_and_messages_are_read_in_their_order(self) -> None:
        def hers(number: int) -> Body:
            return message("text", {"body": str(number)}, id=f"wamid.{number}")

        batch = webhook(
            change(contacts=[contact()], messages=[hers(1), hers(2)], statuses=[status("read")]),
            change(contacts=[contact()], messages=[hers(3)], phone_id="another"),
        )
        batch["entry"] += from_rosa(hers(4))["entry"]
        told = read(batch)
        assert [(account, one.text) for account, one in told.arrivals] == [
            (PHONE_ID, "1"),
            (PHONE_ID, "2"),
            ("another", "3"),
            (PHONE_ID, "4"),
        ]
        assert len(told.receipts) == 1

    @pytest.mark.parametrize(
        "bad",
        [
            None,
            7,
            [],
            {},
            message("text", {"body": "x"}, id=None),
            message("text", {"body": "x"}, timestamp="yesterday"),
            message("text", {"body": "x"}, timestamp="9" * 30),
            message("text", {}),
            message("text", "hola"),
            message("image", {"mime_type": "image/jpeg"}),
            message("location", {"latitude": "here"}),
            message("reaction", {"emoji": "👍"}),
            message("edit", {"message": {"type": "text", "text": {"body": "x"}}}),
        ],
    )
    def test_a_malformed_message_leaves_the_good_ones_alone_and_says_nothing_of_what_was_in_it(
        self, bad: object
    ) -> None:
        told = read(webhook(change(contacts=[contact()], messages=[bad, SAMPLES["text"]], statuses=[status("sent")])))
        assert [arrival.text for _, arrival in told.arrivals] == [EXPECTED["text"]["text"]]
        assert len(told.receipts) == len(told.problems) == 1
        assert "hola" not in told.problems[0]
        assert ROSA not in told.problems[0]

    def test_a_trouble_of_the_account_is_told_by_its_code(self) -> None:
        trouble = change(errors=[{"code": 130429, "title": "Rate limit hit"}])
        assert read(webhook(trouble)).problems == ("errors: code 130429",)

    def test_a_field_we_do_not_read_is_told_by_its_name(self) -> None:
        told = read(webhook(change("account_update"), change("<script>")))
        assert told.problems == ("change: field account_update is not read", "change: no field")

    @pytest.mark.parametrize("odd", [None, 7, "x", [], {"entry": 7}, {"entry": [7]}, {"entry": [{"changes": [7]}]}])
    def test_what_is_no_webhook_is_a_problem_not_an_accident(self, odd: object) -> None:
        told = read(odd)
        assert (told.arrivals, told.receipts) == ((), ())
        assert len(told.problems) == 1

    @given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=4), _nested, max_leaves=12))
    def test_nothing_anybody_could_send_makes_it_raise(self, odd: object) -> None:
        for field in ("messages", "smb_message_echoes", "user_id_update"):
            value: dict[str, Any] = {key: [odd] for key in (field, "statuses", "errors", "message_echoes", "contacts")}
            read(webhook(change(field, **value)))
            read(from_rosa(*(sample | {str(sample["type"]): odd} for sample in SAMPLES.values())))


class TestHashes:
    def test_both_ways_of_writing_one_are_ours(self) -> None:
        assert hexadecimal(HASH.hex().upper()) == hexadecimal(media()["sha256"]) == HASH.hex()

    @pytest.mark.parametrize("odd", ["", "abc", "é", "aGVsbG8="])
    def test_anything_else_is_none(self, odd: str) -> None:
        assert hexadecimal(odd) == ""


class TestOracle:
    """pywa reads the same: what it says of a single message agrees with what we say."""

    READERS = {
        "edit": "EditedMessage",
        "revoke": "DeletedMessage",
        "template button": "CallbackButton",
        "reply button": "CallbackButton",
        "row": "CallbackSelection",
    }

    def theirs(self, reader: str, payload: Body) -> Any:
        pywa, types = import_module("pywa"), import_module("pywa.types")
        return getattr(types, reader).from_update(pywa.WhatsApp(phone_id=PHONE_ID, token="x"), payload)

    @pytest.mark.parametrize("name", sorted(SAMPLES.keys() - {"new to us"}))  # of a type it does not know it warns
    def test_it_reads_what_we_read(self, name: str) -> None:
        payload = from_rosa(SAMPLES[name])
        theirs, ours = self.theirs(self.READERS.get(name, "Message"), payload), only(payload)
        assert (ours.id, ours.sent_at) == (theirs.id, theirs.timestamp)
        user = theirs.from_user
        assert ours.peer == Peer(user.wa_id, bsuid=user.bsuid, name=user.name)
        said = getattr(theirs, "message", theirs)
        words = [getattr(said, where, None) for where in ("text", "caption", "title")]
        if reaction := getattr(said, "reaction", None):
            words.append(reaction.emoji)
        if ours.kind is not Kind.LOCATION:
            assert ours.text == next(filter(None, words), "")
        if reply := getattr(theirs, "reply_to_message", None):
            assert ours.target == reply.id
        if ours.media:
            file = theirs.media
            assert (ours.media.reference, ours.media.mime) == (file.id, file.mime_type.partition(";")[0])
        if ours.choice:
            assert ours.choice == theirs.data
        if ours.kind in {Kind.EDIT, Kind.REVOKE}:
            assert ours.target == theirs.original_message_id

    @pytest.mark.parametrize("said", ["sent", "delivered", "read", "failed"])
    def test_it_reads_statuses_as_we_do(self, said: str) -> None:
        more = {"errors": [{"code": 131047, "title": "-", "message": "-"}]} if said == "failed" else {}
        told = status(said, biz_opaque_callback_data="0198-a", **more)
        payload = webhook(change(contacts=[contact()], statuses=[told]))
        theirs = self.theirs("MessageStatus", payload)
        ((_, ours),) = read(payload).receipts
        assert (ours.id, ours.rank.value, ours.at) == (theirs.id, theirs.status.value, theirs.timestamp)
        assert (ours.tracker, ours.code) == (theirs.tracker, str(theirs.error.code) if theirs.error else "")
        assert ours.peer == Peer(theirs.from_user.wa_id, bsuid=theirs.from_user.bsuid)

    def test_it_reads_a_new_number_as_we_do(self) -> None:
        payload = webhook(change(messages=[NEW_NUMBER]))
        theirs, ours = self.theirs("PhoneNumberChange", payload), only(payload)
        assert (ours.id, ours.peer.phone, ours.text) == (theirs.id, theirs.old_wa_id, theirs.new_wa_id)


class TestTheWayOut:
    def test_words_are_sent_without_a_preview(self) -> None:
        assert written(parcel()) == {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": ROSA,
            "type": "text",
            "text": {"body": "Hola, Rosa", "preview_url": False},
            "biz_opaque_callback_data": "0198-a",
        }

    def test_a_bsuid_is_written_to_as_a_recipient(self) -> None:
        body = written(PARCELS["to a BSUID"])
        assert body["recipient"] == ROSA_ID
        assert "to" not in body

    def test_long_labels_are_cut_and_stay_different(self) -> None:
        body: Any = written(PARCELS["three buttons"])
        titles = [one["reply"]["title"] for one in body["interactive"]["action"]["buttons"]]
        assert titles == ["Anotarlo en la cuen…", "Anotarlo en la cu 2", "Anotarlo en la cu 3"]

    def test_a_row_says_below_what_was_cut(self) -> None:
        body: Any = written(PARCELS["a list"])
        (section,) = body["interactive"]["action"]["sections"]
        assert section["rows"][3] == {
            "id": "id-3",
            "title": "Anotarlo en la cuenta 4",
            "description": "Anotarlo en la cuenta de ahorros número 3",
        }

    def test_a_template_gets_its_words_on_one_line(self) -> None:
        body: Any = written(PARCELS["a template"])
        (part,) = body["template"]["components"]
        assert part["parameters"] == [{"type": "text", "text": "Tu reporte está listo"}]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"text": ""},
            {"text": " \n"},
            {"text": "x" * 4097},
            {"text": "x" * 1025, "buttons": choices(1)},
            {"text": "", "buttons": choices(1)},
            {"text": "x" * 1025, "attached": PNG},
            {"buttons": choices(11)},
            {"buttons": choices(4), "attached": PDF},
            {"buttons": (("x" * 257, "Sí"),)},
            {"buttons": (*choices(3), ("x" * 201, "Sí"))},
        ],
    )
    def test_what_does_not_fit_is_refused_before_it_leaves(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(Unsendable):
            written(parcel(**wrong), media_id="1")
