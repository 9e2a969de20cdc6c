"""The bounds on the size of the source network that the talk and its literature are about."""

from lottery_verify.claims.records import Claim, Constant, Hypothesis, Origin

_TALK = "Orseau, Hutter, Rivasplata, 'Logarithmic Pruning is All You Need' (arXiv 2006.12156), the talk"
_MALACH = "Malach et al., 'Proving the Lottery Ticket Hypothesis: Pruning is All You Need' (arXiv 2002.00585)"
_PENSIA = "Pensia et al., 'Optimal Lottery Tickets via SubsetSum' (arXiv 2006.07990)"
_HERE = "derived for this project"

_NORMS = Hypothesis("spectral-norms<=1", "each spectral norm is at most 1", r"\|W_i\|_2 \le 1")
_INPUT = Hypothesis("input-norm<=1", "each input has Euclidean norm at most 1", r"\|x\|_2 \le 1")
_DELTA = Hypothesis("delta<1", "the failure probability is in (0, 1)", r"0 < \delta < 1")
_BASE = Hypothesis("base<=phi", "the base is in (1, phi]", r"1 < \gamma,\ \gamma^2 \le \gamma + 1")
_SIDE = Hypothesis(
    "epsilon<=e*sqrt(n)*f_max",
    "epsilon is at most e*sqrt(n)*F_max",
    r"\varepsilon \le e\sqrt{n}\,F_{\max}",
)
_HYPERBOLIC = Hypothesis("law=hyperbolic", "every weight of the source has the hyperbolic law of its layer", "")
_UNIFORM = Hypothesis("law=uniform", "every weight of the source is uniform on an interval centred at 0", "")
_MALACH_HYPOTHESES = (
    _NORMS,
    Hypothesis("w_max<=1/sqrt(n)", "no weight is above 1/sqrt(n)", r"\|W_i\|_\infty \le 1/\sqrt{n}"),
    Hypothesis("nonzeros<=n", "each W_i has at most n entries that are not 0", r"\|W_i\|_0 \le n"),
    _INPUT,
)
_SUBSET_SUM = (
    _NORMS,
    _INPUT,
    Hypothesis("epsilon<=2", "epsilon is at most 2", r"\varepsilon \le 2"),
    Hypothesis(
        "law=uniform[-2*sqrt(w_max),2*sqrt(w_max)]",
        "every weight of the source is uniform on [-B, B], B = 2*sqrt(w_max)",
        r"u, v \sim U[-2\sqrt{w_{\max}}, 2\sqrt{w_{\max}}]",
    ),
    _DELTA,
)

THEOREMS: tuple[Claim, ...] = (
    Claim(
        id="malach-pruning",
        source=Origin.SEED,
        citation=f"{_MALACH}, as the talk quotes it; the explicit form is {_HERE}",
        title="Polynomial over-parameterization",
        hypotheses=(*_MALACH_HYPOTHESES, _SIDE, _UNIFORM, _DELTA),
        conclusion="O(n^3 l^2/epsilon^2 * log(n l/delta)) neurons of G per target weight; explicitly "
        "ceil(16/epsilon_w^2 * ln(2N/delta)), N the number of half links, epsilon_w = epsilon/(e*l*n^(3/2)).",
        latex=r"M = \left\lceil \frac{16}{\varepsilon_w^2} \ln\frac{2N}{\delta} \right\rceil,\quad "
        r"\varepsilon_w = \frac{\varepsilon}{e\,\ell\,n^{3/2}}",
        constants=(Constant("16", "16", "one over the area of the wanted square, in units of epsilon_w^2"),),
        premises=("gadget-identity", "error-propagation"),
        formal_name="malach_pruning",
    ),
    Claim(
        id="log-pruning",
        source=Origin.SEED,
        citation=f"{_TALK}, slide 'Our result (more general)'; the explicit form is {_HERE}",
        title="Logarithmic over-parameterization, with the target's own constants",
        hypotheses=(_SIDE, _BASE, _HYPERBOLIC, _DELTA),
        conclusion="O~(log(n l/epsilon * w_max * F_max) + sum_i log max(1, norm of W_i)) neurons of G per target "
        "weight; explicitly ceil(16k*(N_i/2*ln(8k) + ln(l/delta))) for the N_i links of layer i.",
        latex=r"M_i = \left\lceil 16 k \left( \tfrac{N_i}{2} \ln(8k) + \ln\frac{\ell}{\delta} \right) \right\rceil,"
        r"\quad N_i = n_i n_{i-1}",
        constants=(
            Constant("16k", "2/c", "draws per wanted sample"),
            Constant("ln(8k)/2", "ln(8k)/2", "what it costs that a link waits for its own 2k categories"),
        ),
        premises=("golden-decomposition", "hyperbolic-product", "category-filling", "error-propagation"),
        audit="The talk fills one pool for all links of a layer, but a neuron's category depends on the link. Mended: "
        "links are served in turn, each neuron is shown to one link only; the price is the factor ln(8k)/2.",
        formal_name="log_pruning",
    ),
    Claim(
        id="log-pruning-malach",
        source=Origin.SEED,
        citation=f"{_TALK}, slide 'Our result'; the explicit form is {_HERE}",
        title="Logarithmic over-parameterization under Malach's assumptions",
        hypotheses=(*_MALACH_HYPOTHESES, _SIDE, _BASE, _HYPERBOLIC, _DELTA),
        conclusion="O~(log(n l/epsilon)) neurons of G per target weight: log-pruning with w_max = 1/sqrt(n), "
        "F_max = 1 and spectral norms 1.",
        latex=r"k = \left\lceil \log_\gamma \frac{e\,\ell\,n}{\varepsilon} \right\rceil,\quad "
        r"M_i = \left\lceil 16 k \left( \tfrac{N_i}{2} \ln(8k) + \ln\frac{\ell}{\delta} \right) \right\rceil",
        premises=("log-pruning",),
        audit="As for log-pruning. For depth -> infinity at fixed widths the term 16k*ln(l/delta)/N_i is not "
        "within the soft-O unless N_i >= ln(l/delta).",
        formal_name="log_pruning_malach",
    ),
    Claim(
        id="shared-log-pruning",
        source=Origin.DERIVED,
        citation=f"{_HERE}; stronger than the talk",
        title="Logarithmic over-parameterization with shared first weights",
        hypotheses=(_SIDE, _BASE, _HYPERBOLIC, _DELTA),
        conclusion="ceil(8k*ln(2k*l*n_i*n_(i-1)/delta)) intermediate neurons per input neuron of layer i suffice, "
        "their first weight being re-used by all outputs.",
        latex=r"M_i = \left\lceil 8 k_i \ln\frac{2 k_i \ell\, n_i n_{i-1}}{\delta} \right\rceil",
        constants=(
            Constant("8k", "1/c", "draws per wanted sample"),
            Constant("union", "2*k*l*n_i*n_(i-1)", "links, signs, categories and layers of the union bound"),
        ),
        premises=("golden-decomposition", "hyperbolic-product", "error-propagation"),
        formal_name="shared_log_pruning",
    ),
    Claim(
        id="universal-ticket",
        source=Origin.SEED,
        citation=f"{_TALK}, the conjecture's order of quantifiers; the proof is {_HERE}",
        title="One source for every target of the class",
        hypotheses=(
            Hypothesis(
                "class-fixed",
                "widths, depth, w_max, F_max, bounds of the norms and 1-Lipschitz activations are the same for all F",
                "",
            ),
            _SIDE,
            _BASE,
            _HYPERBOLIC,
            _DELTA,
        ),
        conclusion="with ceil(8k*ln(4k*l*n_i*n_(i-1)/delta)) intermediate neurons per input neuron of layer i, one G "
        "holds, with probability at least 1 - delta, a ticket within epsilon for every F of the class.",
        latex=r"M_i = \left\lceil 8 k_i \ln\frac{4 k_i \ell\, n_i n_{i-1}}{\delta} \right\rceil:\quad "
        r"P\left(\forall F\ \exists \hat G \subseteq G:\ \sup\|F - \hat G\| \le \varepsilon\right) \ge 1 - \delta",
        constants=(
            Constant("8k", "1/c", "draws per wanted sample"),
            Constant("union", "4*k*l*n_i*n_(i-1)", "links, signs of u and of v, categories and layers"),
        ),
        premises=("golden-decomposition", "hyperbolic-product", "error-propagation"),
        audit="The talk's conjecture has no bounds on F. Nothing is proved of a class without bounds: a source of "
        "finite size has finitely many masks, and so tickets for finitely many targets that lie apart.",
        formal_name="universal_ticket",
    ),
    Claim(
        id="pruner-ticket",
        source=Origin.DERIVED,
        citation=_HERE,
        title="What the pruner promises",
        hypotheses=(
            _BASE,
            Hypothesis("probability>=c", "each category of layer i has probability at least c_i", r"P(C) \ge c_i > 0"),
            Hypothesis("known-signs", "where one half of a link is left out, the input has the other's sign", ""),
            Hypothesis("plan-right", "the plan's bounds of the target's activations and norms are right", ""),
            _DELTA,
        ),
        conclusion="where H*k_i*(1 - c_i)^M_i <= delta for each layer, H the number of half links, the source has, "
        "with probability at least 1 - delta, a mask whose ticket is within the plan's error, in the largest entry and "
        "in the Euclidean norm; biases and the shift are exact.",
        latex=r"H\,k_i\,(1-c_i)^{M_i} \le \delta\ \forall i\quad\Rightarrow\quad "
        r"P\left(\exists \hat G:\ \sup\|F-\hat G\| \le \varepsilon\right) \ge 1-\delta",
        constants=(Constant("H*k", "H*k_i", "half links and categories of the union bound"),),
        premises=("golden-decomposition", "integer-law", "checker-composition"),
        formal_name="pruner_ticket",
    ),
    Claim(
        id="subset-sum-pruning",
        source=Origin.LITERATURE,
        citation=f"{_PENSIA}; the constant is {_HERE}",
        title="Subset sums of products",
        hypotheses=_SUBSET_SUM,
        conclusion="width 2*n_(i-1)*N_i in front of layer i suffices, N_i the draws that subset-sum needs, with "
        "p = ln(2)/4, for precision epsilon/(2*l*n_(i-1)*n_i) of a weight and the same share of delta.",
        latex=r"M_i = 2 N_i,\quad N_i = N_{\text{subset-sum}}\!\left("
        r"\frac{\varepsilon}{8 w_{\max} \ell\, n_i n_{i-1}}, \frac{\delta}{2 \ell\, n_i n_{i-1}}, "
        r"p = \tfrac{\ln 2}{4}\right)",
        constants=(Constant("p", "ln(2)/4", "the weight of the uniform law in the law of half a link's products"),),
        premises=("gadget-identity", "subset-sum"),
        formal_name="subset_sum_pruning",
    ),
    Claim(
        id="free-assignment",
        source=Origin.DERIVED,
        citation=f"{_HERE}; Hall's theorem is cited",
        title="Each neuron serves the input that it suits",
        hypotheses=(
            Hypothesis("neurons-iid", "the source's weights are independent", ""),
            Hypothesis(
                "probability>=p",
                "a neuron suits each of the H halves of inputs with probability at least p in (0, 1); the two halves "
                "of one input exclude each other",
                r"P(\text{suits}) \ge p",
            ),
            Hypothesis("relu-between", "every layer but the last ends in a ReLU", ""),
            Hypothesis("signs-only", "which neuron serves which half is decided by the signs of U alone", ""),
            *_SUBSET_SUM,
        ),
        conclusion="N >= k*H neurons hold k of its own for each of H halves, with probability at least 1 - sum_s "
        "C(H,s)*P(Bin(N, 1-(1-p)^s) < s*k); no neuron is lost, N = k*H, where 4*N*H*(1-p)^(H/2) <= delta. With k the "
        "draws that subset-sum needs for p = ln(2)/2, such an N in front of layer i suffices, H = 2*n_0 for the first "
        "layer and n_(i-1) for the others, and never more than blocks take.",
        latex=r"P(\text{no assignment}) \le \sum_{s=1}^{H} \binom{H}{s} P\left(\mathrm{Bin}(N, 1-(1-p)^s) < sk\right)"
        r"\le \delta\quad\text{if } N = kH,\ 4NH(1-p)^{H/2} \le \delta",
        constants=(
            Constant("none-lost", "4*N*H*(1-p)^(H/2) <= delta", "from how many halves on no neuron is lost"),
            Constant("share", "ln(2)/2", "the weight of the uniform law in the law of an assigned neuron's products"),
        ),
        premises=("gadget-identity", "subset-sum", "subset-sum-pruning"),
        audit="The pruner's assignment takes the least number of its neurons with which one exists. It prefers useful "
        "sizes where it may, which the claim does not; and it hands out in rounds, to halves that err most.",
        formal_name=None,
    ),
    Claim(
        id="parameter-lower-bound",
        source=Origin.LITERATURE,
        citation=f"{_PENSIA}; the constant is {_HERE}",
        title="No method needs fewer mask bits",
        hypotheses=(
            Hypothesis("one-layer", "the targets are the maps x -> Wx, W any d x d matrix of norm at most 1", ""),
            Hypothesis("unit-ball", "the region is the unit ball", r"\|x\|_2 \le 1"),
            Hypothesis("probability>=1/2", "each target has a ticket with probability at least 1/2", ""),
        ),
        conclusion="the random network has at least d^2*log2(1/(2 epsilon)) - 1 parameters; a weight known to "
        "epsilon_w in a range of width R needs log2(R/(2 epsilon_w)) mask bits.",
        latex=r"P \ge d^2 \log_2\frac{1}{2\varepsilon} - 1,\qquad \text{bits per weight} \ge "
        r"\log_2\frac{R}{2\varepsilon_w}",
        constants=(Constant("1/(2*epsilon)", "1/(2 epsilon)", "the radius of what one ticket can serve"),),
        audit="The isodiametric inequality improves 1/(2 epsilon) to 1/epsilon.",
        formal_name="parameter_lower_bound",
    ),
)
