"""Tests of mosaic_emulator: python3 -m unittest test_mosaic_emulator"""

import gc
import threading
import unittest
import weakref

import mosaic_emulator
from mosaic_emulator import EventKind, Link, LinkError, Status

try:
    import numpy
except ImportError:
    numpy = None

SMALL = {
    "array": {"rows": 5, "columns": 8},
    "bonding": {"dataLanes": 40, "frameBatches": 1},
    "arrival": {"skewUi": 500},
}
LOSSY = {**SMALL, "fiber": {"lengthM": 31.5}}
PATTERN = bytes((i * 2654435761 >> 13) & 255 for i in range(400_001))


def errors(sent: bytes, received: bytes) -> int:
    return (int.from_bytes(sent, "little") ^ int.from_bytes(received, "little")).bit_count()


class LinkTest(unittest.TestCase):
    def test_bytes_come_out_as_the_counts_say(self):
        with Link(LOSSY) as link:
            received, block = link.transmit(PATTERN)
            self.assertEqual(errors(PATTERN, received), block.bit_errors)
            self.assertGreater(block.bit_errors, 0)
            self.assertTrue(block.is_lost)
            totals, report = link.totals, link.statistics()
            self.assertEqual(report["postFec"]["payloadBitErrors"], totals.payload_bit_errors)
            self.assertEqual(report["linkFrames"], totals.frames)
            self.assertEqual(totals.payload_bits, totals.frames * link.timing.frame_bytes * 8)
            link.reset()
            self.assertEqual((received, block), link.transmit(PATTERN))

    def test_any_buffer_gives_the_same(self):
        with Link(LOSSY) as link:
            expected, _ = link.transmit(PATTERN)
        for sent in (bytearray(PATTERN), memoryview(PATTERN)):
            with Link(LOSSY) as link:
                self.assertEqual(expected, link.transmit(sent)[0])
        with Link(LOSSY) as link:
            parts = [link.transmit(PATTERN[i : i + 99_999])[0] for i in range(0, len(PATTERN), 99_999)]
            self.assertEqual(expected, b"".join(parts))
            self.assertEqual(b"", link.transmit(b"")[0])

    @unittest.skipIf(numpy is None, "NumPy is not installed")
    def test_an_array_gives_an_array(self):
        with Link(LOSSY) as link:
            expected, _ = link.transmit(PATTERN[:400_000])
        sent = numpy.frombuffer(PATTERN[:400_000], dtype=numpy.uint16).reshape(400, 500)
        with Link(LOSSY) as link:
            received, block = link.transmit(sent)
            self.assertEqual((sent.shape, sent.dtype), (received.shape, received.dtype))
            self.assertEqual(expected, received.tobytes())
            self.assertEqual(int(numpy.unpackbits((sent ^ received).view(numpy.uint8)).sum()), block.bit_errors)
            with self.assertRaises(ValueError):
                link.transmit(sent[:, ::2])
            with self.assertRaises(ValueError):
                link.transmit(numpy.array([None]))

    def test_delays_are_those_of_the_link(self):
        with Link({**SMALL, "fiber": {"lengthM": 20}}) as link:
            timing = link.timing
            self.assertAlmostEqual(20 * 1.465 / 0.299792458, timing.propagation_ns, 6)
            _, first = link.transmit(bytes(1000))
            _, second = link.transmit(bytes(1000))
            self.assertLessEqual(first.last_bit_ns, second.sent_ns + 1e-9)
            for block in (first, second):
                self.assertGreater(block.latency_ns, timing.propagation_ns)
                self.assertLessEqual(block.latency_ns, timing.max_latency_ns)
                self.assertGreater(block.delay_ns, block.latency_ns)

    def test_a_lane_that_dies_is_told(self):
        spared = {
            **SMALL,
            "bonding": {"dataLanes": 16, "frameBatches": 1, "laneSecded": True, "spareLanes": 4},
            "fiber": {"lengthM": 10},
            "arrival": {"skewUi": 100},
            "repair": {"failFrames": 2},
        }
        events = []
        with Link(spared) as link:
            link.on_event(events.append)
            frame = bytes(link.timing.frame_bytes)
            link.transmit(frame)
            acts = link.inject_fault({"kind": "dead", "lane": 5})
            for _ in range(40):
                link.transmit(frame)
            repair = link.statistics()["repair"]["events"]
        self.assertEqual([5], [one["lane"] for one in repair])
        kinds = [one.kind for one in events]
        self.assertEqual(1, kinds.count(EventKind.LANE_FAILED))
        self.assertEqual(1, kinds.count(EventKind.LANE_REPAIRED))
        repaired = events[kinds.index(EventKind.LANE_REPAIRED)]
        self.assertEqual((5, repair[0]["toChannel"], repair[0]["frameSwitched"]), (repaired.lane, repaired.channel, repaired.frame))
        self.assertGreater(events[kinds.index(EventKind.LANE_FAILED)].frame, acts)

    def test_what_cannot_be_is_refused(self):
        for wrong in ("", "[]", '{"fibre": {}}', {"fiber": {"lengthM": -1}}, {"fiber": {"lengthM": "far"}}):
            with self.assertRaises(LinkError) as raised:
                Link(wrong)
            self.assertEqual(Status.INVALID_CONFIGURATION, raised.exception.status)
        self.assertIn("fiber.lengthM", str(raised.exception))
        with self.assertRaises(ValueError):
            Link("{\0}")
        with Link(SMALL) as link:
            with self.assertRaises(LinkError):
                link.inject_fault({"kind": "dead"})
            with self.assertRaises(TypeError):
                link.transmit("text")
        for call in (lambda: link.transmit(b"1"), link.reset, link.statistics, lambda: link.totals):
            with self.assertRaises(LinkError) as raised:
                call()
            self.assertEqual(Status.NO_LINK, raised.exception.status)
        link.close()

    def test_what_a_handler_raises_is_raised(self):
        def handler(event):
            raise KeyError(event.kind.name)

        with Link(LOSSY) as link:
            link.on_event(handler)
            with self.assertRaisesRegex(KeyError, "CODEWORDS_LOST"):
                link.transmit(PATTERN)
            link.on_event(None)
            link.transmit(PATTERN)

    def test_a_handler_and_a_second_thread_are_refused(self):
        seen = []
        with Link(LOSSY) as link:

            def use():
                try:
                    link.transmit(b"1")
                except LinkError as error:
                    seen.append(error.status)

            def handler(_):
                use()
                thread = threading.Thread(target=use)
                thread.start()
                thread.join()

            link.on_event(handler)
            link.transmit(PATTERN)
        self.assertGreaterEqual(len(seen), 2)
        self.assertEqual({Status.BUSY}, set(seen))

    def test_a_link_that_is_dropped_is_ended(self):
        link = Link(SMALL)
        handle, reference = link._handle, weakref.ref(link)
        del link
        gc.collect()
        self.assertIsNone(reference())
        self.assertEqual(Status.NO_LINK, mosaic_emulator._library.mosaic_reset(handle))

    def test_version(self):
        self.assertRegex(mosaic_emulator.version(), r"^\d+\.\d+\.\d+$")


if __name__ == "__main__":
    unittest.main()
