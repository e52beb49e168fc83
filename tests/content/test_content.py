"""Markdown files -> entries, faults and blanks."""

from pathlib import Path

import pytest

from engine.content.blanks import Blank, blanks
from engine.content.entry import Entry, read_content
from engine.content.prose import Heading
from engine.errors import ConfigError


def folder(path: Path, files: dict[str, str]) -> str:
    """Write the files of a shop and return its folder."""
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, encoding="utf-8")
    return str(path)


def body(path: Path, text: str) -> str:
    """Return the HTML of a text."""
    return read_content(folder(path, {"content/a.md": f'+++\ntitle = "A"\n+++\n{text}'}))[0].body_html


def refusal(path: Path, text: str) -> str:
    """Return why a file is refused."""
    with pytest.raises(ConfigError) as caught:
        read_content(folder(path, {"content/a.md": text}))
    return str(caught.value)


def test_a_file_is_an_entry_with_all_that_its_front_matter_says(tmp_path: Path) -> None:
    front = 'title = "Über"\ndescription = "Wer"\norder = 5\nnavigation = "main"\nupdated = 2026-01-31\n'
    text = f"+++\n{front}+++\n\n## Größe & *mehr*\n\nText\n"
    assert read_content(folder(tmp_path, {"content/about.md": text})) == (
        Entry(
            slug="about",
            kind="page",
            title="Über",
            description="Wer",
            body_html='<h2 id="grosse-mehr">Größe &amp; <em>mehr</em></h2>\n<p>Text</p>',
            headings=(Heading(2, "grosse-mehr", "Größe & mehr"),),
            order=5,
            navigation="main",
            updated=1769817600000,
            source="content/about.md",
        ),
    )


def test_the_place_and_the_name_of_a_file_decide_what_it_is(tmp_path: Path) -> None:
    text = '+++\ntitle = "T"\n+++\n'
    files = ("home.md", "about.md", "returns.md", "guides/care.md", "guides/returns.md")
    entries = read_content(folder(tmp_path, {f"content/{name}": text for name in files}))
    assert [(entry.slug, entry.kind, entry.navigation) for entry in entries] == [
        ("about", "page", "footer"),
        ("care", "guide", "none"),
        ("home", "home", "none"),
        ("returns", "guide", "none"),
        ("returns", "policy", "footer"),
    ]


def test_a_shop_without_content_has_no_entries(tmp_path: Path) -> None:
    assert read_content(str(tmp_path)) == ()


def test_markup_that_could_harm_goes_and_the_rest_stays(tmp_path: Path) -> None:
    text = '<p onclick="x()" style="a">Hi <b>you</b><script>x</script></p>\n\n[a](javascript:x)\n'
    assert body(tmp_path, text) == "<p>Hi <b>you</b></p>\n<p>[a](javascript:x)</p>"


def test_tables_are_tables(tmp_path: Path) -> None:
    html = "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n</tr>\n</tbody>\n</table>"
    assert body(tmp_path, "| a |\n| - |\n| 1 |\n") == html


def test_every_address_goes_through_the_link_function(tmp_path: Path) -> None:
    text = '+++\ntitle = "A"\n+++\n[a](/contact) <a href="/c">c</a>\n'
    shop = folder(tmp_path, {"content/a.md": text})
    entry = read_content(shop, lambda address: f"/eyewear{address}")[0]
    assert entry.body_html == '<p><a href="/eyewear/contact">a</a> <a href="/eyewear/c">c</a></p>'


def test_pictures_of_other_hosts_stay(tmp_path: Path) -> None:
    text = "![b](https://img.example/b.png)\n\n<img src=HTTP://img.example/c.png alt=c>\n"
    html = '<p><img src="https://img.example/b.png" alt="b"></p>\n<img src="HTTP://img.example/c.png" alt="c">'
    assert body(tmp_path, text) == html


@pytest.mark.parametrize(
    ("text", "line", "address"),
    [
        ("![b](/b.png)", 4, "/b.png"),
        ("a\nb\\\n*c ![*d\ne*](../b.png)*", 6, "../b.png"),
        ("![a](https://a.example/a.png)\n\n- x <b\n title=x> ![b](//cdn.example/b.png)", 7, "//cdn.example/b.png"),
        ("<div>\n<!-- <img src=a> -->\n<p\n><img src=b.png></div>", 7, "b.png"),
        ('a\nb <IMG alt="<" src="data:image/png;base64,AA==">', 5, "data:image/png;base64,AA=="),
        ("<img alt=nothing>", 4, ""),
    ],
)
def test_a_picture_that_no_file_is_published_for_is_refused(tmp_path: Path, text: str, line: int, address: str) -> None:
    assert refusal(tmp_path, f'+++\ntitle = "A"\n+++\n{text}\n') == (
        f"content/a.md:{line}: expected the whole address of a picture (https://...), got `{address}`; "
        "no files are published beside the prose"
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "1: expected +++ and below it `title = ...`, got `an empty file`"),
        (
            "---\ntitle: A\n---\n",
            "1: expected +++ and below it `title = ...`, got `---`; front matter is TOML between +++ lines, not YAML",
        ),
        ("+++\ntitle = 'A'\n", "2: expected a second +++ that ends the front matter, got none"),
        ("+++\ntitle = A\n+++\n", "2: expected TOML, got: Invalid value (at line 2, column 9)"),
        ("+++\norder = 1\n+++\n", "1: `title`: expected a text of 1 to 120 characters, got nothing"),
        ('+++\ntitle = "A"\n\nordr = 1\n+++\n', "4: `ordr`: expected a known name, got `ordr`; did you mean `order`?"),
        (
            '+++\ntitle = "A"\nnavigation = "top"\n+++\n',
            '3: `navigation`: expected one of "footer", "main", "none", got "top"',
        ),
        ('+++\ntitle = "A"\nupdated = "soon"\n+++\n', '3: `updated`: expected a date such as 2026-01-31, got "soon"'),
        (
            '+++\ntitle = "A"\n+++\nText\n\n# B\n',
            "6: expected headings from ## on (the title is the page's #), got `# B`",
        ),
    ],
)
def test_a_fault_is_told_with_file_and_line(tmp_path: Path, text: str, line: str) -> None:
    assert refusal(tmp_path, text) == f"content/a.md:{line}"


def test_two_files_with_one_slug_are_refused(tmp_path: Path) -> None:
    files = {"content/a.md": '+++\ntitle = "A"\n+++\n', "content/b.md": '+++\ntitle = "B"\nslug = "a"\n+++\n'}
    with pytest.raises(
        ConfigError, match=r"content/b.md: expected a slug of its own, got `a`, which is that of content/a"
    ):
        read_content(folder(tmp_path, files))


def test_blanks_are_found_with_file_and_line(tmp_path: Path) -> None:
    shop = folder(tmp_path, {"content/a.md": "x\n[[street]], [[town]]\n", "content/guides/b.md": "[[c]] [d](e)\n"})
    assert blanks(shop) == (
        Blank("content/a.md", 2, "street"),
        Blank("content/a.md", 2, "town"),
        Blank("content/guides/b.md", 1, "c"),
    )


@pytest.mark.parametrize("place", ["content", "content/guides", "content/dir.md"])
def test_files_and_folders_in_the_place_of_each_other_are_told(tmp_path: Path, place: str) -> None:
    path = tmp_path / place
    if place.endswith(".md"):
        path.mkdir(parents=True)
    else:
        path.parent.mkdir(exist_ok=True)
        path.touch()
    for read in (read_content, blanks):
        with pytest.raises(ConfigError, match=f"^{place}: expected a (text file|folder of .*), got: "):
            read(str(tmp_path))
