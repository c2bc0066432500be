#!/usr/bin/env python3
"""Writes elementary.txt, gaussian.txt and beta.txt with mpmath: python3 generate.py (some minutes).

Every result is computed with at least 60 digits and written as the sum of two doubles, so that the error of a function
can be stated to a thousandth of a unit in the last place.
"""
import math
import random
import struct

import mpmath as mp
from mpmath import mpf

mp.mp.dps = 60
EVERY_BIT = 1200  # binary digits: enough for 1 + 1e-300

HEAD = """# Made by generate.py with mpmath {version} (at least 60 digits). Doubles are written as their 64 bits in hexadecimal.
# {columns}
"""


def bits(x):
    return struct.pack(">d", x).hex()


def pair(value):
    high = float(value)
    return f"{bits(high)} {bits(float(value - mpf(high)))}"


def around(*points):
    """Each point and its neighbours."""
    return [y for x in points for y in (math.nextafter(x, -math.inf), float(x), math.nextafter(x, math.inf))]


def both(points):
    return [y for x in points for y in (x, -x)]


def log_uniform(low, high, count):
    a, b = math.log(low), math.log(high)
    return [math.exp(rng.uniform(a, b)) for _ in range(count)]


def uniform(low, high, count):
    return [rng.uniform(low, high) for _ in range(count)]


def half_steps(step, ks):
    """The points between two steps of an argument reduction."""
    return around(*[float((mpf(k) + 0.5) * step) for k in ks])


def log1p(x):
    with mp.workprec(EVERY_BIT):
        return mp.log(1 + x)


def tail(z):
    return mp.erfc(z / mp.sqrt(2)) / 2


def tail_inverse(p):
    z = -mp.sqrt(mpf(2)) * mp.erfinv(2 * p - 1) if p > 1e-3 else mp.sqrt(-2 * mp.log(p)) * mpf(0.98)
    for _ in range(60):
        ratio = (tail(z) - p) / (mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi))
        z += ratio / (1 - z * ratio / 2)
        if abs(ratio) < mpf(10) ** -50:
            break
    return z


def erfcx(x):
    if x < 100:
        return mp.exp(x * x) * mp.erfc(x)
    term = total = mpf(1)
    for k in range(1, 30):
        term *= -(2 * k - 1) / (2 * x * x)
        total += term
    return total / (x * mp.sqrt(mp.pi))


def write(name, columns, rows):
    with open(name, "w", newline="\n") as file:
        file.write(HEAD.format(version=mp.__version__, columns=columns))
        for row in rows:
            file.write(row + "\n")


def function_rows(table):
    for name, (function, points) in table.items():
        for x in sorted(set(points)):
            with mp.workprec(400):
                yield f"{name} {bits(x)} {pair(function(mpf(x)))}"


def elementary():
    ln2 = mp.log(2)
    small = [s * 2.0**-k for k in range(1, 60, 2) for s in (1, -1)]
    root_half = math.sqrt(0.5)
    nearest = float.fromhex("0x1.6c6cbc45dc8dep5")  # the double nearest to a multiple of pi/2, below 2^20
    angles = (both(uniform(0, 4, 60) + uniform(0, 2.0**20, 60) + log_uniform(1e-300, 1, 20) + [2.0**20])
              + around(*[float(k * mp.pi / 4) for k in list(range(1, 17)) + [999999, 1000001, 333333, 1335000]])
              + [nearest * 2**k for k in range(15)])
    return {
        "log": (mp.log, [1 + s for s in small] + around(root_half, 2 * root_half, 0.5, 2.0, 4 * root_half, 1.0)
                + log_uniform(1e-307, 1e307, 60) + uniform(0.7, 1.42, 100) + log_uniform(1e-322, 2e-308, 12)
                + [5e-324, 2.0**-1022, 1.7976931348623157e308]),
        "log1p": (log1p, small + around(0.25, -0.25, root_half - 1, 2 * root_half - 1, 1.0, -0.5, 2.0**53)
                  + log_uniform(1e-300, 1e300, 60) + uniform(-0.99, 2, 120) + [-1 + 2.0**-53, 5e-324, 1e16]),
        "exp": (mp.exp, half_steps(ln2 / 32, [-34000, -5000, -33, -2, -1, 0, 1, 2, 31, 32, 33, 5000, 32000])
                + uniform(-708, 709.7, 80) + uniform(-0.7, 0.7, 80) + uniform(-745, -708, 20) + small
                + [709.782712893384, -745.1332191019411, -708.3964185322641, 1.0]),
        "log10": (mp.log10, [float(f"1e{k}") for k in range(-307, 309, 11)] + around(root_half, 2 * root_half, 1.0)
                  + log_uniform(1e-307, 1e307, 60) + uniform(0.7, 1.42, 100) + [1 + s for s in small]),
        "pow10": (lambda x: mpf(10)**x, [float(k) for k in range(-300, 309, 19)] + uniform(-307, 308.2, 80)
                  + uniform(-1, 1, 60) + uniform(-323, -307.7, 15) + small),
        "sin": (mp.sin, angles), "cos": (mp.cos, angles), "tan": (mp.tan, angles),
        "asin": (mp.asin, both(uniform(0, 1, 60) + uniform(0.45, 0.55, 40) + log_uniform(1e-300, 0.5, 20)
                               + [1 - 2.0**-k for k in range(1, 54, 2)] + [1.0]) + around(0.5, -0.5)),
        "expm1": (mp.expm1, small + around(0.5, -0.5) + [k / 37 for k in range(-1400, 1400, 7) if k]),
    }


def gaussian():
    return {
        "q": (tail, uniform(-10, 38, 150) + uniform(0, 9, 150) + log_uniform(1e-20, 1, 20)
              + [k / 4 for k in range(-40, 153)] + around(5.0, 37.5)),
        "qinverse": (tail_inverse, uniform(0, 1, 80) + log_uniform(1e-307, 1, 60) + around(0.25, 0.5, 0.75)
                     + [0.5 + s * 2.0**-k for k in range(3, 53, 4) for s in (1, -1)]),
        "pdf": (lambda z: mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi), both(uniform(0, 37.6, 60)) + [0.0]),
        "erf": (mp.erf, both(uniform(0, 6, 50) + log_uniform(1e-300, 2, 40)) + uniform(0.9, 1.1, 40) + around(1.0)),
        "erfc": (mp.erfc, uniform(-6, 26.5, 100) + uniform(0, 3, 60) + both(log_uniform(1e-20, 1, 20))
                 + [k / 4 for k in range(-24, 108)]),
        "erfcx": (erfcx, uniform(-26.6, 27, 80) + uniform(-1, 3, 60) + both(log_uniform(1e-20, 1, 10))
                  + log_uniform(1, 1e30, 60) + around(1e9) + [k / 4 for k in range(-24, 108)] + [1e300]),
    }


def beta_tails(a, b, x):
    """Both tails by direct quadrature: the density in ln t, scaled to 1 at x, integrated from x to where it is e^-150."""
    def side(a, b, x):
        def drop(s):
            return a * s - (b - 1) * (mp.log1p(-x * mp.exp(-s)) - mp.log1p(-x))

        end = mpf(10) ** -20
        while drop(end) < 150:
            end *= 2
        low = mpf(0)
        for _ in range(20):
            middle = (low + end) / 2
            low, end = (middle, end) if drop(middle) < 150 else (low, middle)
        scale = a * mp.log(x) + (b - 1) * mp.log1p(-x) - mp.loggamma(a) - mp.loggamma(b) + mp.loggamma(a + b)
        return mp.quad(lambda s: mp.exp(-drop(s)), [end * k / 12 for k in range(13)], maxdegree=7) * mp.exp(scale)

    a, b, x = mpf(a), mpf(b), mpf(x)
    if x * (a + b) <= a:
        lower = side(a, b, x)
        return lower, 1 - lower
    upper = side(b, a, 1 - x)
    return 1 - upper, upper


def beta_rows():
    yield from (f"loggamma {bits(x)} {pair(mp.loggamma(mpf(x)))}" for x in sorted(
        around(1.0, 2.0, 16.0) + log_uniform(1e-300, 1, 20) + uniform(0, 20, 60) + log_uniform(1, 1e300, 40)))
    parameters = [0.5, 1, 2.5, 10, 100, 1000, 1e8, 1e13]
    for a in parameters:
        for b in parameters:
            mean = a / (a + b)
            sigma = math.sqrt(mean * (b / (a + b)) / (a + b + 1))
            for z in (0, rng.uniform(-1, 1), rng.uniform(-7, -2), rng.uniform(2, 7), rng.choice([-1, 1]) * rng.uniform(20, 35)):
                x = mean + z * sigma
                if not 0 < x < 1:
                    depth = math.exp(-rng.uniform(0, 8))
                    x = mean * depth if z < 0 else 1 - (1 - mean) * depth
                if 0 < x < 1:
                    lower, upper = beta_tails(a, b, x)
                    if min(lower, upper) > mpf(10) ** -300:
                        yield f"beta {bits(a)} {bits(b)} {bits(x)} {bits(float(lower))} {bits(float(upper))}"


rng = random.Random(20240607)
write("elementary.txt", "function x result remainder", function_rows(elementary()))
write("gaussian.txt", "function x result remainder", function_rows(gaussian()))
write("beta.txt", "loggamma x result remainder | beta a b x lower-tail upper-tail", beta_rows())
