"""The account that is linked, as the server knows it: its phone, its client's keys, and those it talks with."""

from pyaileys.auth.creds import KeyPair

from whatsapp.tests.emulator.contacts import CUSTOMER, OURS, Contact, user_of
from whatsapp.tests.emulator.identity import CURVE
from whatsapp.tests.emulator.pairing import Offer
from whatsapp.tests.emulator.peers import Peer, Prekeys


class NotLinked(RuntimeError):
    """No client has left keys here by which one could write to it."""


class Account:
    """What outlives a connection of the client."""

    def __init__(self) -> None:
        self.keys: KeyPair = CURVE.generate_keypair()
        self.phone = Peer(OURS, self.keys)
        self.offer = Offer.fresh()
        self._customers = [Peer(CUSTOMER)]
        self._prekeys: Prekeys | None = None

    @property
    def prekeys(self) -> Prekeys:
        if self._prekeys is None:
            raise NotLinked
        return self._prekeys

    @prekeys.setter
    def prekeys(self, uploaded: Prekeys) -> None:
        self._prekeys = uploaded

    @property
    def prekeys_left(self) -> int:
        return len(self._prekeys.single) if self._prekeys else 0

    def meet(self, contact: Contact) -> Peer:
        """The device of a customer; who is new gets one."""
        peer = self.who(contact.phone) or self._welcome(contact)
        peer.contact = contact
        return peer

    def whoever(self, jid: str) -> Peer:
        """The device at an address, by phone or LID; a number nobody mentioned has one too."""
        return self.who(jid) or self._welcome(Contact.unknown(user_of(jid)))

    def who(self, jid: str) -> Peer | None:
        number = user_of(jid)
        known = (self.phone, *self._customers)
        return next((peer for peer in known if number in (peer.contact.phone, peer.contact.lid)), None)

    def _welcome(self, contact: Contact) -> Peer:
        self._customers.append(Peer(contact))
        return self._customers[-1]

    async def relink(self) -> None:
        """Another client is linked now: nobody has a session with it, and its keys are still to come."""
        self._prekeys = None
        for peer in (self.phone, *self._customers):
            await peer.forget()
