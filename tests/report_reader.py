"""What a browser and a screen reader would meet on a page of the report, for its tests."""

from html.parser import HTMLParser

_VOID = {"br", "meta", "wbr"}


class Reader(HTMLParser):
    """Collects tags and text; fails on unbalanced tags."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.text = [], [], []

    def handle_starttag(self, name, attrs):
        self.tags.append((name, dict(attrs)))
        if name not in _VOID:
            self.open.append(name)

    def handle_startendtag(self, name, attrs):
        self.tags.append((name, dict(attrs)))

    def handle_endtag(self, name):
        assert self.open.pop() == name

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.text.append(data)

    def named(self, name):
        return [attrs for tag_, attrs in self.tags if tag_ == name]

    @property
    def sections(self):
        return [attrs["aria-labelledby"] for attrs in self.named("section")]


def read(page):
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader
