from autoui.wire.server_nursery import Exited, Fork, pack_packet, read_order, read_report


def test_packets_of_the_nursery():
    order = Fork(worker=1, scratch="/x")
    assert read_order(pack_packet(order)) == order
    report = Exited(worker=1, pid=2, code=-9, reason="killed")
    assert read_report(pack_packet(report)) == report
