"""Listings of several web servers; nginx, Apache and Python as they were recorded, the others as documented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.listing import Listing, denied, read, titled

NGINX = (
    '<html>\n<head><title>Index of /</title></head>\n<body>\n<h1>Index of /</h1><hr><pre><a href="../">../</a>\n'
    '<a href="backups/">backups/</a>   27-Nov-2026 06:51   -\n'
    '<a href="crm%20export.sql.gz">crm export.sql.gz</a>   27-Nov-2026 06:51   2\n</pre><hr></body>\n</html>'
)
APACHE = (
    "<title>Index of /crm</title><h1>Index of /crm</h1><pre>"
    '<a href="?C=N;O=D">Name</a> <a href="?C=M;O=A">Last modified</a><hr><a href="/">Parent Directory</a>\n'
    '<a href="backups/">backups/</a> - \n<a href="crm%20export.sql.gz">crm export.sql.gz</a> 2 \n</pre>'
)
PYTHON = (
    "<title>Directory listing for /</title><ul>\n"
    '<li><a href="backups/">backups/</a></li>\n<li><a href="crm%20export.sql.gz">crm export.sql.gz</a></li></ul>'
)
IIS = (
    "<html><head><title>files.example - /crm/</title></head><body><H1>files.example - /crm/</H1><pre>"
    '<A HREF="/">[To Parent Directory]</A><br> 1/2/2026 <A HREF="/crm/backups/">backups</A><br>'
    ' 20 <A HREF="/crm/crm%20export.sql.gz">crm export.sql.gz</A><br></pre></body></html>'
)
CADDY = (
    '<title>/</title><a href="./backups/">x</a><a href="./crm%20export.sql.gz">y</a>'
    'Served with <a rel="noopener" href="https://caddyserver.com">Caddy</a>'
)


JETTY = (
    '<html><head><title>Directory: /crm/</title></head><body><h1 class="title">Directory: /crm/</h1><table>'
    '<tr><th><a href="?C=N&amp;O=D">Name</a></th></tr><tr><td class="name"><a href="/crm/../">Parent Directory</a></td>'
    '<td class="name"><a href="/crm/backups/">backups/&nbsp;</a></td>'
    '<td class="name"><a href="/crm/crm%20export.sql.gz">crm export.sql.gz&nbsp;</a></td></tr></table></body></html>'
)
TOMCAT = (
    "<html><head><title>Directory Listing For [/crm/]</title></head><body><h1>Directory Listing For [/crm/]</h1>"
    '<a href="/crm/backups/"><tt>backups/</tt></a> <a href="/crm/crm%20export.sql.gz"><tt>crm export.sql.gz</tt></a>'
)
GO = '<pre>\n<a href="backups/">backups/</a>\n<a href="crm%20export.sql.gz">crm export.sql.gz</a>\n</pre>\n'
GO_NOW = f'<!doctype html>\n<meta name="viewport" content="width=device-width">\n{GO}'
NODE = (
    "<!DOCTYPE html><title>listing directory /</title><h1><a href='/'>~</a> /</h1><ul id='files'>"
    "<li><a href='/backups/' class='icon'>backups</a></li><li><a href='/crm%20export.sql.gz'>x</a></li></ul>"
)
BARE = "<TITLE>Index of /</TITLE><A HREF=backups/>backups</A> <A HREF=crm%20export.sql.gz >crm export.sql.gz</A>"


@pytest.mark.parametrize(
    ("page", "folder"),
    [
        *((NGINX, "/"), (APACHE, "/crm/"), (PYTHON, "/"), (IIS, "/crm/"), (JETTY, "/crm/"), (TOMCAT, "/crm/")),
        *((GO, "/"), (GO_NOW, "/"), (NODE, "/"), (BARE, "/")),
    ],
    ids=lambda value: value[:30],
)
def test_folders_and_files_are_told_apart(page: str, folder: str) -> None:
    assert read(page.encode(), folder) == Listing(("backups",), ("crm export.sql.gz",))


def test_a_link_that_leaves_the_folder_is_strange() -> None:
    caddy = CADDY.replace('rel="noopener" href', "href").replace("Served with <a", "<a") + "Served with Caddy"
    assert read(caddy.encode(), "/") == Listing(("backups",), ("crm export.sql.gz",), 1)
    for link in ("http://other.example/a.csv", "//other.example/a.csv", "a/b.csv", "..%2fb", "a.php?x=1", "/other/a"):
        found = read(f'<title>Index of /</title><a href="{link}">a</a>'.encode(), "/crm/")
        assert found == Listing((), (), 1), link


def test_an_answer_with_its_head_is_recognised_by_its_page() -> None:
    head = "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\n\r\n"
    assert titled((head + GO).encode())
    assert titled((head + GO_NOW).encode())
    assert titled((head + "<pre>\n</pre>\n").encode())
    for page in ("<pre>\nsome words</pre>", "<html><pre>\n<a href='x'>x</a></pre>", "<title>Directory of us</title>"):
        assert not titled((head + page).encode()), page


@pytest.mark.parametrize("page", ["<a onclick=x>a.csv</a>", "<script>list()</script>"])
def test_a_page_whose_links_cannot_be_read_is_strange(page: str) -> None:
    assert read(f"<title>Index of /</title>{page}".encode(), "/") == Listing((), (), 1)
    assert read(b"<title>Index of /</title>", "/") == Listing((), ())


def test_a_page_of_another_name_is_no_listing() -> None:
    assert read(b'<title>A shop</title><a href="people.csv">', "/") is None
    assert not titled(b"Index of /")


def test_a_name_is_kept_once_and_entities_are_read() -> None:
    page = '<title>Index of /</title><a href="a&amp;b.csv">1</a><a href="a&amp;b.csv">2</a><a href="#top">3</a>'
    assert read(page.encode(), "/") == Listing((), ("a&b.csv",))


def test_a_server_says_that_it_lists_no_folder() -> None:
    assert denied(b"<h3>The Web server is configured to not list the contents of this directory.</h3>")
    assert denied(b"Directory Listing Denied")
    assert not denied(b"403 Forbidden")


LINKS = st.text(max_size=20) | st.sampled_from(
    ["../", "//x/", "%2e%2e/", "a/../b", "&#47;etc/", "/crm/a.sql", "C:\\x", "%", "?C=N"]
)
PAGES = st.binary(max_size=200) | st.lists(LINKS, max_size=8).map(
    lambda links: ("<title>Index of /</title>" + "".join(f'<a href="{link}">x</a>' for link in links)).encode(
        "utf-8", "surrogatepass"
    )
)


@given(PAGES, st.sampled_from(["/", "/crm/"]))
def test_any_page_is_a_listing_of_names_that_stay_in_the_folder_or_none(page: bytes, folder: str) -> None:
    found = read(page, folder)
    if found is not None:
        assert not [name for name in (*found.folders, *found.files) if "/" in name or name in ("", ".", "..")]
