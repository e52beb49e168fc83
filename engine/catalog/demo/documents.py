"""A variant, its figures and its pictures -> the product document; a brand and its totals -> the brand document."""

import datetime
from uuid import UUID

import msgspec

from engine.catalog.demo.album import Page, slug_of
from engine.catalog.demo.brands import Brand
from engine.catalog.demo.deck import stamp
from engine.catalog.demo.faces import compatibility
from engine.catalog.demo.facts import OPENED, TODAY, Facts
from engine.catalog.demo.models import Variant
from engine.catalog.demo.texts import KIND_WORDS, alt_text, capital, stuff

Document = dict[str, object]

STYLE = {"Dovrik": "sport", "Sorvane": "professional", "Pellworth": "professional", "Orrelune": "fashion"}
RANGES = ((80, "budget"), (150, "mid-range"), (200, "premium"), (10_000, "luxury"))


def date(moment: datetime.datetime) -> dict[str, str]:
    """A date in relaxed Extended JSON."""
    return {"$date": moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")}


def product_oid(variant: Variant, moment: datetime.datetime, seed: int) -> str:
    """An ObjectId as a driver would give it: seconds, five bytes of the process, a counter."""
    return f"{int(moment.timestamp()):08x}{stamp(seed, 'process', size=5)}{variant.number & 0xFFFFFF:06x}"


def brand_oid(brand: Brand, seed: int) -> str:
    return stamp(seed, "brand", brand.name, size=12)


def short_to(text: str, limit: int) -> str:
    """The text, cut at a word if it is longer."""
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0] + "…"


def _specifications(variant: Variant, figures: Facts) -> Document:
    model = variant.model
    dark = model.kind == "sunglasses"
    height = model.lens_height + (7 if model.substance == "acetate" else 3)
    coating = {"eyeglasses": ["anti-reflective", "scratch-resistant"], "sunglasses": ["anti-reflective"]}
    return {
        "frame": {
            "material": model.substance,
            "color": variant.colour.name,
            "shape": model.shape,
            "style": model.rim,
            "weight": figures.weight,
            "width": model.width,
            "height": height,
            "temple_length": model.temple,
            "nose_bridge": model.bridge,
            "hinge_type": "flexible" if model.gender == "kids" else "spring" if model.number % 3 else "standard",
        },
        "lens": {
            "material": "CR-39" if dark or model.kind == "reading" else "polycarbonate",
            "color": variant.tint.name,
            "width": model.lens_width,
            "height": model.lens_height,
            "prescription_ready": model.kind != "reading",
            "uv_protection": "UV400" if dark else "UV380",
            "coating": coating.get(model.kind, ["anti-reflective", "blue-light"] if model.kind == "computer" else []),
            "polarized": dark and model.number % 2 == 0,
        },
        "measurements": {
            "eye_size": model.lens_width,
            "bridge_size": model.bridge,
            "temple_length": model.temple,
            "frame_width": model.width,
            "frame_height": height,
            "lens_height": model.lens_height,
        },
    }


def _media(variant: Variant, page: Page, size: tuple[int, int]) -> Document:
    return {
        "images": [
            {
                "url": f"pictures/{shot.name}.jpg",
                "alt_text": alt_text(variant, shot.view, page.own),
                "type": "angle" if order else "primary",
                "order": order,
                "dimensions": {"width": size[0], "height": size[1]},
            }
            for order, shot in enumerate(page.shots)
        ],
        "videos": [],
        "ar_models": [],
    }


def _attributes(variant: Variant) -> Document:
    model = variant.model
    kids = model.gender == "kids"
    features = ["lightweight"] if model.substance in ("metal", "titanium") else ["durable"]
    features += ["hypoallergenic"] if model.substance == "titanium" else []
    features += ["flexible"] if kids or model.substance == "titanium" else []
    dark = model.kind == "sunglasses"
    return {
        "gender": model.gender,
        "age_group": "kids" if kids else "adult",
        "style_category": STYLE.get(variant.brand.name, "casual"),
        "season": ["spring", "summer"] if dark else ["spring", "summer", "fall", "winter"],
        "occasion": ["outdoor", "everyday"] if dark else ["everyday"],
        "features": features,
        "prescription_compatible": model.kind != "reading",
        "reading_glasses": model.kind == "reading",
        "computer_glasses": model.kind == "computer",
    }


def _price(figures: Facts) -> Document:
    out: Document = {"base_price": figures.base_price, "currency": "USD"}
    history: list[Document] = []
    if figures.sale_price is not None:
        out["discounted_price"] = figures.sale_price
        history = [{"price": figures.base_price, "date": date(figures.created), "source": "manual"}]
    return out | {"cost_price": figures.cost_price, "price_history": history}


def _analytics(figures: Facts) -> Document:
    clicks = figures.views // 8
    out: Document = {"views": figures.views, "clicks": clicks, "conversions": clicks // 20}
    out["rating"] = {
        "average": figures.average,
        "count": figures.rated,
        "distribution": {str(k + 1): n for k, n in enumerate(figures.stars)},
    }
    return out | {
        "recommendation_score": round(0.2 + 0.7 * figures.popularity, 4),
        "popularity_score": figures.popularity,
        "last_view": date(figures.updated),
        "conversion_rate": round(clicks // 20 / figures.views, 4),
    }


def product_document(
    variant: Variant, figures: Facts, texts: tuple[str, str], categories: list[str], page: Page,
    size: tuple[int, int], seed: int,
) -> Document:  # fmt: skip
    """The product as a catalog holds it: sections 1 of the schema, nothing left out that a shop shows."""
    model, colour, brand = variant.model, variant.colour, variant.brand
    kind, slug = KIND_WORDS[model.kind], slug_of(variant)
    tags = ["bestseller"] if figures.popularity > 0.7 else []
    return {
        "_id": {"$oid": product_oid(variant, figures.created, seed)},
        "product_id": str(UUID(stamp(seed, "product", variant.number), version=4)),
        "sku": f"{brand.name[:3].upper()}-{variant.number + 1:06d}-{colour.name[:3].upper()}",
        "name": model.name,
        "brand_id": {"$oid": brand_oid(brand, seed)},
        "category_ids": [{"$oid": oid} for oid in categories],
        "description": texts[0],
        "short_description": texts[1],
        "price": _price(figures),
        "inventory": {
            "quantity": figures.quantity,
            "low_stock_threshold": 5,
            "status": figures.status,
            "warehouse_locations": [f"W-{variant.number % 3 + 1}"],
        },
        "specifications": _specifications(variant, figures),
        "face_shape_compatibility": compatibility(model.shape, model.substance in ("metal", "titanium")),
        "media": _media(variant, page, size),
        "seo": {
            "slug": slug,
            "meta_title": f"{brand.name} {model.name} in {colour.name}, {kind}",
            "meta_description": short_to(f"{brand.name} {model.name}: {texts[1]}", 155),
            "keywords": [brand.name.lower(), model.shape, colour.name.lower(), stuff(variant), kind],
        },
        "attributes": _attributes(variant),
        "quality": {
            "data_quality_score": 0.98,
            "completeness_score": 0.97,
            "accuracy_score": 0.99,
            "last_quality_check": date(figures.updated),
            "quality_issues": [],
        },
        "analytics": _analytics(figures),
        "integration": {
            "source_system": "manual",
            "external_ids": {},
            "sync_status": "synced",
            "last_sync": date(figures.updated),
            "sync_errors": [],
        },
        "metadata": {
            "created_at": date(figures.created),
            "updated_at": date(figures.updated),
            "created_by": "demo",
            "updated_by": "demo",
            "version": 1,
            "status": "active",
            "tags": tags,
        },
    }


class Totals(msgspec.Struct, gc=False):
    """What a brand's products add up to."""

    products: int = 0
    reviews: int = 0
    points: float = 0.0
    popularity: float = 0.0

    def add(self, figures: Facts) -> None:
        self.products += 1
        self.reviews += figures.rated
        self.points += sum((k + 1) * n for k, n in enumerate(figures.stars))
        self.popularity += figures.popularity


def brand_document(brand: Brand, totals: Totals, featured: bool, seed: int) -> Document:
    """The brand as a catalog holds it; a logo it has none."""
    slug = brand.name.lower().replace(" ", "-")
    primary, secondary, accent = brand.colours
    middle = sum(brand.prices) / 2
    return {
        "_id": {"$oid": brand_oid(brand, seed)},
        "brand_id": f"brand_{slug}",
        "name": brand.name,
        "display_name": brand.name,
        "slug": slug,
        "description": brand.motto,
        "story": brand.story,
        "country_of_origin": brand.country,
        "established_year": brand.founded,
        "logo": {"url": "", "alt_text": brand.name},
        "colors": {"primary": primary, "secondary": secondary, "accent": accent},
        "attributes": {
            "price_range": next(name for limit, name in RANGES if middle < limit),
            "target_market": [STYLE.get(brand.name, "fashion").replace("casual", "fashion")],
            "specialties": [brand.specialty],
            "sustainability": {"eco_friendly": False, "certifications": [], "initiatives": []},
        },
        "metrics": {
            "product_count": totals.products,
            "average_rating": round(totals.points / totals.reviews, 2) if totals.reviews else 0.0,
            "total_reviews": totals.reviews,
            "popularity_score": round(totals.popularity / totals.products, 4) if totals.products else 0.0,
        },
        "seo": {
            "meta_title": f"{brand.name} glasses",
            "meta_description": short_to(f"{capital(brand.motto)} {brand.story}", 155),
            "keywords": [slug, "glasses", brand.specialty],
        },
        "metadata": {
            "created_at": date(OPENED),
            "updated_at": date(TODAY),
            "created_by": "demo",
            "updated_by": "demo",
            "status": "active",
            "featured": featured,
        },
    }
