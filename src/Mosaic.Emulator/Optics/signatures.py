"""Draws signatures.svg: what a misplaced or blurred image does to the lanes' bit error rates.

Each picture has its own scale, from its lowest rate (light) to its highest (dark), logarithmic.

Usage: python3 signatures.py path/to/mosaic.dll > signatures.svg
"""
import json
import math
import subprocess
import sys

PANELS = [
    ("aligned", []),
    ("rotated by 25 mrad", ["optics.rotationMrad=25"]),
    ("shifted by 12 µm", ["optics.offsetXUm=12"]),
    ("out of focus by 60 µm", ["optics.defocusUm=60"]),
]
CELL, GAP, TOP = 8, 24, 22


def lane_ber(settings):
    # All LEDs alike and no skew: what differs from lane to lane is the image's doing.
    alike = ["led.powerSpreadDb=0", "lane.skewSpreadPs=0", "fiber.skewSpreadPsPerM=0"]
    command = ["dotnet", sys.argv[1], "predict", "--json", "-"]
    for setting in alike + settings:
        command += ["--set", setting]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["laneBer"]


def colour(ber, lanes):
    low, high = math.log(min(lanes)), math.log(max(lanes))
    part = round(24 * (math.log(ber) - low) / (high - low)) / 24
    return "#%02x%02x%02x" % tuple(round(a + part * (b - a)) for a, b in zip((236, 243, 252), (120, 12, 40)))


side = 20 * CELL
width = len(PANELS) * (side + GAP) + GAP
print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{side + TOP + 26}" font-family="sans-serif" font-size="12">')
print(f'<rect width="{width}" height="{side + TOP + 26}" fill="#ffffff"/>')
for panel, (title, settings) in enumerate(PANELS):
    x = GAP + panel * (side + GAP)
    print(f'<text x="{x}" y="15">{title}</text>')
    ber = lane_ber(settings)
    colours = [colour(b, ber) for b in ber]
    for row in range(20):
        column = 0
        while column < 20:  # runs of one colour
            end, fill = column, colours[20 * row + column]
            while end < 20 and colours[20 * row + end] == fill:
                end += 1
            print(f'<rect x="{x + CELL * column}" y="{TOP + CELL * row}" width="{CELL * (end - column)}" height="{CELL}" fill="{fill}"/>')
            column = end
    print(f'<text x="{x}" y="{TOP + side + 15}" fill="#555555" font-size="11">{min(ber):.1e} … {max(ber):.1e}</text>')
print("</svg>")
