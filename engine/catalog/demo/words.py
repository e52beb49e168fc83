"""The word banks of the descriptions: what opens one by shape, how it is made, how it fits and what it is for."""

OPENERS = {
    "round": (
        "A full circle with nothing to prove",
        "The {name} draws one clean circle around each eye",
        "Round, open and a little bookish",
        "Two true circles and a low bridge keep the {name} calm",
        "The oldest outline in spectacles, and still the frankest",
        "Compass-round, with all the weight taken out",
    ),
    "panto": (
        "Round below and level at the brow",
        "A soft panto outline that flatters most faces",
        "Not quite round, not quite square",
        "The {name} takes a circle and gives it a straight back",
        "A schoolroom classic with the dust blown off",
        "The {name} is the frame people borrow and do not return",
    ),
    "oval": (
        "A quiet oval that lets the face speak",
        "Slim, oval and easy to forget you are wearing",
        "An even oval with no hard corner anywhere",
        "The {name} follows the line of the eye and stops there",
        "Narrow, level and kind to every cheekbone",
    ),
    "square": (
        "Four generous corners and a level brow",
        "The {name} frames the eyes like a window",
        "Square and sure of itself",
        "Straight lines, deep lenses, no small talk",
        "The {name} says it once and clearly",
        "A large plain square, softened only where it meets the cheek",
    ),
    "rectangle": (
        "Low, wide and to the point",
        "A working rectangle with softened corners",
        "Long lines and a narrow lens make the {name} look quick",
        "The {name} keeps to the horizontal",
        "A drawing-board rectangle that means business",
        "Twice as wide as it is tall, and better for it",
    ),
    "trapezoid": (
        "Wide at the brow and narrow at the cheek",
        "The {name} tips its corners out, just a touch",
        "A strong upper line that tapers as it falls",
        "Drawn like a keystone, worn like an old jacket",
        "The {name} holds its shoulders back",
    ),
    "cat-eye": (
        "The outer corners lift, and so does everything else",
        "A cat-eye with more grace than drama",
        "Raised corners and a slim lower rim",
        "The {name} ends each glance on an upward stroke",
        "One raised line, repeated twice",
        "The {name} knows exactly where to stop",
    ),
    "aviator": (
        "A drop-shaped lens under a double bridge",
        "Light, wide and made for long views",
        "A teardrop lens that covers the whole field of view",
        "The {name} was drawn for cockpits and stayed for everything else",
        "Two bars, two drops and very little weight",
    ),
    "browline": (
        "A dark brow above, a fine wire below",
        "Half acetate, half wire, wholly put together",
        "A firm brow and an almost invisible lower rim",
        "The {name} underlines nothing and overlines everything",
        "All the weight at the brow, all the lightness at the cheek",
    ),
    "hexagonal": (
        "Six flat sides, each a little softened",
        "Crisp facets catch the light from every side",
        "A hexagon for people who find round too round",
        "The {name} turns six corners without raising its voice",
        "Straight strokes, drawn all the way round",
    ),
}

MAKINGS = {
    "acetate": (
        "cut from a single sheet of cotton acetate and tumbled for three days",
        "milled from block acetate, then polished by hand",
        "carved from 4 mm acetate with a bevel all the way round",
        "cut from plant-based acetate that warms to the skin",
        "shaped on a lathe from the eighties that nobody dares replace",
        "turned out of solid acetate, so scratches polish out again",
        "riveted, not glued, at all four hinges",
        "tumbled in beech chips until the edges feel like a pebble",
        "cured for a month before the first cut, so it keeps its shape",
        "made in small runs, a few hundred fronts at a time",
    ),
    "tortoise": (
        "cut from layered sheets, so no two pairs match",
        "milled from a mottled sheet that shifts from honey to coffee",
        "laid up by hand from amber and brown, then pressed for a week",
        "placed on the sheet by eye, so that both sides balance",
        "cut across the pattern, which keeps the spots lively",
        "polished until the pattern seems to lie under glass",
    ),
    "crystal": (
        "polished on both faces so that light passes straight through",
        "cast clear, with the hinge cores left in full view",
        "buffed with walnut shell until only the edges show",
        "cut from clear acetate with the faintest tint in the depth",
        "kept free of cores and fillers, because you would see them",
    ),
    "two-tone": (
        "cut from a sheet that fades from one colour into the other",
        "laminated in two layers, with the lighter one towards the cheek",
        "poured in two colours that meet at eye level",
        "cut so that the change of colour falls just below the hinge",
    ),
    "metal": (
        "bent from fine stainless wire",
        "held together by wire you can hardly see",
        "drawn from surgical steel and plated twice",
        "soldered by hand at four points and nowhere else",
        "turned from one length of wire on each side",
        "made in stainless steel with adjustable silicone pads",
        "plated, brushed and sealed against salt and skin",
    ),
    "titanium": (
        "made in beta titanium with a brushed face",
        "bent from titanium, so it springs back",
        "cold-formed from titanium sheet without a single weld in sight",
        "blasted with glass beads for a matte that does not wear off",
        "nickel-free throughout, down to the screws",
    ),
    "mixed": (
        "an acetate brow riveted to a steel rim",
        "built from eleven parts that all come apart again for repair",
        "two materials, each doing what it does best",
        "a milled brow over wire that can be adjusted in a minute",
        "put together with screws, so that every part can be replaced",
    ),
}

FITS = (
    "at {width} mm the front suits {breadth} faces",
    "the {bridge} mm bridge sits {seat}, and the {temple} mm temples reach comfortably behind the ear",
    "size {size}: {fit} across the temples",
    "expect {fit}, with {height} mm of lens height{progressive}",
    "the front measures {width} mm from hinge to hinge, which is {fit}",
    "a bridge of {bridge} mm holds it {seat} on the nose",
    "{temple} mm temples and {width} mm of front add up to {fit}",
    "the lens is {lens} mm wide and {height} mm tall{progressive}",
)

USES = {
    "eyeglasses": (
        "spring hinges forgive a careless hand",
        "wears as well at a desk as at dinner",
        "takes every lens we cut, thin or strong",
        "made to be put on in the morning and forgotten",
        "easy to adjust, and easy to have repaired",
        "sits well under headphones and a helmet strap",
        "holds single-vision and progressive lenses alike",
        "ages well, and can be polished like new in ten minutes",
        "packs flat into the slim case that comes with it",
        "as good for strangers as for old friends",
    ),
    "sunglasses": (
        "category 3 lenses for full sun",
        "anti-reflective on the back, so nothing glares from behind",
        "full UV protection, from every side",
        "dark enough for snow, light enough for the drive home",
        "also glazed to your prescription",
        "large enough to keep low sun out",
        "cuts the glare from wet roads and water",
    ),
    "reading": (
        "made for the page and the phone",
        "at home on a bedside table",
        "in powers from +1.0 to +3.0",
        "small enough for a shirt pocket",
        "light enough to push up into the hair",
        "for menus, maps and the backs of tickets",
    ),
    "computer": (
        "tuned for the distance of a screen",
        "a soft filter takes the edge off blue light",
        "made for long days between two monitors",
        "coated against reflections from lamps and screens",
        "relaxes the eye at an arm's length",
    ),
}

KIDS_USES = (
    "hinges bend both ways and come back",
    "made for playgrounds, pillow fights and the bottom of a school bag",
    "round edges everywhere, in case of a football",
    "with a strap that clips on for sport",
    "the temples can be lengthened as the child grows",
    "a broken temple is replaced without a question",
)

ORDERS = ("{o}. It is {m}. {F}. {U}.", "{o}: {m}. {F}. {U}.", "{o}. {F}. It is {m}. {U}.", "{o}, {m}. {U}. {F}.")
