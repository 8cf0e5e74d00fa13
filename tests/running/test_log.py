"""The log of a run: whatever happens, a reader gets each number once or inside a gap."""

from hypothesis import given
from hypothesis import strategies as st

from autoui.running import log as module
from autoui.running.log import Log, Logged, latest
from autoui.wire.values import pack, unpack

KINDS = st.sampled_from(["queued", "started", "value", "progress", "log", "notice"])


@given(
    kinds=st.lists(st.tuples(KINDS, st.integers(0, 3), st.booleans()), max_size=60),
    bounds=st.tuples(st.integers(1, 12), st.integers(1, 40)),
    limit=st.integers(1, 7),
)
def test_every_number_once(
    kinds: list[tuple[str, int, bool]], bounds: tuple[int, int], limit: int
) -> None:
    before = module.MAX_EVENTS, module.MAX_BYTES
    module.MAX_EVENTS, module.MAX_BYTES = bounds
    try:
        log, at, newest = Log(lambda _: None), 0, None
        for kind, size, reads in kinds:
            entry = log.append(kind, b" " * size)  # type: ignore[arg-type]
            newest = entry if kind == "value" else newest
            if reads:
                at = _read(log, at, limit)
        while at < log.last:
            at = _read(log, at, limit)
        if newest is not None:
            assert newest in log.read(0, 10_000)
    finally:
        module.MAX_EVENTS, module.MAX_BYTES = before


def _read(log: Log, at: int, limit: int) -> int:
    for entry in log.read(at, limit):
        if entry.kind == "gap":
            assert unpack(entry.data) == {"from": at + 1, "to": entry.n}
        # A merged event stands for the numbers from `first` on, some of which may be known.
        assert entry.first <= at + 1 <= entry.n
        at = entry.n
    return at


@given(st.lists(st.tuples(KINDS, st.booleans()), max_size=40))
def test_blobs_are_let_go_once(kinds: list[tuple[str, bool]]) -> None:
    gone: list[str] = []
    log = Log(gone.extend)
    for number, (kind, has_blob) in enumerate(kinds):
        log.append(kind, b"", (str(number),) if has_blob else ())  # type: ignore[arg-type]
    log.clear()
    merged = {"queued", "progress"}
    assert len(gone) == len(set(gone))
    assert {str(n) for n, (kind, has) in enumerate(kinds) if has and kind not in merged} <= set(
        gone
    )


def test_pictures_that_others_replaced_are_let_go_before_they_fill_the_disk() -> None:
    gone: list[str] = []
    log = Log(gone.extend)
    log.append("started", b"{}")
    for number in range(module.MAX_WITH_BLOBS + 100):
        log.append("value", b"{}", (str(number),))
    assert gone == [str(number) for number in range(100)]
    assert len([e for e in log.read(0, 10_000) if e.kind == "value"]) == module.MAX_WITH_BLOBS
    for _ in range(module.MAX_EVENTS):
        log.append("log", b"{}")
    assert len(gone) == module.MAX_WITH_BLOBS + 99


def test_a_reader_that_only_looks_gets_the_newest_of_each_kind() -> None:
    log = Log(lambda _: None)
    for kind in ("started", "value", "progress", "value", "log", "progress", "done"):
        log.append(kind, b"")  # type: ignore[arg-type]
    assert [e.n for e in latest(log.read(0, 100))] == [1, 4, 5, 6, 7]


def _shown(seen: list[object], entry: Logged) -> list[object]:
    """Return what a page shows after a value, as it puts values together."""
    data = unpack(entry.data)
    (last,) = data["outputs"]
    if not data.get("kept"):
        return [last["value"]]
    (piece,) = data["kept"]
    # Of values that all have been replaced since, the first ones may be gone.
    before = [*seen, *[None] * piece["from"]][: piece["from"]]
    return [*before, *piece["values"], last["value"]]


@given(
    steps=st.lists(st.tuples(st.sampled_from(["add", "replace", "log"]), st.booleans())),
    bounds=st.tuples(st.integers(1, 6), st.integers(60, 400)),
    every=st.booleans(),
)
def test_kept_values_are_never_lost(
    steps: list[tuple[str, bool]], bounds: tuple[int, int], every: bool
) -> None:
    before = module.MAX_EVENTS, module.MAX_BYTES
    module.MAX_EVENTS, module.MAX_BYTES = bounds
    try:
        log, at = Log(lambda _: None), 0
        right: list[object] = []
        seen: list[object] = []
        adds = False
        for number, (step, reads) in enumerate([*steps, ("add", True)]):
            value = {"outputs": [{"show": "number", "props": {}, "value": number}]}
            if step == "log":
                log.append("log", b'"printed"')
            elif step == "replace":
                log.append("value", pack(value))
                right, adds = [number], False
            else:
                right = [*right, number] if adds else [number]
                piece = {"output": 0, "from": len(right) - 1, "values": []}
                log.append("value", pack({**value, "kept": [piece]}), adds=True)
                adds = True
            if reads:
                found = log.read(at, 10_000)
                at = log.last
                for entry in found if every else latest(found):
                    seen = _shown(seen, entry) if entry.kind == "value" else seen
                assert seen == right
        newcomer: list[object] = []
        for entry in latest(log.read(0, 10_000)):
            newcomer = _shown([], entry) if entry.kind == "value" else newcomer
        assert newcomer == right
    finally:
        module.MAX_EVENTS, module.MAX_BYTES = before
