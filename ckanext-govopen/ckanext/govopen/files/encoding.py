"""Text encodings by proof: BOM, share of NUL bytes, strict UTF-8, strict GB18030, Big5 ranked by common characters.

No guesser has a say: they call short GB18030 texts cp949 or Big5 and miss Chinese that begins late in a file.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLOCK = 1 << 22
HEAD = 1 << 16
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16le"), (codecs.BOM_UTF16_BE, "utf-16be"))
ERRORS = 200  # undecodable places looked at one by one in a block
SAMPLE = 4000
UNITS = "㎡㎏㎎㎜㎝㎞㏄"  # frequent signs that only GBK has
SHORT = 100  # characters from which a share of common ones is no accident
BEYOND = re.compile(r"[^\x00-\x7f]+")
# Control characters that no text file has; form feed and escape occur in old reports.
CONTROLS = bytes(set(range(32)) - {0, 9, 10, 12, 13, 27} | {127})


@dataclass
class Decoding:
    """What reading a file in one encoding showed: `bad` counts undecodable places, `offsets` are the first of them.

    `nul_at`: offset of the first NUL. `wide`: characters beyond ASCII; `sample`: the first of these. `utf8`: the same
    text in UTF-8, where it was written.
    """

    encoding: str
    bom: bool = False
    bad: int = 0
    offsets: list[int] = field(default_factory=list)
    wide: int = 0
    nul: int = 0
    nul_at: int | None = None
    replaced: int = 0
    sample: str = ""
    utf8: Path | None = None

    @property
    def errors(self) -> float:
        """Undecodable places for each character beyond ASCII."""
        return self.bad / max(1, self.wide)

    @property
    def common(self) -> float:
        """Share of the sample that is frequent in the encoding's script, 0 to 1: low where it is the wrong one."""
        frequent = is_big5_common if self.encoding == "big5" else is_gb_common
        return sum(map(frequent, self.sample)) / max(1, len(self.sample))


def blocks(path: Path, limit: int) -> Iterator[bytes]:
    """The file in blocks, up to `limit` bytes; the first is small, for it mostly shows that an encoding is the wrong one."""
    most = HEAD
    with path.open("rb") as file:
        while limit > 0 and (block := file.read(min(most, limit))):
            limit -= len(block)
            most = BLOCK
            yield block


def is_text(head: bytes) -> bool:
    """Whether the first bytes of a file may be text of any encoding."""
    if any(head.startswith(bom) for bom, _ in BOMS) or wide_order(head):
        return True
    odd = len(head) - len(head.translate(None, CONTROLS))
    return odd <= max(2, len(head) // 50) and head.count(0) <= max(4, len(head) // 10)


def wide_order(head: bytes) -> str | None:
    """UTF-16 without a BOM: many bytes of one parity are NUL (those of ASCII characters), hardly any of the other."""
    pairs = len(head) // 2
    if pairs < 2:
        return None
    high, low = head[0::2].count(0), head[1::2].count(0)
    if low > pairs // 5 and high <= low // 20:
        return "utf-16le"
    if high > pairs // 5 and low <= high // 20:
        return "utf-16be"
    return None


class Reader:
    """Reads one file up to `limit` bytes and remembers at most `places` undecodable places."""

    def __init__(self, path: Path, work: Path, limit: int, places: int) -> None:
        self.path, self.work, self.limit, self.places = path, work, limit, places
        self.whole = path.stat().st_size <= limit

    def prove(self) -> Decoding:
        """The encoding in which the file reads without, or else with the fewest, undecodable places."""
        with self.path.open("rb") as file:
            head = file.read(HEAD)
        for bom, name in BOMS:
            if head.startswith(bom):
                return self.decode(name, bom=True, write=True)
        if order := wide_order(head):
            return self.decode(order, write=True)
        first = self.decode("utf-8", write=not self.whole)
        if not first.bad:
            return first
        if first.errors < 0.02:
            return self.decode("utf-8", write=True)
        second = self.decode("gb18030", write=True)
        if not second.bad and second.common >= (0.6 if len(second.sample) > SHORT else 0.9):
            return second
        third = self.decode("big5", write=True)
        return min((second, third, first), key=lambda one: one.errors + 1 - one.common)

    def decode(self, encoding: str, *, bom: bool = False, write: bool = False) -> Decoding:
        """Reads in one encoding; with `write` the text is kept as UTF-8 without BOM in the work folder."""
        result = Decoding(encoding, bom)
        if not write:
            for text in self.characters(result):
                tally(text, text.encode("utf-8", "replace"), result)
                if result.errors > 0.2 and result.bad > 20:
                    break
            return result
        result.utf8 = self.work / f"{self.path.name}.{encoding}.utf8"
        with result.utf8.open("wb") as sink:
            for text in self.characters(result):
                raw = text.encode("utf-8", "replace")
                tally(text, raw, result)
                sink.write(raw)
        if not self.whole:
            end_at_line(result.utf8)
        return result

    def first_nul(self, encoding: str) -> int | None:
        """The offset of the first NUL character, None without one."""
        step = 2 if encoding.startswith("utf-16") else 1
        start, mark = 0, b"\0" * step
        for block in blocks(self.path, self.limit):
            at = block.find(mark)
            while at >= 0 and at % step:
                at = block.find(mark, at + 1)
            if at >= 0:
                return start + at
            start += len(block)
        return None

    def characters(self, result: Decoding) -> Iterator[str]:
        """The text in blocks; what fails becomes U+FFFD. A character cut by the end of a sample is no failure."""
        decoder = codecs.getincrementaldecoder(result.encoding)("strict")
        start, pending, first = 0, b"", True
        for block in blocks(self.path, self.limit):
            data = pending + block
            text, used = self.tolerant(decoder, data, start, result)
            start += used
            pending = data[used:]
            yield text.removeprefix("\ufeff") if first else text
            first = False
        if pending and self.whole:
            self.note(result, start)
            yield "\ufffd"

    def tolerant(self, decoder: codecs.IncrementalDecoder, data: bytes, start: int, result: Decoding) -> tuple[str, int]:
        """Decodes a block, replacing what fails; answers the text and how many bytes it used up."""
        parts: list[str] = []
        position = 0
        for _ in range(ERRORS):
            decoder.reset()
            try:
                parts.append(decoder.decode(data[position:] if position else data))
            except UnicodeDecodeError as error:
                parts.append(data[position : position + error.start].decode(result.encoding, "replace"))
                parts.append("\ufffd")
                self.note(result, start + position + error.start)
                position += max(error.end, error.start + 1)
                continue
            return "".join(parts), len(data) - len(decoder.getstate()[0])
        rest = data[position:].decode(result.encoding, "replace")
        result.bad += rest.count("\ufffd")
        return "".join([*parts, rest]), len(data)

    def note(self, result: Decoding, offset: int) -> None:
        """Remembers one undecodable place."""
        result.bad += 1
        if len(result.offsets) < self.places:
            result.offsets.append(offset)


def end_at_line(path: Path) -> None:
    """Drops what follows the last line break, so that a sample ends with a whole line."""
    with path.open("rb+") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - BLOCK))
        tail = file.read()
        if b"\n" in tail:
            file.truncate(size - len(tail) + tail.rindex(b"\n") + 1)


def tally(text: str, raw: bytes, result: Decoding) -> None:
    """Counts what a block of text shows; a Han character has three bytes in UTF-8."""
    result.wide += (len(raw) - len(text)) // 2
    result.nul += text.count("\0")
    result.replaced += text.count("\ufffd")
    if len(result.sample) < SAMPLE and len(raw) > len(text):
        result.sample += "".join(BEYOND.findall(text))[: SAMPLE - len(result.sample)]


def is_gb_common(letter: str) -> bool:
    """Level 1 of GB 2312, or Chinese punctuation; asked of GBK, for Python's gb2312 has another dash and another dot."""
    raw = letter.encode("gbk", "ignore")
    return letter in UNITS or (len(raw) == 2 and raw[1] > 0xA0 and (0xB0 <= raw[0] <= 0xD7 or 0xA1 <= raw[0] <= 0xA3))


def is_big5_common(letter: str) -> bool:
    """The frequent plane of Big5, or its punctuation."""
    raw = letter.encode("big5", "ignore")
    return len(raw) == 2 and raw[0] <= 0xC6
