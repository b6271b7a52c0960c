"""The container of Slipway's embedded tables: sections of little-endian u32 words over one string table.

A file is: magic (8 bytes), section count, then for each section its offset and its length in words, then the
sections, then the string bytes. Section 0 holds the end offset of every string. See docs/model-format.md.
"""
import struct

NONE = 0xFFFFFFFF


class Table:
    def __init__(self, magic):
        assert len(magic) == 8
        self.magic = magic
        self.strings = {}
        self.sections = []
        self.string("")  # index 0

    def string(self, text):
        """The index of `text` (str, or bytes as they are) in the string table; each text is stored once."""
        raw = text if isinstance(text, bytes) else text.encode()
        return self.strings.setdefault(raw, len(self.strings))

    def section(self, words):
        self.sections.append(list(words))

    def to_bytes(self):
        ends, at = [], 0
        for raw in self.strings:
            at += len(raw)
            ends.append(at)
        sections = [ends] + self.sections
        offset = len(self.magic) + 4 + 8 * (len(sections) + 1)
        head, body = [len(sections) + 1], []
        for words in sections:
            head += [offset, len(words)]
            body += words
            offset += 4 * len(words)
        head += [offset, at]  # the last section: the string bytes, its length in bytes
        return self.magic + struct.pack(f"<{len(head + body)}I", *head, *body) + b"".join(self.strings)
