"""Raw documents of brands, categories and face shapes -> the records that products refer to, and their findings."""

from collections.abc import Iterable
from typing import Any

from engine.catalog.documents import LINE_MOST, NAME_MOST, REASON_MOST
from engine.catalog.extended import decode_any, key_text, milliseconds, unwrap
from engine.catalog.findings import Report
from engine.catalog.fits import face_key
from engine.catalog.names import Names
from engine.catalog.product import FACE_SHAPES, Brand, Category, FaceShape, Finding, Reference, ShapeRule
from engine.catalog.raw import RawReference
from engine.catalog.richtext import MOST, rich_text, shortened
from engine.catalog.shapes import shape_of
from engine.catalog.slugs import is_slug, slugify
from engine.catalog.texts import clean_block, cut, plain
from engine.catalog.values import Tree, bounded, choice, flag, group, line, number, words

_PRICE_RANGES = {name: name for name in ("budget", "mid-range", "luxury", "premium")}
_PRICE_RANGES |= {"affordable": "budget", "mass-market": "mid-range"}
_TYPES = {"product-type": "product_type", "product_type": "product_type"}
_TYPES |= {name: name for name in ("style", "material", "feature")}


def vet_reference(raw: RawReference) -> tuple[Reference, Names, list[Finding]]:
    """Return what products may refer to, the other names that it goes by, and what was found."""
    findings: list[Finding] = []
    for place in raw.missing:
        report = Report(place)
        report.add("", "collection_missing", place, "products refer to nothing in it", "medium")
        findings += report.findings
    brands, brand_names, hidden_brands = _brands(raw, findings)
    categories, category_names, hidden = _categories(raw, findings)
    reference = Reference(brands=brands, categories=categories, face_shapes=_face_shapes(raw, findings))
    names = Names(
        brands=brand_names, categories=category_names, hidden_brands=hidden_brands, hidden_categories=frozenset(hidden)
    )
    return reference, names, findings


def _trees(
    rows: Iterable[tuple[str, bytes | str]], kind: str, named: str, findings: list[Finding]
) -> Iterable[tuple[str, Tree, Report]]:
    """Yield key, tree and report of each document that can be read, each key once, in the order of the keys."""
    readable: list[tuple[str, Tree, Report]] = []
    seen: set[str] = set()
    for source_id, document in rows:
        report = Report(source_id)
        tree: Any = None
        try:
            tree = unwrap(decode_any(document, kind)) if isinstance(document, bytes) else document
        except (ValueError, RecursionError) as error:
            tree = str(error)
        if not isinstance(tree, dict):
            report.add("", "document_broken", tree, "left out", "high")
            findings += report.findings
            continue
        report.product_id = line(tree.get(named), named, Report("")) or line(tree.get("slug"), "slug", Report(""))
        report.key = key = key_text(tree.get("_id")) or report.product_id
        if not key or key in seen:
            report.add("_id", "id_missing" if not key else "id_repeated", key, "left out", "high")
            findings += report.findings
            continue
        seen.add(key)
        readable.append((key, tree, report))
    for key, tree, report in sorted(readable, key=lambda row: row[0]):
        yield key, tree, report
        findings += report.findings


def _is_active(tree: Tree) -> bool:
    metadata = tree.get("metadata")
    status = metadata.get("status") if isinstance(metadata, dict) else None
    return status is None or (isinstance(status, str) and status.strip().lower() == "active")


def _brands(raw: RawReference, findings: list[Finding]) -> tuple[tuple[Brand, ...], dict[str, str], dict[str, str]]:
    brands: list[Brand] = []
    names: list[tuple[int, str, str]] = []
    hidden: dict[str, str] = {}
    for key, tree, report in _trees(raw.brands, raw.kind, "brand_id", findings):
        name = _name(tree, report)
        if not name:
            continue
        if not _is_active(tree):
            hidden[key] = name
            continue
        attributes, seo, metadata = (group(tree, part, report) for part in ("attributes", "seo", "metadata"))
        website = line(tree.get("website"), "website", report, 500)
        price_range = choice(
            attributes.get("price_range", tree.get("positioning")), "attributes.price_range", _PRICE_RANGES, report
        )
        established = bounded(tree.get("established_year"), "established_year", 1000, 2999, report)
        brands.append(
            Brand(
                key=key,
                name=name,
                slug=_slug(tree, report),
                description=_rich(tree.get("description"), "description", report),
                summary=_plain(tree.get("description")),
                story=_rich(tree.get("story"), "story", report),
                country=line(tree.get("country_of_origin"), "country_of_origin", report),
                established=None if established is None else int(established),
                website=website if website.startswith(("https://", "http://")) else "",
                price_range=price_range,
                meta_title=line(seo.get("meta_title"), "seo.meta_title", report, LINE_MOST),
                meta_description=line(seo.get("meta_description"), "seo.meta_description", report, LINE_MOST),
                featured=bool(flag(metadata.get("featured"), "metadata.featured", report)),
                updated=milliseconds(metadata.get("updated_at")) or 0,
            )
        )
        names += _aliases(key, tree, "brand_id", name)
    brands.sort(key=lambda brand: (brand.name.casefold(), brand.key))
    return tuple(brands), _first(names), hidden


def _aliases(key: str, tree: Tree, id_field: str, name: str) -> list[tuple[int, str, str]]:
    found = ((0, tree.get(id_field)), (1, tree.get("slug")), (2, name), (2, tree.get("name")))
    return [(rank, text.strip().lower(), key) for rank, text in found if isinstance(text, str) and text.strip()]


def _first(names: list[tuple[int, str, str]]) -> dict[str, str]:
    """Return name -> key, ids before slugs before names, ties by key."""
    result: dict[str, str] = {}
    for _, name, key in sorted(names):
        result.setdefault(name, key)
    return result


def _categories(raw: RawReference, findings: list[Finding]) -> tuple[tuple[Category, ...], dict[str, str], set[str]]:
    shown: dict[str, Category] = {}
    reports: dict[str, Report] = {}
    names: list[tuple[int, str, str]] = []
    hidden: set[str] = set()
    for key, tree, report in _trees(raw.categories, raw.kind, "category_id", findings):
        name = _name(tree, report)
        if not name:
            continue
        names += _aliases(key, tree, "category_id", name)
        attributes, seo, metadata = (group(tree, part, report) for part in ("attributes", "seo", "metadata"))
        if not _is_active(tree) or flag(attributes.get("visible"), "attributes.visible", report) is False:
            hidden.add(key)
            continue
        shown[key] = Category(
            key=key,
            name=name,
            slug=_slug(tree, report),
            parent=key_text(tree.get("parent_id")),
            description=_rich(tree.get("description"), "description", report),
            summary=_plain(tree.get("description")),
            kind=choice(attributes.get("type"), "attributes.type", _TYPES, report),
            order=bounded(attributes.get("display_order"), "attributes.display_order", -1e9, 1e9, report) or 0.0,
            meta_title=line(seo.get("meta_title"), "seo.meta_title", report, LINE_MOST),
            meta_description=line(seo.get("meta_description"), "seo.meta_description", report, LINE_MOST),
            featured=bool(flag(metadata.get("featured"), "metadata.featured", report)),
            updated=milliseconds(metadata.get("updated_at")) or 0,
        )
        reports[key] = Report(report.source_id)
        reports[key].product_id, reports[key].key = report.product_id, report.key
    tree_of = _tree(shown, hidden, reports)
    for report in reports.values():
        findings += report.findings
    return tree_of, _first(names), hidden


def _tree(shown: dict[str, Category], hidden: set[str], reports: dict[str, Report]) -> tuple[Category, ...]:
    """Return the categories with parents before children; a parent that is not there, or a circle, makes a root."""
    parents: dict[str, str] = {}
    for key, category in sorted(shown.items()):
        parent = category.parent
        if parent and parent not in shown:
            code, done = (
                ("parent_hidden", "shown as a root") if parent in hidden else ("parent_dangling", "shown as a root")
            )
            reports[key].add("parent_id", code, parent, done, "medium")
            parent = ""
        seen, above = {key}, parent
        while above and above not in seen:
            seen.add(above)
            above = parents.get(above, "")
        if above:
            reports[key].add("parent_id", "parent_circle", parent, "shown as a root", "medium")
            parent = ""
        parents[key] = parent
    children: dict[str, list[str]] = {}
    for key in sorted(shown, key=lambda key: (shown[key].order, shown[key].name.casefold(), key)):
        children.setdefault(parents[key], []).append(key)
    ordered: list[Category] = []
    level, keys = 0, children.get("", [])
    while keys:
        for key in keys:
            category = shown[key]
            ordered.append(_placed(category, parents[key], level))
        keys = [child for key in keys for child in children.get(key, ())]
        level += 1
    return tuple(ordered)


def _placed(category: Category, parent: str, level: int) -> Category:
    values = {name: getattr(category, name) for name in category.__struct_fields__}
    return Category(**(values | {"parent": parent, "level": level}))


def _face_shapes(raw: RawReference, findings: list[Finding]) -> tuple[FaceShape, ...]:
    found: dict[str, FaceShape] = {}
    for _, tree, report in _trees(raw.face_shapes, raw.kind, "face_shape", findings):
        shape = face_key(tree.get("face_shape"), report)
        if not shape or shape in found:
            code = "face_shape_repeated" if shape else "face_shape_unknown"
            report.add("face_shape", code, tree.get("face_shape"), "left out")
            continue
        if str(_status(tree)).lower() == "deprecated":
            continue
        traits, sizes, guide = (
            group(tree, part, report) for part in ("characteristics", "recommended_measurements", "style_guidelines")
        )
        found[shape] = FaceShape(
            key=shape,
            jaw=line(traits.get("jaw_definition"), "characteristics.jaw_definition", report),
            forehead=line(traits.get("forehead_width"), "characteristics.forehead_width", report),
            cheeks=line(traits.get("cheek_prominence"), "characteristics.cheek_prominence", report),
            chin=line(traits.get("chin_shape"), "characteristics.chin_shape", report),
            rules=_rules(tree.get("compatible_frame_shapes"), report),
            frame_width=_span(sizes.get("frame_width")),
            frame_height=_span(sizes.get("frame_height")),
            bridge=_span(sizes.get("bridge_width")),
            avoid=words(guide.get("avoid"), "style_guidelines.avoid", report, 12, REASON_MOST),
            enhance=words(guide.get("enhance"), "style_guidelines.enhance", report, 12, REASON_MOST),
            balance=words(guide.get("balance"), "style_guidelines.balance", report, 12, REASON_MOST),
            updated=milliseconds(group(tree, "metadata", report).get("updated_at")) or 0,
        )
    return tuple(found[shape] for shape in FACE_SHAPES if shape in found)


def _status(tree: Tree) -> Any:
    """Return the status of a document, None when it has none."""
    metadata = tree.get("metadata")
    return metadata.get("status") if isinstance(metadata, dict) else None


def _rules(value: Any, report: Report) -> tuple[ShapeRule, ...]:
    rules: dict[str, ShapeRule] = {}
    for position, entry in enumerate(value if isinstance(value, list) else ()):
        path = f"compatible_frame_shapes.{position}"
        name = line(entry.get("frame_shape"), f"{path}.frame_shape", report) if isinstance(entry, dict) else ""
        score = number(entry.get("compatibility_score")) if name else None
        if not name or score is None:
            report.add(path, "rule_broken", entry, "left out")
            continue
        shape = shape_of(name)[0]
        rules.setdefault(
            shape,
            ShapeRule(
                shape,
                min(max(score, 0.0), 1.0),
                words(entry.get("reasons"), f"{path}.reasons", report, 8, REASON_MOST),
                words(entry.get("styling_tips"), f"{path}.styling_tips", report, 8, REASON_MOST),
            ),
        )
    return tuple(sorted(rules.values(), key=lambda rule: (-rule.score, rule.shape)))


def _span(value: Any) -> tuple[float, float, float] | None:
    if not isinstance(value, dict):
        return None
    least, most, ideal = number(value.get("min")), number(value.get("max")), number(value.get("ideal"))
    if least is None or most is None or not 0 < least <= most:
        return None
    return least, most, ideal if ideal is not None and least <= ideal <= most else (least + most) / 2


def _name(tree: Tree, report: Report) -> str:
    name = line(tree.get("display_name"), "display_name", report, NAME_MOST) or line(
        tree.get("name"), "name", report, NAME_MOST
    )
    if not name:
        report.add("name", "name_missing", tree.get("name"), "left out", "high")
    elif "<" in name:
        report.add("name", "name_markup", name, "shown as text")
    return name


def _slug(tree: Tree, report: Report) -> str:
    value = tree.get("slug")
    if isinstance(value, str) and is_slug(value):
        return value
    slug = slugify(value) if isinstance(value, str) else ""
    if value is not None:
        report.add("slug", "slug_sanitised", value, f"read as {slug}" if slug else "made from the name")
    return slug


def _plain(value: Any) -> str:
    """Return a description as one line of plain text; from the document, for sanitising parts braces."""
    return cut(plain(value[: 8 * LINE_MOST]), LINE_MOST) if isinstance(value, str) else ""


def _rich(value: Any, path: str, report: Report) -> str:
    if not value:
        return ""
    if not isinstance(value, str):
        report.add(path, "type_wrong", value, "ignored")
        return ""
    markup, code = rich_text(shortened(clean_block(value[: 4 * MOST])))
    if code:
        report.add(path, code, value, "sanitised")
    return markup
