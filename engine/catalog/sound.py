"""A typed document -> whether repair would change or note nothing, from a few comparisons."""

from engine.catalog.documents import Document, Media
from engine.catalog.extended import since_1970
from engine.catalog.pictures import are_plain_paths, picture_source, web_address
from engine.catalog.shapes import MATERIALS, SHAPES
from engine.catalog.slugs import is_slug
from engine.catalog.texts import MOJIBAKE, is_clean_block
from engine.catalog.vetting import Vetting

WITHDRAWN = ("draft", "inactive", "archived")


def is_sound(document: Document, vetting: Vetting) -> bool:
    """Return whether a document that decoded has nothing that repair would change or note."""
    metadata, price = document.metadata, document.price
    if metadata.status != "active":
        product_id = document.product_id
        return metadata.status in WITHDRAWN and product_id.isprintable() and product_id == product_id.strip()
    if document.category_id is not None or document.categories is not None or document.gender_target is not None:
        return False
    if document.ai_enhanced is not None or document.quality_score is not None or document.model_number is not None:
        return False
    if document.frame_type is not None or document.rating is not None or document.review_count is not None:
        return False
    if document.seo.title is not None or document.seo.description is not None:
        return False
    if price.base_price is None or price.currency not in vetting.digits or document.brand_id is None:
        return False
    if price.discounted_price is not None and price.discounted_price > price.base_price:
        return False
    specifications = document.specifications
    frame, sizes = specifications.frame, specifications.measurements
    if frame.shape not in SHAPES or frame.material not in MATERIALS or frame.weight is None or not frame.color:
        return False
    if sizes.eye_size is None or sizes.bridge_size is None or sizes.temple_length is None:
        return False
    if sizes.frame_width is None or sizes.frame_height is None or sizes.lens_height is None:
        return False
    attributes, quality = document.attributes, document.quality
    if attributes.age_group == "kids" and attributes.gender != "kids":
        return False
    if quality is None or quality.data_quality_score is None:
        return False
    if quality.quality_issues and any(issue.severity != issue.severity.lower() for issue in quality.quality_issues):
        return False
    if not document.description or not is_clean_block(document.description) or not is_slug(document.seo.slug):
        return False
    return _dates_sound(document) and _references_sound(document.media) and _texts_sound(document)


def _dates_sound(document: Document) -> bool:
    created, updated = document.metadata.created_at, document.metadata.updated_at
    if created is None or updated is None:
        return False
    return since_1970(created.value) is not None and since_1970(updated.value) is not None


def _references_sound(media: Media) -> bool:
    """Return whether all references to files are safe as they stand; the plain ones are looked at as one."""
    links = [film.url for film in media.videos] + [model.url for model in media.ar_models]
    if any(web_address(link) != link for link in links):
        return False
    urls = []
    for image in media.images:
        if image.alt is not None:
            return False
        urls.append(image.url)
    for film in media.videos:
        if film.thumbnail:
            urls.append(film.thumbnail)
    return are_plain_paths(urls) or all(are_plain_paths([url]) or picture_source(url) == url for url in urls)


def _texts_sound(document: Document) -> bool:
    """Return whether all short texts are clean, looked at as one."""
    frame, lens, seo = document.specifications.frame, document.specifications.lens, document.seo
    if "<" in document.name:
        return False
    short = document.short_description or ""
    if "<" in short or "&" in short:
        return False
    parts = [
        document.product_id,
        document.sku or "",
        document.upc or "",
        document.name,
        short,
        frame.color,
        lens.material,
        lens.color,
        lens.uv_protection,
        seo.meta_title or "",
        seo.meta_description or "",
        document.model_code or "",
        *lens.coating,
        *document.attributes.features,
        *document.metadata.tags,
    ]
    for image in document.media.images:
        if image.alt_text:
            parts.append(image.alt_text)
    faces = document.face_shape_compatibility
    if faces is not None:
        for face in (faces.oval, faces.round, faces.square, faces.heart, faces.diamond, faces.oblong):
            if face is not None:
                parts += face.reasons
    for reference in (document.id, document.brand_id, *document.category_ids):
        if isinstance(reference, str):
            parts.append(reference)
    joined = f"|{'|'.join(parts)}|"
    if "| " in joined or " |" in joined or not joined.isprintable():
        return False
    return joined.isascii() or MOJIBAKE.search(joined) is None
