"""Proof that every figure of a sentence is a fact, the person's own, or stands in the page it cites: `prove`."""

from finance.advisor.proof.figures import claims
from finance.advisor.proof.judging import Fault, Grounds, Proven, Shown, prove
from finance.advisor.proof.sentences import Cutter, joined, sentences

__all__ = ["Cutter", "Fault", "Grounds", "Proven", "Shown", "claims", "joined", "prove", "sentences"]
