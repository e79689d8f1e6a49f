"""What HTML says, and that nothing in it can act once it has crossed."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.rich_text import as_markup, glimpse, safe, settled, words
from tests.model.samples import MARKUP, TEXTS

SOUP = st.lists(
    st.sampled_from(
        [
            "<script>", "</script>", "alert(1)", "<img src=x onerror=alert(1)>", "<style>",
            "</style>", '<a href="javascript:alert(1)">', '<a href=" java\tscript:alert(1)">',
            '<a href="https://x.eu" onclick="go()">', "</a>", "<svg/onload=go()>", "<iframe src=x>",
            "</iframe>", "<b onmouseover=go()>", "</b>", "<p", ">", "<", '"', "'", "&lt;script&gt;",
            "&#60;script&#62;", "<!--", "-->", "<![CDATA[", "]]>", "<img src='data:text/html,x'>",
            '<img alt="><script>go()</script>" src="https://x.eu/1.png">', "<object>", "<title>",
            '<a href="&#106;avascript:go()">', "<p style=x:expression(go())>", "</p>", "pay", "\0",
            "<textarea>", "<noscript>", "<math><mtext>", "<base href=x>", "<form action=x>",
        ]
    ),
    max_size=12,
).map("".join)  # fmt: skip


class Acting(HTMLParser):
    """Collects what could act in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def read(markup: str) -> Acting:
    found = Acting()
    found.feed(markup)
    found.close()
    return found


@given(SOUP | TEXTS)
def test_nothing_that_acts_crosses(markup: str) -> None:
    found = read(safe(markup))

    assert not found.tags & {"script", "style", "iframe", "object", "svg", "form", "base", "math"}
    assert {name for name, _ in found.attributes} <= {"href", "src", "alt"}
    for name, value in found.attributes:
        assert name == "alt" or value.strip().lower().startswith(("http:", "https:", "mailto:"))


@given(SOUP)
def test_making_safe_twice_is_making_safe_once(markup: str) -> None:
    assert safe(safe(markup)) == safe(markup)


@given(SOUP)
def test_what_crosses_closes_all_it_opens(markup: str) -> None:
    found = safe(markup)

    for tag in ("a", "b", "p"):
        assert found.count(f"<{tag}>") + found.count(f"<{tag} ") == found.count(f"</{tag}>")


@given(MARKUP)
def test_making_safe_says_the_same(markup: str) -> None:
    assert words(safe(markup)) == words(markup)


@given(TEXTS)
def test_plain_text_says_the_same_as_markup(text: str) -> None:
    assert words(as_markup(text)) == settled(text)


@given(MARKUP)
def test_a_format_leaves_no_trace_in_the_words(markup: str) -> None:
    assert words(f"<b>{markup}</b>") == words(f'<span class="x">{markup}</span>') == words(markup)


@given(TEXTS)
def test_settling_twice_is_settling_once(text: str) -> None:
    assert settled(settled(text)) == settled(text)


@pytest.mark.parametrize(
    ("markup", "says"),
    [
        ("<ul><li>Pay</li><li>soon</li></ul>", "Pay\nsoon"),
        ("Pay<br>soon", "Pay\nsoon"),
        ("<p>Pay <i>very</i> soon</p>", "Pay very soon"),
        ("<p>Pay</p><script>alert(1)</script>", "Pay"),
        ('<img src="https://x.eu/1.png" alt="a bill">', ""),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("", ""),
    ],
)
def test_markup_says_its_words_one_block_a_line(markup: str, says: str) -> None:
    assert words(markup) == says


def test_a_harmless_link_and_image_cross_as_they_are() -> None:
    markup = '<a href="https://x.eu">bill</a><img src="https://x.eu/1.png" alt="a bill">'

    assert safe(markup) == markup


@pytest.mark.parametrize(
    ("markup", "begins"),
    [
        ("<p>Pay &amp; go</p>", "Pay & go"),
        ("<div>Pay<br>by\n  invoice</div>", "Pay by invoice"),
        ("<style>p { color: red }</style><p>Pay</p>", "Pay"),
        ("<script>never ends", ""),
        ("five < six", "five < six"),
        ("Pay by invoice or by card", "Pay by invoice or by …"),
        ("<p>" + "<b></b>" * 500 + "Pay</p>", " …"),
        ("", ""),
    ],
)
def test_how_a_text_begins_is_told_in_one_line(markup: str, begins: str) -> None:
    assert glimpse(markup, 20).split() == begins[:22].split()


@given(SOUP)
def test_how_a_text_begins_is_never_longer_than_asked(markup: str) -> None:
    assert len(glimpse(markup * 40, 20)) <= 22
