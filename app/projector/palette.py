"""Eleven inks for two schemes, in OKLCH: found by a seeded climb from the hues of CARTO Safe for distance under colour blindness.

`static/css/map.css` says the same colours to the browser; a test compares the two and measures every contrast.
"""

from math import cos, radians, sin

Lch = tuple[float, float, float]

LIGHT: dict[str, Lch] = {
    "water": (0.925, 0.012, 235), "line": (0.86, 0.022, 235), "land": (0.975, 0.016, 88),
    "ink": (0.22, 0.03, 255), "quiet": (0.36, 0.03, 250),
}  # fmt: skip
DARK: dict[str, Lch] = {
    "water": (0.19, 0.025, 250), "line": (0.27, 0.03, 245), "land": (0.26, 0.014, 250),
    "ink": (0.97, 0.012, 95), "quiet": (0.86, 0.02, 95),
}  # fmt: skip
INKS: dict[int, tuple[Lch, Lch]] = {  # colour: on light, on dark
    1: ((0.319, 0.131, 297), (0.789, 0.104, 270)),
    2: ((0.495, 0.095, 133), (0.929, 0.115, 135)),
    3: ((0.313, 0.131, 33), (0.662, 0.126, 56)),
    4: ((0.607, 0.154, 246), (0.883, 0.085, 219)),
    5: ((0.541, 0.092, 201), (0.64, 0.128, 167)),
    6: ((0.609, 0.124, 91), (0.771, 0.132, 99)),
    7: ((0.49, 0.187, 313), (0.657, 0.186, 312)),
    8: ((0.404, 0.096, 59), (0.565, 0.114, 72)),
    9: ((0.57, 0.179, 8), (0.846, 0.083, 28)),
    10: ((0.391, 0.048, 264), (0.725, 0.05, 269)),
    11: ((0.3, 0.082, 344), (0.582, 0.182, 343)),
}


def css(colour: Lch) -> str:
    """The colour as the style sheet writes it."""
    return "oklch({:g}% {:g} {:g})".format(round(colour[0] * 100, 1), *colour[1:])


def linear(colour: Lch) -> tuple[float, ...]:
    """OKLCH -> linear sRGB, clipped to the screen."""
    light, chroma, hue = colour
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.291485548 * b) ** 3
    rgb = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
    )
    return tuple(min(1.0, max(0.0, part)) for part in rgb)


def hexadecimal(colour: Lch) -> str:
    """The colour for programs that know no OKLCH."""
    curved = (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in linear(colour))
    return "#" + "".join(f"{round(255 * part):02x}" for part in curved)


def luminance(colour: Lch) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Lch, other: Lch) -> float:
    """WCAG's ratio of two colours."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
