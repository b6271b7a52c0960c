"""What clang-format does not look at in comments and documents. Prints FILE:LINE: FINDING; exit code 1 if there is any.

- A line of a comment is at most 120 characters wide, one of a document 160; tables,
  links and code are as wide as they must be.
- Nothing cites what a reader of this repository cannot open: a rule has its public source (a page of AWS's guide, a
  section of an RFC), or its text is in docs/.
- No comment is broken where a formatter ran out of room: a line of a few words that the line above has room for.
- No JSON array is made of braces with another array alone in them: compilers differ on whether that nests it.
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMMENT_WIDTH = 120
DOCUMENT_WIDTH = 160
NOT_HERE = re.compile(r"\bfacts/\w+\.md|\bshared/\w+\.md|\bDESIGN\.md|\bseeds/|(?<!/)\bissue #?\d+")
ARRAY_ALONE = re.compile(r"\bArray\{\s*(json::)?Array[{(]")  # CWG issue 2311
COMMENT = {".h": "//", ".cpp": "//", ".ts": "//", ".mjs": "//"}  # elsewhere #
SKIPPED = re.compile(r"^tests/(vectors|fuzz/corpus)/|package-lock\.json$|^LICENSE|^docs/(benchmarks|commands)\.md$")  # not written by hand


def tracked():
    """Text files of the repository, new ones included."""
    names = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                           capture_output=True, text=True, check=True).stdout.split("\0")
    return [name for name in sorted(set(names)) if name and not SKIPPED.search(name) and (ROOT / name).is_file()]


def comments(name, lines):
    """(line number, the comment that is all of the line, else empty) of a source file."""
    mark = COMMENT.get(pathlib.Path(name).suffix, "#")
    return [(at, line if line.lstrip().startswith(mark) else "") for at, line in enumerate(lines, 1)]


def is_orphan(before, line):
    """Whether a comment's line holds a word or three that the line before has room for: a formatter's break."""
    def shape(text):
        match = re.match(r"(\s*(?://|#) )(\S.*)$", text)
        return (match[1], match[2]) if match else ("", "")

    (indent, words), (above, _) = shape(line), shape(before)
    return (bool(words) and indent == above and len(words.split()) <= 3 and len(before) > 88
            and len(before) + 1 + len(words) <= COMMENT_WIDTH and not before.endswith(":") and words[0] not in "-*{|`")


def of_document(name, lines):
    code = False
    for at, line in enumerate(lines, 1):
        code ^= line.lstrip().startswith("```")
        wide = len(line) > DOCUMENT_WIDTH and not (code or line.startswith("|") or "](" in line)
        if wide:
            yield f"{name}:{at}: the line is {len(line)} characters wide; {DOCUMENT_WIDTH} is the most in a document"


def of_source(name, lines):
    if name.endswith((".h", ".cpp")):
        yield from (f"{name}:{at}: an array alone in braces may be copied, not nested: write Array{{Value(Array{{...}})}}"
                    for at, line in enumerate(lines, 1) if ARRAY_ALONE.search(line))
    found = comments(name, lines)
    for index, (at, comment) in enumerate(found):
        if len(comment) > COMMENT_WIDTH:
            yield f"{name}:{at}: the comment is {len(comment)} characters wide; {COMMENT_WIDTH} is the most"
        if index and name.endswith((".h", ".cpp")) and is_orphan(found[index - 1][1], comment):
            yield f"{name}:{at}: `{comment.strip()}` has room in the line above, which may be {COMMENT_WIDTH} characters wide"


def findings():
    out = []
    for name in tracked():
        try:
            lines = (ROOT / name).read_text().splitlines()
        except UnicodeDecodeError:
            continue
        rules = of_document if name.endswith(".md") else of_source
        if pathlib.Path(name).suffix not in (".json", ".txt", ".yaml", ".golden"):
            out += rules(name, lines)
        out += [f"{name}:{at}: `{match[0]}` is not in this repository: cite the public source, or move the fact to docs/"
                for at, line in enumerate(lines, 1) if (match := NOT_HERE.search(line)) and name != "tools/lint_texts.py"]
    return out


if __name__ == "__main__":
    found = findings()
    print("\n".join(found))
    sys.exit(1 if found else 0)
