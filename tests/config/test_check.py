"""Values of the right type that cannot be -> the line that refuses each."""

from pathlib import Path

import pytest

from tests.config.test_load import SHOP, loaded, refusal


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (
            'shop.locale = "dd-DE"',
            '`shop.locale`: expected a locale that Babel knows, such as en-US, got "dd-DE"; did you mean `de-DE`?',
        ),
        (
            'shop.currency = "EUX"',
            '`shop.currency`: expected a currency of ISO 4217, such as USD, got "EUX"; did you mean `EUR`?',
        ),
        (
            'shop.currency = "XXX"',
            '`shop.currency`: expected a currency of ISO 4217, such as USD, got "XXX"',
        ),
        ('shop.contact.email = "me"', '`shop.contact.email`: expected an e-mail address, got "me"'),
        ('shop.contact.country = "DX"', '`shop.contact.country`: expected a country of ISO 3166-1, got "DX"'),
        (
            'shop.shipping.countries = ["DE", "XX"]',
            '`shop.shipping.countries[1]`: expected a country of ISO 3166-1, got "XX"',
        ),
        (
            "shop.shipping.transit_days = [5, 2]",
            "`shop.shipping.transit_days`: expected the least first, then the most, got [5,2]",
        ),
        ('shop.social = ["lind"]', '`shop.social[0]`: expected an address that begins with https://, got "lind"'),
        (
            'shop.logo = "logo.svg"',
            '`shop.logo`: expected an SVG or PNG file that exists, relative to the shop\'s folder, got "logo.svg"',
        ),
        (
            'shop.footer = [{label = "a", href = "javascript:a"}]',
            '`shop.footer[0].href`: expected a path such as /about, or a whole address, got "javascript:a"',
        ),
        (
            'catalog.source = "postgres://me:secret@db/x"',
            '`catalog.source`: expected a folder, or a mongodb:// or mongodb+srv:// URI, got "postgres://***@db/x"',
        ),
        (
            "catalog.price_min = 2\ncatalog.price_max = 1",
            "`catalog.price_min`: expected at most catalog.price_max, which is 1.0, got 2.0",
        ),
        ('catalog.max_excluded = "101%"', '`catalog.max_excluded`: expected a percentage from 0% to 100%, got "101%"'),
        ('urls.brand = "/brands"', '`urls.brand`: expected a path that holds {slug} once, got "/brands"'),
        (
            'urls.brand = "/b/{slug}/"',
            '`urls.brand`: expected a path without / at its end (urls.style decides about that), got "/b/{slug}/"',
        ),
        (
            'urls.brand = "/assets/{slug}"',
            "`urls.brand`: expected a path that does not begin with /assets/, which holds the site's own files, "
            'got "/assets/{slug}"',
        ),
        (
            'urls.guide = "/images/of/{slug}"',
            "`urls.guide`: expected a path that does not begin with /images/, which holds the site's own files, "
            'got "/images/of/{slug}"',
        ),
        ('urls.brand = "/../{slug}"', '`urls.brand`: expected a path without //, . and .., got "/../{slug}"'),
        (
            'urls.brand = "/products/{slug}"',
            '`urls.brand`: expected a pattern of its own, not that of urls.product, got "/products/{slug}"',
        ),
        ("images.widths = [640, 320]", "`images.widths`: expected ascending widths: [320, 640], got [640,320]"),
        ('images.formats = ["avif", "avif"]', '`images.formats`: expected each format once, got ["avif","avif"]'),
        (
            'images.mode = "external"',
            '`images.url_pattern`: expected a pattern, as images.mode is "external", got ""; such as "https://img.example/{width}/{path}"',
        ),
        (
            'images.url_pattern = "https://i/{size}/{path}"',
            "`images.url_pattern`: expected only {path}, {folder}, {stem}, {url}, {width}, {format}, {ext}, "
            'got "{size}"',
        ),
        (
            'images.url_pattern = "http://{path}"',
            '`images.url_pattern`: expected a host after http:// or https://, got "http://{path}"; such as "https://img.example/{width}/{path}"',
        ),
        (
            'images.url_pattern = "https://i/{foldr}/{stem}"',
            "`images.url_pattern`: expected only {path}, {folder}, {stem}, {url}, {width}, {format}, {ext}, "
            'got "{foldr}"; did you mean `folder`?',
        ),
        (
            'images.url_pattern = "https://i/{folder}"',
            '`images.url_pattern`: expected a pattern that holds {path}, {stem} or {url}, got "https://i/{folder}"',
        ),
        (
            "images.card_widths = [320, 500]",
            "`images.card_widths`: expected some of images.widths, [320, 640, 1024, 1440], got [500]",
        ),
        (
            'output.extras = ["icons", "icons"]',
            '`output.extras`: expected each name once, got ["icons","icons"]',
        ),
        (
            'images.hosts = ["https://i.example"]',
            '`images.hosts[0]`: expected a host such as img.example, without https://, got "https://i.example"',
        ),
        (
            'output.folder = "content/x"',
            '`output.folder`: expected a folder apart from that of content (content), got "content/x"',
        ),
        (
            'output.folder = ".storeloom/site"',
            '`build.state`: expected a folder apart from output.folder (.storeloom/site), got ".storeloom"',
        ),
        (
            'redirects = [{source = "/a", target = "/b"}, {source = "/a", target = "/c"}]',
            '`redirects[0].source`: expected each address once, got "/a"',
        ),
    ],
)
def test_a_value_that_cannot_be_is_refused(tmp_path: Path, said: str, line: str) -> None:
    text = SHOP + said.removeprefix("shop.") + "\n" if said.startswith("shop.") else f"{said}\n{SHOP}"
    assert refusal(tmp_path, text)[0] == f"shop.toml: {line}"


def test_an_output_that_would_take_the_place_of_the_shop_is_refused(tmp_path: Path) -> None:
    for folder in (".", "..", "../.."):
        line = refusal(tmp_path, SHOP + f'[output]\nfolder = "{folder}"\n')[0]
        assert line.startswith("shop.toml: `output.folder`: expected a folder of its own, not the shop's folder")


def test_redirects_that_go_in_a_circle_are_refused_with_the_way(tmp_path: Path) -> None:
    text = 'redirects = [{source = "/a", target = "/b"}, {source = "/b", target = "/a"}]\n' + SHOP
    assert refusal(tmp_path, text) == [
        'shop.toml: `redirects[0].target`: expected a way that ends, got "/b"; it goes in a circle: /a -> /b -> /a',
        'shop.toml: `redirects[1].target`: expected a way that ends, got "/a"; it goes in a circle: /b -> /a -> /b',
    ]


def test_a_circle_at_the_root_has_a_name(tmp_path: Path) -> None:
    (line,) = refusal(tmp_path, 'redirects = [{source = "/", target = "/"}]\n' + SHOP)
    assert line.endswith('expected a way that ends, got "/"; it goes in a circle: / -> /')


def test_a_chain_of_redirects_that_ends_is_kept(tmp_path: Path) -> None:
    text = 'redirects = [{source = "/a", target = "/b"}, {source = "/b", target = "/c"}]\n' + SHOP
    assert [each.target for each in loaded(tmp_path, text).redirects] == ["/b", "/c"]
