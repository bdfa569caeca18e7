"""The network in bits: where each field lies. A joint state is `words` unsigned 64-bit words.

A field lies within one word; a channel is its slots side by side, the head lowest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from everystate.composing.field import Channel, Field
from everystate.composing.network import Network
from everystate.exploring.native.arguments import Words
from everystate.exploring.space import State


class NotPackedError(Exception):
    """This network does not fit the native engine; the text says why."""


@dataclass(frozen=True)
class Slot:
    """Where a field lies: `bits` bits of a word, from `shift`."""

    word: int
    shift: int
    bits: int

    @property
    def mask(self) -> int:
        """Its bits in the word."""
        return ((1 << self.bits) - 1) << self.shift


def slot_bits(channel: Channel) -> int:
    """Bits of a whole channel."""
    return channel.width * channel.capacity


class Packing:
    """Places fields in words, and packs states.

    Raises:
        NotPackedError: a channel is wider than a word.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.slots: list[Slot] = []
        used: list[int] = [0]
        for declared in network.fields:
            bits = self._bits(declared)
            word = next((w for w, taken in enumerate(used) if taken + bits <= 64), len(used))
            if word == len(used):
                used.append(0)
            self.slots.append(Slot(word, used[word], bits))
            used[word] += bits
        self.words = len(used)

    @property
    def essential(self) -> Words:
        """The bits of the fields that a step changes if it changes something: see `Network.changes`."""
        return self.mask(frozenset(range(len(self.slots))) - self.network.observers)

    def mask(self, fields: frozenset[int]) -> Words:
        """The bits of some fields."""
        masks = [0] * self.words
        for number in fields:
            masks[self.slots[number].word] |= self.slots[number].mask
        return np.array(masks, np.uint64)

    def _bits(self, declared: Field) -> int:
        if declared.channel is None:
            return (len(declared.values) - 1).bit_length()
        bits = slot_bits(declared.channel)
        if bits > 64:
            raise NotPackedError(f"{declared.name} takes {bits} bits, and a channel may take 64")
        return bits

    def pack(self, state: State) -> Words:
        """The words of a joint state."""
        words = [0] * self.words
        for raw, slot in zip(state, self.slots, strict=True):
            words[slot.word] |= raw << slot.shift
        return np.array(words, np.uint64)

    def unpack(self, words: Sequence[int]) -> State:
        """The joint state of some words."""
        return tuple((int(words[s.word]) & s.mask) >> s.shift for s in self.slots)
