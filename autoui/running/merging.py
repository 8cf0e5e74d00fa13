"""Several values of a generator as one, without losing what is kept of them."""

from typing import Any

import msgspec

from autoui.gathering import Gathered
from autoui.wire.values import Piece


class _Value(msgspec.Struct, gc=False):
    """The details of a value: plain outputs, and which of them add to what came before."""

    outputs: list[msgspec.Raw]
    kept: list[Piece] = []


class _Shown(msgspec.Struct, gc=False):
    """What is kept of an output."""

    value: Any


_decode_values = msgspec.json.Decoder(list[_Value]).decode
_decode_shown = msgspec.json.Decoder(_Shown).decode
_encode = msgspec.json.Encoder().encode

_UNREAD = 64
_UNREAD_BYTES = 1 << 14


class Merged:
    """What values that add to each other come to, from the first that was taken on.

    Values are read many at a time, which takes far less than one by one.
    """

    def __init__(self) -> None:
        self._outputs: list[msgspec.Raw] = []
        self._kept: dict[int, Gathered] = {}
        self._unread: list[bytes] = []
        self._unread_bytes = 0

    def add(self, data: bytes) -> None:
        """Take the packed details of the next value."""
        self._unread.append(data)
        self._unread_bytes += len(data)
        if len(self._unread) >= _UNREAD or self._unread_bytes >= _UNREAD_BYTES:
            self._read()

    def data(self) -> bytes:
        """Return the packed details of one value that stands for all."""
        self._read()
        pieces = [
            Piece(at, gathered.start, gathered.values[:-1]) for at, gathered in self._kept.items()
        ]
        return _encode(_Value(self._outputs, pieces))

    def _read(self) -> None:
        values = _decode_values(b"[%b]" % b",".join(self._unread))
        for value in values:
            kept, self._kept = self._kept, {}
            for piece in value.kept:
                gathered = kept.get(piece.output) or Gathered(share=len(value.kept))
                if piece.values or piece.start != gathered.end:
                    gathered.put(piece.start, piece.values)
                gathered.add(_decode_shown(value.outputs[piece.output]).value)
                self._kept[piece.output] = gathered
        if values:
            # They are views of all that was read.
            self._outputs = [output.copy() for output in values[-1].outputs]
        self._unread.clear()
        self._unread_bytes = 0
