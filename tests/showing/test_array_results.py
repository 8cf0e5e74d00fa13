import sys
import types

import numpy as np
import pytest
from scipy import sparse

from autoui.components.base import Scope
from autoui.showing.array_results import is_large, to_array
from autoui.showing.auto import shown
from autoui.wire.values import pack


def test_a_picture_can_be_seen_as_numbers(scope: Scope):
    got = shown(np.linspace(0, 1, 400).reshape(20, 20), scope)
    assert got["show"] == "image"
    numbers = got["other"]
    assert numbers["label"] == "As numbers"
    about, values = numbers["value"]
    assert (about["value"]["minimum"], about["value"]["maximum"]) == (0.0, 1.0)
    assert values["value"].meta["rows"] == 20
    pack(got)


def test_values_that_pass_are_not_written_twice(scope: Scope):
    scope.passing = True
    assert "other" not in shown(np.zeros((20, 20)), scope)


def test_masked_numbers_are_missing(scope: Scope):
    few = np.ma.array([1.0, 2.0, 3.0], mask=[False, True, False])
    assert shown(few, scope)["value"] == [1.0, None, 3.0]
    many = np.ma.masked_greater(np.arange(400.0).reshape(20, 20), 100)
    about, values = shown(many, scope)["value"]
    assert (about["value"]["masked"], about["value"]["maximum"]) == (299, 100.0)
    assert values["value"].meta["window"][5][:3] == [100.0, None, None]
    assert shown(few[1], scope)["show"] == "text"


def test_rows_of_structured_arrays(scope: Scope):
    rows = np.array([(1, [2, 3]), (4, [5, 6])], dtype=[("n", "i4"), ("pair", "i4", (2,))])
    assert shown(rows, scope)["value"].meta["window"] == [[1, [2, 3]], [4, [5, 6]]]
    assert shown(rows[0], scope)["value"] == {"n": 1, "pair": [2, 3]}


def test_empty_arrays_say_their_shape(scope: Scope):
    got = shown(np.zeros((0, 3)), scope)
    assert (got["value"], got["note"]) == ([], "An empty array: 0 × 3, float64")


@pytest.mark.parametrize("make", [sparse.csr_matrix, sparse.coo_array, sparse.lil_array])
def test_sparse_matrices(scope: Scope, make):
    assert shown(make(np.eye(2)), scope)["value"] == [[1.0, 0.0], [0.0, 1.0]]
    large = make(np.diag(np.arange(1.0, 31)))
    assert is_large(large)
    about, values = shown(large, scope)["value"]
    assert about["value"]["stored values"] == 30
    assert values["value"].meta["window"][29] == [29, 29, 30.0]


def test_a_dict_of_equal_long_arrays_is_a_table(scope: Scope):
    table = shown({"x": np.arange(60), "y": np.arange(60.0) / 2}, scope)
    assert table["show"] == "table"
    assert table["value"].meta["window"][3] == [3, 1.5]
    assert shown({"x": np.arange(3), "y": np.arange(3)}, scope)["value"] == {
        "x": [0, 1, 2],
        "y": [0, 1, 2],
    }


class Tensor:
    """What PyTorch's tensor does of what is asked of it here."""

    __module__ = "torch"

    def __init__(self, data, dtype="torch.float32", device="cuda", tracked=True):
        self.data, self.dtype, self.device, self.tracked = data, dtype, device, tracked
        self.layout = "torch.strided"

    @property
    def shape(self):
        return self.data.shape

    def detach(self):
        return Tensor(self.data, self.dtype, self.device, tracked=False)

    def cpu(self):
        return Tensor(self.data, self.dtype, "cpu", self.tracked)

    def float(self):
        return Tensor(self.data, "torch.float32", self.device, self.tracked)

    def resolve_conj(self):
        return self

    resolve_neg = resolve_conj

    def numpy(self):
        if self.tracked or self.device != "cpu" or self.dtype == "torch.bfloat16":
            raise TypeError("not like that")
        return self.data


def test_tensors_are_copied_from_their_device(scope: Scope):
    values = np.arange(6, dtype=np.float32).reshape(2, 3)
    for dtype in ("torch.float32", "torch.bfloat16"):
        assert to_array(Tensor(values, dtype)).tolist() == values.tolist()
    assert shown(Tensor(values), scope)["value"] == values.tolist()
    assert shown(Tensor(np.array(2.5)), scope)["show"] == "number"
    assert "torch" not in sys.modules


def test_arrays_of_other_devices(scope: Scope):
    made = types.new_class("ndarray", (), {}, lambda body: body.update(__module__="cupy"))
    array = made()
    array.dtype, array.shape, array.get = np.dtype(int), (2,), lambda: np.array([1, 2])
    assert shown(array, scope)["value"] == [1, 2]
