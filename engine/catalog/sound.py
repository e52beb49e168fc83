"""A typed document -> whether repair would change or note nothing but the names of its material and shape."""

from engine.catalog.documents import Document, Media, Oid
from engine.catalog.extended import EPOCH, LATEST
from engine.catalog.pictures import picture_source, web_address
from engine.catalog.slugs import is_slug
from engine.catalog.texts import is_clean_block, is_plain
from engine.catalog.vetting import Vetting
from native import are_clean_lines, are_clean_links

WITHDRAWN = ("draft", "inactive", "archived")


def is_sound(document: Document, vetting: Vetting) -> bool:
    """Return whether repair would leave a document as it is, but for the names of its material and shape."""
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
    if not frame.shape or not frame.material or not frame.color or frame.weight is None:
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
    return EPOCH <= created.value <= LATEST and EPOCH <= updated.value <= LATEST


def _references_sound(media: Media) -> bool:
    """Return whether all references to files are safe as they stand."""
    urls = []
    for image in media.images:
        if image.alt is not None:
            return False
        urls.append(image.url)
    for film in media.videos:
        if web_address(film.url) != film.url:
            return False
        if film.thumbnail:
            urls.append(film.thumbnail)
    for model in media.ar_models:
        if web_address(model.url) != model.url:
            return False
    return are_clean_links(urls) or all(picture_source(url) == url for url in urls)


def _texts_sound(document: Document) -> bool:
    """Return whether all short texts are clean."""
    frame, lens, seo = document.specifications.frame, document.specifications.lens, document.seo
    name, short = document.name, document.short_description
    if "<" in name or (short and ("<" in short or ("&" in short and not is_plain(short)))):
        return False
    lines: list[str | tuple[str, ...] | None] = [
        document.product_id,
        document.sku,
        document.upc,
        name,
        short,
        frame.material,
        frame.color,
        frame.shape,
        lens.material,
        lens.color,
        lens.uv_protection,
        lens.coating,
        seo.meta_title,
        seo.meta_description,
        document.model_code,
        document.attributes.features,
        document.attributes.occasion,
        document.metadata.tags,
    ]
    for image in document.media.images:
        lines.append(image.alt_text)
    for reference in (document.id, document.brand_id, *document.category_ids):
        if isinstance(reference, Oid):
            lines.append(reference.value)
        elif isinstance(reference, str):
            lines.append(reference)
    faces = document.face_shape_compatibility
    if faces is not None:
        for face in (faces.oval, faces.round, faces.square, faces.heart, faces.diamond, faces.oblong):
            if face is not None and face.reasons:
                lines.append(face.reasons)
    return are_clean_lines(lines)
