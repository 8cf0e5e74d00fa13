"""Who reads the link when."""

import threading
from queue import SimpleQueue

from autoui.worker.turns import Turns

_END = "end"
_PATIENCE = 10


class Orders:
    """A link that gives one order at a time and notes which thread took it."""

    def __init__(self) -> None:
        self.coming: SimpleQueue[str] = SimpleQueue()
        self.jobs: SimpleQueue[str] = SimpleQueue()
        self.readers: SimpleQueue[tuple[str, str]] = SimpleQueue()
        self.turns = Turns(self.read, lambda: None)
        self.thread = threading.Thread(target=self.turns.stand_in, name="link", daemon=True)

    def read(self) -> bool:
        order = self.coming.get(timeout=_PATIENCE)
        self.readers.put((order, threading.current_thread().name))
        if order.startswith("job"):
            self.jobs.put(order)
            self.turns.delivered()
        if order == _END:
            self.jobs.put(order)
            return False
        return True

    def reader_of(self, order: str) -> str:
        self.coming.put(order)
        found, reader = self.readers.get(timeout=_PATIENCE)
        assert found == order
        return reader

    def next_job(self) -> str:
        self.turns.read_until(lambda: not self.jobs.empty())
        job = self.jobs.get(timeout=_PATIENCE)
        self.turns.begin()
        return job


def test_the_thread_reads_while_the_main_lane_works() -> None:
    orders = Orders()
    orders.thread.start()
    # Until the first job is there, nobody else reads.
    assert orders.reader_of("load") == "link"
    assert orders.reader_of("job 1") == "link"
    assert orders.next_job() == "job 1"
    # The main lane does not read now, so this comes through at all.
    assert orders.reader_of("cancel") == "link"
    assert orders.reader_of(_END) == "link"
    orders.thread.join(_PATIENCE)
    assert not orders.thread.is_alive()


def test_an_idle_main_lane_reads_for_itself() -> None:
    orders = Orders()
    orders.thread.start()
    orders.reader_of("job 1")
    assert orders.next_job() == "job 1"
    readers = set()
    for number in range(2, 200):
        orders.coming.put(f"job {number}")
        assert orders.next_job() == f"job {number}"
        readers.add(orders.readers.get(timeout=_PATIENCE)[1])
    # The thread may have stood in now and then, where this machine was slow.
    assert threading.current_thread().name in readers
    orders.coming.put(_END)
    assert orders.next_job() == _END
    orders.thread.join(_PATIENCE)
    assert not orders.thread.is_alive()


def test_no_order_stays_unread_after_a_long_rest() -> None:
    orders = Orders()
    orders.thread.start()
    orders.reader_of("job 1")
    orders.next_job()
    main = threading.Thread(target=orders.next_job, name="main", daemon=True)
    main.start()
    # Long enough for the thread of the link to fall asleep.
    threading.Event().wait(0.1)
    assert orders.reader_of("job 2") in ("main", "link")
    main.join(_PATIENCE)
    assert orders.reader_of("cancel") == "link"
    orders.coming.put(_END)
    orders.thread.join(_PATIENCE)
    assert not orders.thread.is_alive()
