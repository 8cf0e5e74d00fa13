"""Several values of a generator as one, without losing what is kept of them."""

from typing import Any

import msgspec

from autoui.gathering import Gathered


class _Piece(msgspec.Struct):
    """Where a value stands among those of its output, and the values before it from there on."""

    output: int
    start: int = msgspec.field(name="from")
    values: list[Any] = []


class _Value(msgspec.Struct):
    """The details of a value: plain outputs, and which of them add to what came before."""

    outputs: list[Any]
    kept: list[_Piece] = []


_decoder = msgspec.json.Decoder(_Value)
_encoder = msgspec.json.Encoder()


class Merged:
    """What values that add to each other come to, from the first that was taken on."""

    def __init__(self) -> None:
        self._outputs: list[Any] = []
        self._kept: dict[int, Gathered] = {}

    def add(self, data: bytes) -> None:
        """Take the packed details of the next value."""
        value = _decoder.decode(data)
        self._outputs = value.outputs
        kept, self._kept = self._kept, {}
        for piece in value.kept:
            gathered = kept.get(piece.output) or Gathered(share=len(value.kept))
            last = value.outputs[piece.output]["value"]
            gathered.put(piece.start, [*piece.values, last])
            self._kept[piece.output] = gathered

    def data(self) -> bytes:
        """Return the packed details of one value that stands for all."""
        pieces = [
            _Piece(at, gathered.start, gathered.values[:-1]) for at, gathered in self._kept.items()
        ]
        return _encoder.encode(_Value(self._outputs, pieces))
