"""The page on which a demo person is chosen, where Entra's own would ask for a password. Like that
one it lets nobody frame it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

STYLE = "/.auth/choice.css"
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
CSS = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center;
  background: light-dark(#f3f4f7, #15171c); color: light-dark(#1c1f26, #e8eaf0); }
main { box-sizing: border-box; width: min(26rem, 100vw); padding: 2rem;
  background: light-dark(#fff, #1f222a); border: 1px solid light-dark(#d9dce3, #363b47);
  border-radius: 12px; }
h1 { margin: 0; font-size: 1.4rem; }
p { margin: .25rem 0 1.25rem; }
p, small { color: light-dark(#565d6b, #a5adbd); }
ul { margin: 0; padding: 0; list-style: none; display: grid; gap: .5rem; }
a { display: grid; padding: .6rem .9rem; border-radius: 8px; text-decoration: none;
  color: inherit; border: 1px solid light-dark(#d9dce3, #363b47); }
a:hover, a:focus-visible { border-color: light-dark(#2457c5, #8fb0ff); }
a:focus-visible { outline: 2px solid light-dark(#2457c5, #8fb0ff); outline-offset: 2px; }
"""
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sign in to the demo</title>
<link rel="stylesheet" href="{style}">
<main>
<h1>Who are you today?</h1>
<p>Nobody is asked for a password here.</p>
<ul>
{links}
</ul>
</main>
</html>
"""
_LINK = '<li><a href="?{query}">{name}<small>{says}</small></a></li>'


def choice(people: Mapping[str, tuple[str, str]], back: str) -> str:
    """`people` are names and a few words about each, by what to call them in the address."""
    links = [
        _LINK.format(
            query=escape(urlencode({"person": key, "post_login_redirect_uri": back})),
            name=escape(name),
            says=escape(says),
        )
        for key, (name, says) in people.items()
    ]
    return _PAGE.format(style=STYLE, links="\n".join(links))
