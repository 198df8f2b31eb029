"""What the server answers to the client's questions: keys, devices, where files go. All else it just confirms."""

from whatsapp.tests.emulator import media, pairing
from whatsapp.tests.emulator.account import Account
from whatsapp.tests.emulator.contacts import LINKED_DEVICE, OURS
from whatsapp.tests.emulator.nodes import Node, child, children, data, node
from whatsapp.tests.emulator.peers import Prekeys


async def answer(request: Node, account: Account) -> list[Node]:
    """The content of the answer to an `iq`."""
    match request.attrs.get("xmlns"), request.attrs.get("type"):
        case "encrypt", "set":
            account.prekeys = Prekeys.uploaded(request)
        case "encrypt", "get" if child(request, "count"):
            return [node("count", value=account.prekeys_left)]
        case "encrypt", "get" if keys := child(request, "key"):
            jids = [user.attrs["jid"] for user in children(keys)]
            return [node("list", [await account.whoever(jid).bundle(jid) for jid in jids])]
        case "usync", _:
            return [_devices(request, account)]
        case "w:m", _:
            host = node("host", hostname=media.HOST)
            return [node("media_conn", [host], auth="AUTH", ttl=3600, auth_ttl=3600, max_buckets=12)]
        case "md", "set" if asked := child(request, "link_code_companion_reg"):
            if asked.attrs.get("stage") == "companion_hello":
                return [pairing.hello(asked, account.offer)]
    return []


def _devices(request: Node, account: Account) -> Node:
    """Who has which devices: a customer the phone, and our account only the client, so that it writes to nobody twice."""
    users = []
    listed = child(request, "usync", "list")
    for user in children(listed) if listed else []:
        jid = user.attrs.get("jid") or data(user, "contact").decode()
        contact = account.whoever(jid).contact
        device = node("device", id=LINKED_DEVICE if contact == OURS else 0)
        known = [node("devices", [node("device-list", [device])]), node("lid", val=contact.by_lid)]
        users.append(node("user", [*known, node("contact", type="in")], jid=jid))
    return node("usync", [node("result", []), node("list", users)])
