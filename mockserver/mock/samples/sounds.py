"""Sounds: a short tone where a format stores samples as they are, half a second of silence where it compresses them.

Knows the formats' framing; not how to encode a tone in MPEG, AAC or Opus.
"""

from __future__ import annotations

import io
import math
import struct
import wave
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from random import Random

WAVE_RATE: Final = 8000
FLAC_BLOCK: Final = 4096


def wav(random: Random) -> bytes:
    """RIFF WAVE: a quarter of a second of a sine, 16-bit mono."""
    pitch = random.choice((262, 294, 330, 349, 392, 440))
    angles = (2 * math.pi * pitch * at / WAVE_RATE for at in range(WAVE_RATE // 4))
    samples = b"".join(struct.pack("<h", round(8000 * math.sin(angle))) for angle in angles)
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(WAVE_RATE)
        writer.writeframes(samples)
    return file.getvalue()


def mp3(_random: Random) -> bytes:
    """MPEG-1 audio layer III: 20 frames at 32 kbit/s, 48 kHz, mono, whose side information announces no data at all."""
    frame = b"\xff\xfb\x14\xc4" + bytes(92)
    return frame * 20


def aac(_random: Random) -> bytes:
    """AAC in ADTS frames (ISO 13818-7): 24 silent ones of 48 kHz, mono."""
    return bytes.fromhex("fff14c40017ffc01182007") * 24


def flac(_random: Random) -> bytes:
    """FLAC (RFC 9639): six blocks, each of which is one constant, zero."""
    frames = b"".join(_flac_frame(number) for number in range(6))
    # Block sizes, unknown frame sizes, 44,100 Hz, one channel, 16 bits, the number of samples, an unknown checksum.
    rates = (44_100 << 44) | (0 << 41) | (15 << 36) | (6 * FLAC_BLOCK)
    information = struct.pack(">HH6xQ16x", FLAC_BLOCK, FLAC_BLOCK, rates)
    return b"fLaC\x80" + len(information).to_bytes(3, "big") + information + frames


def ogg(_random: Random) -> bytes:
    """Opus in Ogg (RFC 7845): 25 packets of 20 ms of silence."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 10) + b"mockserver" + bytes(4)
    packets = [b"\xf8\xff\xfe"] * 25
    return _ogg_page([head], 0, kind=2) + _ogg_page([tags], 1) + _ogg_page(packets, 2, kind=4, position=25 * 960)


def midi(random: Random) -> bytes:
    """A Standard MIDI File of format 0: one note."""
    note = random.randrange(60, 72)
    events = bytes([0, 0x90, note, 64, 0x60, 0x80, note, 64, 0, 0xFF, 0x2F, 0])
    return struct.pack(">4sIHHH4sI", b"MThd", 6, 0, 1, 96, b"MTrk", len(events)) + events


def _flac_frame(number: int) -> bytes:
    header = b"\xff\xf8\xc9\x08" + bytes([number])  # 4096 samples, 44.1 kHz, mono, 16 bits
    header += bytes([_crc(header, width=8, polynomial=0x07)])
    frame = header + b"\0\0\0"  # a constant subframe, and the constant
    return frame + _crc(frame, width=16, polynomial=0x8005).to_bytes(2, "big")


def _ogg_page(packets: list[bytes], number: int, *, kind: int = 0, position: int = 0) -> bytes:
    """A page of RFC 3533; each packet is shorter than 255 octets, so that it is one segment."""
    head = struct.pack("<4sBBqII", b"OggS", 0, kind, position, 1, number)
    rest = bytes([len(packets), *map(len, packets)]) + b"".join(packets)
    checksum = _crc(head + bytes(4) + rest, width=32, polynomial=0x04C11DB7)
    return head + struct.pack("<I", checksum) + rest


def _crc(data: bytes, *, width: int, polynomial: int) -> int:
    """A cyclic redundancy check from the highest bit on, that begins with zero and inverts nothing."""
    register, top, mask = 0, 1 << (width - 1), (1 << width) - 1
    for octet in data:
        register ^= octet << (width - 8)
        for _ in range(8):
            register = ((register << 1) ^ (polynomial if register & top else 0)) & mask
    return register
