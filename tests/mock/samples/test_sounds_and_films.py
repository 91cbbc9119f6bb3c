"""The sounds and films, decoded by FFmpeg's libraries and the standard library."""

from __future__ import annotations

import io
import wave
from random import Random
from typing import Any

import pytest

from mockserver.mock.samples import sample


def made(name: str, seed: int = 1) -> bytes:
    """The file."""
    content = sample(name, random=Random(seed))
    assert content is not None
    return content


def decoded(name: str, seed: int = 1) -> tuple[str, list[Any]]:
    """The name of the codec and the frames of the first stream."""
    av = pytest.importorskip("av")
    with av.open(io.BytesIO(made(name, seed))) as container:
        stream = container.streams[0]
        return stream.codec_context.name, list(container.decode(stream))


@pytest.mark.parametrize(
    ("name", "codec", "samples"),
    [
        ("audio/wav", "pcm_s16le", 2000),
        ("audio/mpeg", "mp3float", 20 * 1152),
        ("audio/aac", "aac", 24 * 1024),
        ("audio/flac", "flac", 6 * 4096),
        ("audio/ogg", "opus", 25 * 960),
    ],
)
def test_sounds_are_decoded(name: str, codec: str, samples: int) -> None:
    """Each sound decodes to as many samples as it says."""
    found, frames = decoded(name)
    # An Opus decoder may be libopus or FFmpeg's own.
    assert (found.removeprefix("lib"), sum(frame.samples for frame in frames)) == (codec, samples)


@pytest.mark.parametrize(
    ("name", "codec", "size", "count"), [("video/mp4", "h264", (64, 48), 2), ("video/webm", "vp8", (32, 32), 1)]
)
@pytest.mark.parametrize("seed", range(3))
def test_films_are_decoded(name: str, codec: str, size: tuple[int, int], count: int, seed: int) -> None:
    """Each film decodes to pictures of its size."""
    found, frames = decoded(name, seed)
    assert (found, {(frame.width, frame.height) for frame in frames}, len(frames)) == (codec, {size}, count)


def test_the_pictures_of_the_film_differ() -> None:
    """The second picture of the MP4 is brighter than the first, and each has a gradient."""
    _, frames = decoded("video/mp4")
    rows = [bytes(frame.planes[0])[:64] for frame in frames]
    assert (rows[0][0] < rows[1][0], rows[0][0] < rows[0][63]) == (True, True)


def test_the_tone_is_heard() -> None:
    """The WAVE file is a quarter of a second long and not silent."""
    with wave.open(io.BytesIO(made("audio/wav"))) as reader:
        frames = reader.readframes(reader.getnframes())
        assert (reader.getnframes() / reader.getframerate(), reader.getnchannels()) == (0.25, 1)
    assert max(frames) > 0


def test_midi_says_its_lengths() -> None:
    """The chunks of the MIDI file are as long as they say, and a note is switched on and off."""
    content = made("audio/midi")
    track = content[14:]
    assert (content[:8], track[:4], int.from_bytes(track[4:8], "big")) == (b"MThd\0\0\0\x06", b"MTrk", len(track) - 8)
    assert (track[9], track[13], track[10] == track[14]) == (0x90, 0x80, True)


def boxes(content: bytes) -> list[tuple[str, int]]:
    """Names and sizes of the boxes at the top of an MP4 file."""
    found, at = [], 0
    while at < len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        found.append((content[at + 4 : at + 8].decode(), size))
        at += size
    return found


def test_the_boxes_of_mp4_fill_the_file() -> None:
    """The file is its type, its description and its data, with nothing between or behind."""
    content = made("video/mp4")
    found = boxes(content)
    assert ([name for name, _ in found], sum(size for _, size in found)) == (["ftyp", "moov", "mdat"], len(content))
