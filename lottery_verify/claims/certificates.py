"""The lemmas of certificates: relaxations of ReLUs, forms of both networks at once, splits, and their composition."""

from lottery_verify.claims.records import Claim, Hypothesis, Origin

_HERE = "derived for this project"

CERTIFICATES: tuple[Claim, ...] = (
    Claim(
        id="relu-relaxation",
        source=Origin.DERIVED,
        citation=_HERE,
        title="A plane beside two ReLUs, by its values at a few points",
        hypotheses=(
            Hypothesis("in-strip", "x, y and y - x lie between the strip's ends", r"(x, y) \in P"),
            Hypothesis(
                "all-points",
                "the plane is held against all corners of the pieces that the lines x = 0 and y = 0 cut the strip into",
                "",
            ),
        ),
        conclusion="a*x + b*y + c bounds relu(y) - relu(x) on the strip if and only if it does at the corners of the "
        "pieces.",
        latex=r"\forall (x,y) \in P:\ \sigma(y) - \sigma(x) \le ax + by + c \iff "
        r"\sigma(y_j) - \sigma(x_j) \le a x_j + b y_j + c \ \text{at each corner } j",
        formal_name="relu_relaxation_upper",
    ),
    Claim(
        id="joint-affine-forms",
        source=Origin.DERIVED,
        citation=_HERE,
        title="Both networks over the same symbols",
        hypotheses=(
            Hypothesis(
                "inputs-covered",
                "the inputs of both networks are affine forms of the same symbols, each in [-1, 1]",
                r"x = c + \sum_j a_j t_j,\ |t_j| \le 1",
            ),
            Hypothesis("relaxations-sound", "each gate's relaxation holds where its pre-activations lie", ""),
        ),
        conclusion="the forms of every layer cover both networks with the same symbols; so an output's difference is "
        "at most |centre| + the sum of |coefficients| of the difference of its two forms.",
        latex=r"|\hat G(x)_a - F(x)_a| \le |\hat c_a - c_a| + \sum_j |\hat a_{aj} - a_{aj}|",
        premises=("relu-relaxation",),
        formal_name="joint_affine_forms",
    ),
    Claim(
        id="split-coverage",
        source=Origin.DERIVED,
        citation=_HERE,
        title="The leaves of a tree of halves make up the region",
        hypotheses=(
            Hypothesis("both-halves", "the tree has both halves of each box that it splits", ""),
            Hypothesis("leaf-proved", "the claim holds in each leaf", ""),
        ),
        conclusion="every point of the region lies in a leaf; so what holds in each leaf holds in the region.",
        latex=r"X = \bigcup_{\text{leaves } B} B,\qquad \sup_X \|F-\hat G\| = \max_B \sup_B \|F-\hat G\|",
        formal_name="split_coverage",
    ),
    Claim(
        id="gated-difference",
        source=Origin.DERIVED,
        citation=_HERE,
        title="What the last gates make of a difference",
        hypotheses=(
            Hypothesis("|d|<=D", "D bounds the difference before the gate", r"|y - x| \le D"),
            Hypothesis("symbols<=1", "each symbol and each gate's share lies in [-1, 1]", r"|t_b| \le 1,\ |s_k| \le 1"),
            Hypothesis("q>0", "each weight q of a square is positive", r"q_b > 0"),
        ),
        conclusion="a gate's difference is (1 + s)/2 of the one before it, with |s| <= 1 and |x| - D/2 <= s*x <= |x|; "
        "and z*K*t + c*s <= sum q + p_0 + sum max(p_k, 0) + sum |E|, E = diag(p) - K*diag(1/(4q))*K' - C - R*R'.",
        latex=r"2(\sigma(y)-\sigma(x)) = (1+s)(y-x),\quad |x| - \tfrac{D}{2} \le s x \le |x|;\qquad "
        r"z^\top K t + c \cdot s \le \sum_b q_b + p_0 + \sum_k \max(p_k, 0) + \sum_{i,j} |E_{ij}|",
        premises=("joint-affine-forms",),
        audit="The older inequality bounds all gates by one spectral norm; it is weaker.",
        formal_name="gated_share",
    ),
    Claim(
        id="checker-composition",
        source=Origin.DERIVED,
        citation=_HERE,
        title="From the rules of each layer to the whole network",
        hypotheses=(
            Hypothesis("inputs-inside", "the first reach holds the inputs of the region", ""),
            Hypothesis(
                "outward", "each layer's reach is no narrower than what the rules make of the one before", ""
            ),
            Hypothesis("spectral-bounds", "each spectral bound that is used is one", r"\|W_i\|_2 \le s_i"),
        ),
        conclusion="the last reach holds the difference of the two networks everywhere on the region, entry by entry "
        "and in norm, biases included.",
        latex=r"\forall x \in X,\ \forall a:\ |\hat G(x)_a - F(x)_a| \le \mathrm{reach}_\ell(a),\quad "
        r"\|\hat G(x)-F(x)\|_2 \le \mathrm{reach}_\ell",
        premises=("gadget-identity",),
        formal_name="checker_composition",
    ),
)
