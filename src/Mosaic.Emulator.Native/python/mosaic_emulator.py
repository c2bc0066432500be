"""A microLED link as a component of a Python program: bytes in, bytes out, delays and events.

    from mosaic_emulator import Link

    with Link({"fiber": {"lengthM": 30}}) as link:
        received, block = link.transmit(bytes(1500))
        print(f"{block.delay_ns:.0f} ns", "lost" if block.is_lost else "whole")
        print(link.statistics()["preFec"]["ber"])

Blocks may be anything that holds bytes: bytes, bytearray, memoryview, or a NumPy array, for which a NumPy array is
returned. Same configuration and seed: same bytes, counts and fingerprint as from C, .NET and the command line.

One call at a time may use a link; a second one, from another thread or from an event handler, raises LinkError with
status BUSY and changes nothing. The interpreter's lock is released during a call. The .NET runtime does not survive a fork:
with multiprocessing take the start method "spawn", or make links in the children only.

The library is looked for in MOSAIC_LIBRARY, beside this file's installation, and where the system looks for libraries.
"""

from __future__ import annotations

import ctypes
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from types import TracebackType
from typing import Any, overload

try:
    import numpy
    import numpy.typing
except ImportError:
    numpy = None  # type: ignore[assignment]

__all__ = ["Block", "Event", "EventKind", "Link", "LinkError", "Status", "Timing", "Totals", "version"]


class Status(IntEnum):
    """Why a call failed."""

    INVALID_ARGUMENT = 1
    INVALID_CONFIGURATION = 2
    NO_LINK = 3
    BUSY = 4
    LINK_DOWN = 5
    TOO_SMALL = 6
    NO_RUNTIME = 7
    FAILED = 8


class LinkError(Exception):
    """A call failed; the message names what was wrong, and what is allowed."""

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status = status


class EventKind(IntEnum):
    """What happens on a link."""

    CODEWORDS_LOST = 1
    LOCK_LOST = 2
    LANE_FAILED = 3
    LANE_REPAIRED = 4


@dataclass(frozen=True)
class Event:
    """Something that happened; times in ns from the beginning of the link's first frame."""

    kind: EventKind
    frame: int
    time_ns: float
    lane: int
    """The lane, or -1 where it is not of one lane."""
    channel: int
    """The channel that the lane is on, after a repair the new one; or -1."""
    count: int
    """Codewords lost; else 1."""


@dataclass(frozen=True)
class Block:
    """What became of a block; times in ns from the beginning of the link's first frame."""

    position: int
    """Bytes that went over the link before it."""
    lost_groups: int
    """Groups of interleaved codewords that it has a part of and that are lost."""
    bit_errors: int
    sent_ns: float
    last_bit_ns: float
    received_ns: float

    @property
    def is_lost(self) -> bool:
        """Whether a receiver would throw it away."""
        return self.lost_groups > 0

    @property
    def delay_ns(self) -> float:
        """From the first bit in to the last bit out."""
        return self.received_ns - self.sent_ns

    @property
    def latency_ns(self) -> float:
        """From the last bit in to the last bit out."""
        return self.received_ns - self.last_bit_ns


@dataclass(frozen=True)
class Timing:
    """What does not change while a link runs."""

    frame_bytes: int
    """Payload of a frame, the step in which faults act and totals count."""
    payload_gbps: float
    frame_ns: float
    group_ns: float
    propagation_ns: float
    max_latency_ns: float


@dataclass(frozen=True)
class Totals:
    """Counts of all frames of which bytes have been received."""

    frames: int
    bits: int
    bit_errors: int
    codewords: int
    codeword_errors: int
    groups: int
    failed_groups: int
    payload_bits: int
    payload_bit_errors: int


class _Block(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int64) for name in ("position", "lost_groups", "bit_errors")] + [
        (name, ctypes.c_double) for name in ("sent_ns", "last_bit_ns", "received_ns")
    ]


class _Timing(ctypes.Structure):
    _fields_ = [("frame_bytes", ctypes.c_int64)] + [
        (name, ctypes.c_double) for name in ("payload_gbps", "frame_ns", "group_ns", "propagation_ns", "max_latency_ns")
    ]


class _Totals(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int64) for name in Totals.__dataclass_fields__]


class _Event(ctypes.Structure):
    _fields_ = [
        *((name, ctypes.c_int32) for name in ("kind", "lane", "channel", "reserved")),
        *((name, ctypes.c_int64) for name in ("frame", "count")),
        ("time_ns", ctypes.c_double),
    ]


_Handler = ctypes.CFUNCTYPE(None, ctypes.POINTER(_Event), ctypes.c_void_p)


def _fields(record: ctypes.Structure) -> dict[str, Any]:
    return {field[0]: getattr(record, field[0]) for field in record._fields_}


def _load() -> ctypes.CDLL:
    beside = Path(__file__).resolve().parents[2] / "libmosaic.so"
    library = ctypes.CDLL(os.environ.get("MOSAIC_LIBRARY") or (str(beside) if beside.exists() else "libmosaic.so.0"))
    link, text, pointer = ctypes.c_uint64, ctypes.c_char_p, ctypes.POINTER
    for name, arguments in {
        "create": [text, pointer(link)],
        "destroy": [link],
        "reset": [link],
        "transmit": [link, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, pointer(_Block)],
        "get_totals": [link, pointer(_Totals)],
        "get_timing": [link, pointer(_Timing)],
        "get_statistics": [link, text, ctypes.c_size_t, pointer(ctypes.c_size_t)],
        "inject_fault": [link, text, pointer(ctypes.c_int64)],
        "on_event": [link, _Handler, ctypes.c_void_p],
    }.items():
        function = getattr(library, "mosaic_" + name)
        function.argtypes, function.restype = arguments, ctypes.c_int
    for name in ("version", "last_error"):
        getattr(library, "mosaic_" + name).restype = text
    return library


_library = _load()


def version() -> str:
    """Version of the library."""
    return _library.mosaic_version().decode()


def _check(status: int) -> None:
    if status:
        raise LinkError(Status(status), _library.mosaic_last_error().decode())


class Link:
    """A link, which comes up when bytes are first sent. It ends with close(), or at the end of a with statement."""

    def __init__(self, configuration: Mapping[str, Any] | str = "{}") -> None:
        """Designs a link.

        configuration: a mapping, or JSON, as `mosaic config` prints it; {} is the default link.
        """
        text = configuration if isinstance(configuration, str) else json.dumps(configuration)
        self._handle = ctypes.c_uint64(0)
        self._handler = _Handler()
        self._raised: BaseException | None = None
        _check(_library.mosaic_create(_utf8(text), ctypes.byref(self._handle)))

    def close(self) -> None:
        """Ends the link; further calls raise LinkError with status NO_LINK."""
        if self._handle.value:
            _check(_library.mosaic_destroy(self._handle))
            self._handle = ctypes.c_uint64(0)

    def __enter__(self) -> Link:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            _library.mosaic_destroy(self._handle)

    @overload
    def transmit(self, sent: "numpy.typing.NDArray[Any]") -> "tuple[numpy.typing.NDArray[Any], Block]": ...

    @overload
    def transmit(self, sent: bytes | bytearray | memoryview) -> tuple[bytes, Block]: ...

    def transmit(self, sent: Any) -> Any:
        """Sends a block, and returns what came out and what became of it.

        sent: bytes, bytearray, a contiguous memoryview, or a contiguous NumPy array of any type without objects, for which
        an array of its shape and type is returned.
        """
        if numpy is not None and isinstance(sent, numpy.ndarray):
            if sent.dtype.hasobject or not sent.flags.c_contiguous:
                raise ValueError("sent: a contiguous array without objects is wanted")
            received = numpy.empty_like(sent, order="C", subok=False)
            return received, self._transmit(sent.ctypes.data, received.ctypes.data, sent.nbytes)

        source = sent if isinstance(sent, bytes) else memoryview(sent).tobytes()
        target = bytearray(len(source))
        place = (ctypes.c_char * len(target)).from_buffer(target)
        block = self._transmit(ctypes.cast(ctypes.c_char_p(source), ctypes.c_void_p), ctypes.addressof(place), len(source))
        return bytes(target), block

    def _transmit(self, sent: Any, received: Any, size: int) -> Block:
        block = _Block()
        status = _library.mosaic_transmit(self._handle, sent, received, size, ctypes.byref(block))
        raised, self._raised = self._raised, None
        if raised is not None:
            raise raised
        _check(status)
        return Block(**_fields(block))

    def inject_fault(self, fault: Mapping[str, Any] | str) -> int:
        """Lets something go wrong from the next frame on that is not on the lanes yet, and returns that frame.

        fault: an entry of `faults` in a configuration, e.g. {"kind": "dead", "lane": 37}.
        """
        frame = ctypes.c_int64(0)
        text = fault if isinstance(fault, str) else json.dumps(fault)
        _check(_library.mosaic_inject_fault(self._handle, _utf8(text), ctypes.byref(frame)))
        return frame.value

    def on_event(self, handler: Callable[[Event], object] | None) -> None:
        """Has events told to a handler, in order, during the call of transmit that finds them; or, with None, to nobody.

        The handler must not use the link. What it raises, transmit raises when the block is through; it hears no more until then.
        """

        def tell(event: Any, _: Any) -> None:
            if handler is not None and self._raised is None:
                try:
                    values = _fields(event.contents)
                    del values["reserved"]
                    handler(Event(**{**values, "kind": EventKind(values["kind"])}))
                except BaseException as raised:  # noqa: BLE001 - it must not cross the border
                    self._raised = raised

        made = _Handler(tell) if handler is not None else _Handler()
        _check(_library.mosaic_on_event(self._handle, made, None))
        self._handler = made

    def reset(self) -> None:
        """Brings the link up afresh: counts are zero, faults that were injected are gone, the same errors come again."""
        _check(_library.mosaic_reset(self._handle))

    @property
    def totals(self) -> Totals:
        """Counts so far."""
        totals = _Totals()
        _check(_library.mosaic_get_totals(self._handle, ctypes.byref(totals)))
        return Totals(**_fields(totals))

    @property
    def timing(self) -> Timing:
        """Times that do not change."""
        timing = _Timing()
        _check(_library.mosaic_get_timing(self._handle, ctypes.byref(timing)))
        return Timing(**_fields(timing))

    def statistics(self) -> dict[str, Any]:
        """The report so far, with the keys of `mosaic run --json`."""
        length = ctypes.c_size_t(0)
        status = _library.mosaic_get_statistics(self._handle, None, 0, ctypes.byref(length))
        if status != Status.TOO_SMALL:
            _check(status)
        buffer = ctypes.create_string_buffer(length.value + 1)
        _check(_library.mosaic_get_statistics(self._handle, buffer, len(buffer), None))
        return json.loads(buffer.value)


def _utf8(text: str) -> bytes:
    if "\0" in text:
        raise ValueError("there is a zero in the text")
    return text.encode()
