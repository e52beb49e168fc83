"""The traits of a lens shape, by what each face gains or loses -> scores with their reasons."""

from collections.abc import Iterable

import msgspec

FACES = ("oval", "round", "square", "heart", "diamond", "oblong")


class Rule(msgspec.Struct, frozen=True, gc=False):
    """A trait of the frame, what it adds to the score of a face at full strength, and why."""

    trait: str
    weight: float
    reason: str


TRAITS: dict[str, dict[str, float]] = {
    "round": {"curve": 1.0, "deep": 0.9},
    "panto": {"curve": 0.7, "deep": 0.7, "brow": 0.4},
    "oval": {"curve": 0.8, "low": 0.4},
    "square": {"angle": 0.9, "deep": 0.6, "brow": 0.4},
    "rectangle": {"angle": 0.8, "low": 0.9, "brow": 0.3},
    "trapezoid": {"angle": 0.6, "brow": 0.8, "lift": 0.3},
    "cat-eye": {"lift": 1.0, "brow": 0.7, "angle": 0.3},
    "aviator": {"drop": 1.0, "curve": 0.5, "deep": 0.7},
    "browline": {"brow": 1.0, "angle": 0.4},
    "hexagonal": {"angle": 0.7, "deep": 0.6},
}

BASE = {"oval": 0.74, "round": 0.62, "square": 0.63, "heart": 0.64, "diamond": 0.62, "oblong": 0.6}
RULES: dict[str, tuple[Rule, ...]] = {
    "oval": (
        Rule("angle", 0.12, "clear lines give even proportions a focus"),
        Rule("lift", 0.1, "raised corners follow the cheekbones"),
        Rule("drop", 0.1, "a drop shape fills an even face without crowding it"),
        Rule("curve", 0.07, "curves repeat the outline of the face"),
        Rule("low", -0.05, "a very low lens leaves the face looking long"),
    ),
    "round": (
        Rule("angle", 0.24, "straight lines give soft cheeks an edge"),
        Rule("low", 0.08, "a low, wide lens makes the face look longer"),
        Rule("lift", 0.14, "raised corners lengthen the face"),
        Rule("brow", 0.07, "a firm brow adds structure"),
        Rule("curve", -0.16, "round lenses repeat the roundness of the face"),
    ),
    "square": (
        Rule("curve", 0.25, "curves soften a strong jaw"),
        Rule("drop", 0.08, "a tapering lens takes weight from the jaw"),
        Rule("light", 0.06, "a fine rim leaves the jaw to speak for itself"),
        Rule("angle", -0.13, "straight edges repeat the line of the jaw"),
        Rule("lift", 0.08, "raised corners draw the eye upwards"),
    ),
    "heart": (
        Rule("light", 0.12, "a light rim keeps a wide forehead calm"),
        Rule("curve", 0.14, "round lower rims balance a narrow chin"),
        Rule("drop", 0.12, "a lens that is full below adds width where the face is narrow"),
        Rule("brow", -0.1, "a heavy brow line adds to a wide forehead"),
        Rule("low", 0.05, "a low lens does not compete with the forehead"),
    ),
    "diamond": (
        Rule("lift", 0.18, "raised corners balance high cheekbones"),
        Rule("brow", 0.14, "a firm brow line widens a narrow forehead"),
        Rule("curve", 0.12, "soft outlines calm angular cheekbones"),
        Rule("low", -0.07, "a narrow lens makes the cheekbones look wider"),
    ),
    "oblong": (
        Rule("deep", 0.22, "a deep lens shortens a long face"),
        Rule("brow", 0.12, "a strong horizontal breaks the length"),
        Rule("low", -0.14, "a narrow lens makes a long face look longer"),
        Rule("angle", 0.04, "defined corners add width"),
    ),
}

CHARACTERISTICS: dict[str, dict[str, object]] = {
    "oval": {
        "facial_width_ratio": 0.72,
        "jaw_definition": "soft",
        "forehead_width": "medium",
        "cheek_prominence": "medium",
        "chin_shape": "rounded",
    },
    "round": {
        "facial_width_ratio": 0.92,
        "jaw_definition": "soft",
        "forehead_width": "medium",
        "cheek_prominence": "high",
        "chin_shape": "rounded",
    },
    "square": {
        "facial_width_ratio": 0.9,
        "jaw_definition": "pronounced",
        "forehead_width": "wide",
        "cheek_prominence": "medium",
        "chin_shape": "square",
    },
    "heart": {
        "facial_width_ratio": 0.8,
        "jaw_definition": "soft",
        "forehead_width": "wide",
        "cheek_prominence": "high",
        "chin_shape": "pointed",
    },
    "diamond": {
        "facial_width_ratio": 0.76,
        "jaw_definition": "angular",
        "forehead_width": "narrow",
        "cheek_prominence": "high",
        "chin_shape": "pointed",
    },
    "oblong": {
        "facial_width_ratio": 0.62,
        "jaw_definition": "angular",
        "forehead_width": "medium",
        "cheek_prominence": "low",
        "chin_shape": "square",
    },
}

TIPS = {
    "oval": "Choose a front about as wide as your cheekbones; almost any outline will do the rest.",
    "round": "Look for lenses wider than they are tall, and a brow line with some edge.",
    "square": "Keep the rim fine and the corners soft, and let the frame sit a little high.",
    "heart": "Prefer light rims and low bridges, and colours close to your skin.",
    "diamond": "Put the colour at the brow: it widens what is narrow.",
    "oblong": "Go deep rather than wide, and let the temples carry some colour.",
}

AVOID = {
    "oval": "lenses so low that they lengthen the face",
    "round": "small round lenses",
    "square": "boxy frames that repeat the jaw",
    "heart": "heavy dark brow lines",
    "diamond": "narrow lenses that end at the cheekbones",
    "oblong": "low, narrow rectangles",
}

MEASURES = {  # frame width, frame height, bridge: least, most, ideal in mm
    "oval": ((130, 146, 138), (34, 52, 42), (16, 22, 19)),
    "round": ((132, 148, 140), (32, 44, 37), (15, 21, 18)),
    "square": ((134, 150, 142), (36, 50, 42), (16, 22, 19)),
    "heart": ((126, 142, 134), (34, 46, 40), (15, 20, 17)),
    "diamond": ((128, 144, 136), (34, 46, 40), (15, 21, 18)),
    "oblong": ((128, 142, 135), (40, 54, 46), (16, 22, 19)),
}


def traits_of(shape: str, light: bool = False) -> dict[str, float]:
    """How strongly a frame shows each trait; wire and titanium are light."""
    return TRAITS[shape] | ({"light": 1.0} if light else {})


def match(face: str, traits: dict[str, float]) -> tuple[float, list[str]]:
    """The score of a frame for a face and the reasons for it, the strongest first."""
    effects = sorted(
        ((rule.weight * traits[rule.trait], rule.reason) for rule in RULES[face] if rule.trait in traits),
        key=lambda effect: (-abs(effect[0]), effect[1]),
    )
    score = BASE[face] + sum(effect for effect, _ in effects)
    return round(min(0.98, max(0.2, score)), 3), [reason for effect, reason in effects if abs(effect) >= 0.05][:3]


def compatibility(shape: str, light: bool) -> dict[str, object]:
    """What a product document says about the six faces."""
    traits = traits_of(shape, light)
    out: dict[str, object] = {}
    for face in FACES:
        score, reasons = match(face, traits)
        seen = sum(rule.trait in traits for rule in RULES[face])
        out[face] = {"score": score, "confidence": round(0.6 + 0.08 * min(4, seen), 2), "reasons": reasons}
    return out


def face_documents(ids: Iterable[str], today: object) -> list[dict[str, object]]:
    """The six rule documents, one a face; `today` is the date they carry."""
    out: list[dict[str, object]] = []
    for face, oid in zip(FACES, ids, strict=True):
        ranked = sorted(
            ((*match(face, traits_of(shape)), shape) for shape in TRAITS), key=lambda row: (-row[0], row[2])
        )
        gains = [rule.reason for rule in RULES[face] if rule.weight > 0]
        width, height, bridge = ({"min": low, "max": high, "ideal": ideal} for low, high, ideal in MEASURES[face])
        out.append(
            {
                "_id": {"$oid": oid},
                "compatibility_id": f"face_{face}",
                "face_shape": face,
                "characteristics": CHARACTERISTICS[face],
                "compatible_frame_shapes": [
                    {
                        "frame_shape": shape,
                        "compatibility_score": score,
                        "reasons": reasons,
                        "styling_tips": [TIPS[face]],
                    }
                    for score, reasons, shape in ranked
                ],
                "recommended_measurements": {"frame_width": width, "frame_height": height, "bridge_width": bridge},
                "style_guidelines": {"avoid": [AVOID[face]], "enhance": gains[:2], "balance": gains[2:4]},
                "model_info": {
                    "model_version": "rules-1",
                    "confidence_threshold": 0.7,
                    "last_updated": today,
                    "training_data_size": 0,
                },
                "metadata": {"created_at": today, "updated_at": today, "version": 1, "status": "active"},
            }
        )
    return out
