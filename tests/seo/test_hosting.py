"""Facts of a shop -> the files that hosts and browsers read."""

from msgspec import json

from engine.config.schema import Shop
from engine.seo.hosting import content_security_policy, headers, redirects, robots, web_manifest


def directives(policy: str) -> dict[str, str]:
    """Return the directives of a policy by name."""
    return dict(part.split(" ", 1) for part in policy.split("; "))


def test_a_policy_allows_each_style_once_and_no_script_unless_there_is_one() -> None:
    found = directives(content_security_policy(["a{}", "b{}", "a{}"]))
    assert found["style-src"] == (
        "'self' 'sha256-7yqHVAesot11p6HczDsgKRipvI5UPgs97z80zNXlans=' "
        "'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk='"
    )
    assert found["default-src"] == found["script-src"] == found["object-src"] == "'none'"
    assert directives(content_security_policy([], scripted=True))["script-src"] == "'self'"


def test_pictures_of_another_service_are_allowed_by_its_origin() -> None:
    assert directives(content_security_policy([], ["https://img.example"]))["img-src"] == (
        "'self' data: https://img.example"
    )


def test_files_named_by_their_bytes_are_kept_and_pages_are_left_to_the_host() -> None:
    lines = headers("default-src 'none'", "/eyewear", ["images", "assets"]).decode().splitlines()
    assert [line for line in lines if not line.startswith(" ")] == [
        "/eyewear/*",
        "/eyewear/images/*",
        "/eyewear/assets/*",
    ]
    assert lines[1] == "  Content-Security-Policy: default-src 'none'"
    assert [line.strip() for line in lines if "Cache-Control:" in line] == [
        "Cache-Control: public, max-age=31536000, immutable",
        "Cache-Control: public, max-age=31536000, immutable",
    ]


def test_redirects_are_sorted_lines() -> None:
    assert redirects({"/b/": "/c/", "/a/": "/c/"}) == b"/a/ /c/ 301\n/b/ /c/ 301\n"
    assert redirects({}) == b""


def test_robots_name_the_sitemap() -> None:
    assert robots("https://a.example/sitemap.xml").endswith(b"\n\nSitemap: https://a.example/sitemap.xml\n")


def test_a_web_manifest_keeps_a_long_name_short() -> None:
    shop = Shop(name="Optik am Alten Markt", base_url="https://a.example", colour="#123456")
    found = json.decode(web_manifest(shop, "/x/", [("/x/icon.png", "192x192", "image/png")]))
    assert (found["name"], found["short_name"], found["scope"]) == ("Optik am Alten Markt", "Optik am Alt", "/x/")
    assert found["icons"] == [{"src": "/x/icon.png", "sizes": "192x192", "type": "image/png"}]
