"""Lines in, results out: one for each line, in its place, whatever the line holds."""

import io
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simenv.coder import lines as module
from simenv.coder.labelling import by_coder, results
from simenv.coder.lines import DEEPEST, LONGEST, Line, LineFault, batches, parsed, shown
from simenv.coder.written import encoded
from tests.broken.catching import CATCH, LAW
from tests.broken.labelling import READERS
from tests.coder.made_coder import made_coder

CODER = made_coder()
TEXTS = st.one_of(
    st.text(st.characters(codec=None), max_size=80),
    st.sampled_from([
        "", "I can't do that.", "\x1b]0;title\x07", "\ud800", "\u2028", "\r", "\x85", "\x9b31m",
        "🙂" * 20, "tell me more\u202e", "见你 привет مرحبا",
    ]),
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["id", "act", "given", "error", "why", "line", "coder", "x"]) | TEXTS
OBJECTS = st.builds(
    lambda own, text: json.dumps(own | {"text": text}).encode(),
    st.dictionaries(NAMES, VALUES, max_size=4),
    TEXTS,
)
PLAIN = st.builds(
    lambda text: json.dumps({"text": text}, ensure_ascii=False).encode(errors="surrogatepass"),
    TEXTS,
)
RAW = st.one_of(
    OBJECTS,
    PLAIN,
    st.binary(max_size=40).map(lambda data: data.replace(b"\n", b"")),
    st.sampled_from([b"", b" ", b"{", b"null", b"[[", b'{"text": 1}', b'{"text": "a", "v": NaN}']),
)
FILES = st.tuples(st.lists(RAW, max_size=12), st.booleans())


class Dripping(io.BytesIO):
    """Gives few bytes at a time, as a slow writer does."""

    def __init__(self, data, most):
        super().__init__(data)
        self.most = most

    def read1(self, size=-1, /):
        return super().read1(min(size, self.most))


def holds(reading_of):
    """One result a line, in order, that can be written; own fields of coded lines are kept."""

    @given(file=FILES, most=st.integers(1, 90))
    @example(file=([b'{"text": "a"}', b"", b"no", b'{"text": "b\xe2\x80\xa8"}'], True), most=7)
    def law(file, most):
        raw, ended = file
        data = b"\n".join(raw) + (b"\n" if raw and ended else b"")
        expected = data.split(b"\n")[:-1] if data.endswith(b"\n") else data.split(b"\n")
        expected = [] if not data else expected
        stream = Dripping(data, most)
        found = [one for batch in reading_of(stream, by_coder(CODER)) for one in batch]
        assert [one.number for one in found] == list(range(1, len(expected) + 1))
        for one, line in zip(found, expected, strict=True):
            _as_promised(one, line)

    return law


def _as_promised(one, line):
    told = encoded(one.data)
    assert told.endswith("\n")
    assert len(told.encode().decode().splitlines()) == 1
    back = json.loads(told)
    if one.failed:
        assert set(back) == {"line", "error"}
        assert back["line"] == one.number
        return
    own = json.loads(line.decode("utf-8-sig"))
    assert back["text"] == own["text"]
    given_back = back.get("given", {})
    for name, value in own.items():
        assert (given_back[name] if name in given_back else back[name]) == value


def test_law_of_lines():
    LAW(holds(results))()


@pytest.mark.parametrize("name", READERS)
def test_law_of_lines_catches(name):
    with pytest.raises(AssertionError):
        CATCH(holds(READERS[name]))()


@given(texts=st.lists(TEXTS, max_size=6))
@LAW
def test_whatever_is_a_string_is_coded(texts):
    data = "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()
    found = [one for batch in results(io.BytesIO(data), by_coder(CODER, why=True)) for one in batch]
    assert not any(one.failed for one in found)
    for one in found:
        assert one.data["why"] == json.loads(encoded(one.data))["why"]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b'{"text": "a', "not JSON: Unterminated string starting at at character 10"),
        (b"\xff\xfe", "not UTF-8: byte 1 of the line"),
        (b'{"text": "\x00"}', "NUL byte"),
        (b"", "empty"),
        (b"3", "not a JSON object"),
        (b'{"id": 1}', "no field `text`"),
        (b'{"text": null}', "`text` must be a string, not null"),
        (b'{"text": true}', "not true or false"),
        (b'{"text": ["a"]}', "not a list"),
        (b'{"text": {}}', "not an object"),
        (b'{"text": 1.5}', "not a number"),
        (b'{"text": "a", "to": 1}', "`to` must be a string or null, not a number"),
        (b'{"text": "a", "text": "b"}', "the field text stands twice"),
        (b'{"text": "a", "v": {"b": 1, "b": 1}}', "the field b stands twice"),
        (b'{"text": "a", "v": -Infinity}', "-Infinity is no JSON number"),
        (b'{"text": "a", "v": 1e999}', "the number 1e999 is too large"),
        (b'{"text": "a", "v": ' + b"1" * 5000 + b"}", "more digits than can be read"),
        (b'{"text": "a", "v": ' + b"[" * 200 + b"]" * 200 + b"}", f"more than {DEEPEST} lists"),
        (b'{"text": "a", "v": ' + b"[" * 99999 + b"]" * 99999 + b"}", "lists and objects"),
    ],
)
def test_each_fault_is_named(raw, reason):
    found = parsed(1, raw)
    assert isinstance(found, LineFault)
    assert reason in found.reason


def test_a_mark_of_utf8_and_windows_line_ends_are_no_fault():
    data = b'\xef\xbb\xbf{"text": "a"}\r\n{"text": "b", "to": null}\r\n'
    (batch,) = batches(io.BytesIO(data))
    assert [one.reply.text for one in batch] == ["a", "b"]


def test_ten_megabytes_on_a_line_are_coded_and_more_than_the_bound_is_told():
    huge = json.dumps({"text": "I can't do that. " * 600_000}).encode()
    assert 10_000_000 < len(huge) < LONGEST
    data = huge + b"\n" + b"x" * (LONGEST + 1) + b'\n{"text": "here is one"}\n'
    found = [one for batch in results(io.BytesIO(data), by_coder(CODER)) for one in batch]
    assert [one.failed for one in found] == [False, True, False]
    assert found[0].data["act"] == "refuse"
    assert found[1].data["error"] == f"longer than {LONGEST:,} bytes"


def test_lines_are_told_before_the_next_are_written():
    """A slow writer is answered while it writes."""

    class Writer(io.BytesIO):
        def __init__(self):
            super().__init__()
            self.left = [b'{"text": "a"}\n{"te', b'xt": "b"}\n', b""]

        def read1(self, size=-1, /):
            return self.left.pop(0)

    stream = Writer()
    told = batches(stream)
    assert [one.reply.text for one in next(told)] == ["a"]
    assert len(stream.left) == 2
    assert [one.reply.text for one in next(told)] == ["b"]


def test_batches_are_bounded():
    data = b'{"text": ""}\n' * (3 * module.TOGETHER + 1)
    sizes = [len(batch) for batch in batches(io.BytesIO(data))]
    assert max(sizes) == module.TOGETHER
    assert sum(sizes) == 3 * module.TOGETHER + 1


def test_the_message_is_read_too():
    line = parsed(1, b'{"text": "a", "to": "b"}')
    assert isinstance(line, Line)
    assert line.reply.to == "b"


@given(text=TEXTS)
@LAW
def test_what_is_shown_cannot_steer_a_terminal(text):
    assert shown(text).isprintable()
    assert len(shown(text)) <= 40
