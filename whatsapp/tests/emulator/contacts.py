"""Who is who: the number that is linked, those who write to it, and how the wire names them."""

from dataclasses import dataclass
from typing import Literal

SERVER = "s.whatsapp.net"
NOBODY = f"@{SERVER}"  # the server itself, as the sender of a node
LINKED_DEVICE = 1  # the client under test; 0 is the phone


@dataclass(frozen=True)
class Contact:
    """A person by phone number, by the number WhatsApp hides it behind (LID), and by the name they chose."""

    phone: str
    lid: str
    name: str
    address: Literal["phone", "lid"] = "phone"  # by which of both the server names them

    @classmethod
    def unknown(cls, number: str) -> "Contact":
        """Somebody the client writes to first."""
        return cls(phone=number, lid=f"9{number}", name="")

    @property
    def by_phone(self) -> str:
        return f"{self.phone}@{SERVER}"

    @property
    def by_lid(self) -> str:
        return f"{self.lid}@lid"

    @property
    def jid(self) -> str:
        return self.by_phone if self.address == "phone" else self.by_lid

    def device(self, number: int) -> tuple[str, str]:
        """The addresses of a device, by phone and by LID."""
        return f"{self.phone}:{number}@{SERVER}", f"{self.lid}:{number}@lid"


OURS = Contact("15550001111", "100000000000001", "Emulated Bank")
CUSTOMER = Contact("15550002222", "200000000000002", "Rosa")


def user_of(jid: str) -> str:
    """The number in an address, without server, device and the plus sign people write."""
    return jid.partition("@")[0].partition(":")[0].removeprefix("+")
