"""Real expressions as Coq prints them, evaluated: exactly while they are rational, in Arb balls after that."""

import re
from fractions import Fraction
from pathlib import Path

from flint import arb, ctx, fmpq

EXPECTED = Path(__file__).parents[2] / "proofs" / "audit" / "constants.expected"
DEFINITION = re.compile(r"^(\w+) = fun ((?:\([^()]*\) )+)=> (.*)\n +: ", re.MULTILINE)
TOKEN = re.compile(r"\s*(\(R:=R\)|%:R|\^-1|\^\+|\.\+1|\.\*2|[A-Za-z_][\w.]*\w|[A-Za-z_]|\d+|[-+*/()])")
POSTFIX = {"%:R": lambda x: x, "^-1": lambda x: 1 / x, ".+1": lambda x: x + 1, ".*2": lambda x: 2 * x}
FUNCTIONS = {
    "ln": lambda x: ball(x).log(),
    "expR": lambda x: ball(x).exp(),
    "Num.sqrt": lambda x: ball(x).sqrt(),
}
SUMS = {"+": lambda a, b: a + b, "-": lambda a, b: a - b}
PRODUCTS = {"*": lambda a, b: a * b, "/": lambda a, b: a / b}


def ball(x):
    """A rational as an Arb ball; a ball as it is."""
    return arb(fmpq(x.numerator, x.denominator)) if isinstance(x, Fraction) else x


def ceiling(x):
    """The least integer that is not below x, exactly; an error where the precision leaves it open."""
    if isinstance(x, Fraction):
        return -(-x.numerator // x.denominator)
    found = x.ceil().unique_fmpz()
    assert found is not None, f"{ctx.prec} bits leave the ceiling of {x} open"
    return int(found)


def alike(one, other):
    """Whether two numbers are the same as far as the precision shows, which must be 60 digits."""
    one, other = ball(one), ball(other)
    return bool(one.overlaps(other)) and bool((one - other).abs_upper() <= abs(one).abs_upper() * arb("1e-60"))


class Term:
    """A function of reals and natural numbers, `names`, with a printed body."""

    def __init__(self, names, body):
        self.names = names
        self.tokens = [*tokens(body), "end"]

    def __call__(self, **values):
        """The value; a keyword for each of `names`."""
        assert set(values) == set(self.names), f"expected {self.names}, got {[*values]}"
        self.values = {name: Fraction(v) if isinstance(v, int | Fraction) else v for name, v in values.items()}
        self.at = 0
        found = self.sum()
        assert self.tokens[self.at] == "end", f"not understood: {self.tokens[self.at :]}"
        return found

    def take(self, *wanted):
        """The next token where it is one of these, else None."""
        token = self.tokens[self.at]
        if wanted and token not in wanted:
            return None
        self.at += 1
        return token

    def operate(self, part, operators):
        """`part`s between operators of one level, from the left; a ball where the two are not both rational."""
        left = part()
        while operator := self.take(*operators):
            right = part()
            if not (isinstance(left, Fraction) and isinstance(right, Fraction)):
                left, right = ball(left), ball(right)
            left = operators[operator](left, right)
        return left

    def sum(self):
        """Level 50."""
        return self.operate(self.product, SUMS)

    def product(self):
        """Level 40."""
        return self.operate(self.power, PRODUCTS)

    def power(self):
        """Level 29: the exponent is a natural number."""
        base = self.atom()
        while self.take("^+"):
            exponent = self.atom()
            assert exponent.denominator == 1, "a power that is not a natural number"
            base = base ** int(exponent)
        return base

    def atom(self):
        """A number, a variable, parentheses, or a function and its argument; then what stands behind it."""
        token = self.take()
        if token in FUNCTIONS:
            self.take("(R:=R)")
            return FUNCTIONS[token](self.atom())
        if token == "(":
            found = self.sum()
            assert self.take(")"), "a parenthesis is not closed"
        else:
            found = Fraction(token) if token.isdigit() else self.values[token]
        while postfix := self.take(*POSTFIX):
            found = POSTFIX[postfix](found)
        return found


def tokens(body):
    """The words of an expression; an error where a character is not understood."""
    at, body = 0, body.strip()
    while at < len(body):
        match = TOKEN.match(body, at)
        assert match, f"not understood: {body[at:]}"
        yield match[1]
        at = match.end()


def read_terms(text):
    """Every definition that Coq printed, by name."""
    found = {}
    for name, binders, body in DEFINITION.findall(text):
        groups = re.findall(r"\(([^():]*) : ([^()]*)\)", binders)
        names = [word for words, kind in groups if kind in ("R", "nat") for word in words.split()]
        found[name] = Term(names, body)
    return found


def printed():
    """The constants of proofs/, as `make -C proofs audit` holds them."""
    ctx.prec = 400
    return read_terms(EXPECTED.read_text(encoding="utf-8"))
