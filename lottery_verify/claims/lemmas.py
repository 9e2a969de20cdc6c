"""The building blocks: gadget, decompositions, category probabilities, batch sampling, error propagation."""

from lottery_verify.claims.records import Claim, Constant, Hypothesis, Origin

_TALK = "Orseau, Hutter, Rivasplata, 'Logarithmic Pruning is All You Need' (arXiv 2006.12156), the talk"
_HERE = "derived for this project"

LEMMAS: tuple[Claim, ...] = (
    Claim(
        id="gadget-identity",
        source=Origin.SEED,
        citation=f"{_TALK}, slide 'Weight Decomposition'; the consequence is {_HERE}",
        title="Two ReLU halves make one link",
        hypotheses=(
            Hypothesis("w-real", "the target weight w is any real number", r"w \in \mathbb{R}"),
            Hypothesis("x-real", "the input x is any real number", r"x \in \mathbb{R}"),
            Hypothesis(
                "both-halves",
                "where x may be negative the half u < 0 is kept as well as the half u > 0",
                r"\sum_{u>0} v u = w^+,\quad \sum_{u<0} v u = w^-",
            ),
        ),
        conclusion="w*x = w*relu(x) - w*relu(-x); a link whose halves sum to w+ and w- computes "
        "w+*max(x,0) + w-*min(x,0), and errs by at most max(|w+ - w|, |w- - w|)*|x|.",
        latex=r"w x = w\,\sigma(x) - w\,\sigma(-x),\qquad "
        r"\left|w^+\max(x,0) + w^-\min(x,0) - w x\right| \le \max(|w^+-w|,|w^--w|)\,|x|",
        formal_name="gadget_identity",
    ),
    Claim(
        id="golden-decomposition",
        source=Origin.SEED,
        citation=f"{_TALK}, slide 'Golden Ratio Decomposition'; the proof is {_HERE}",
        title="Greedy sums of one sample per golden category",
        hypotheses=(
            Hypothesis("base>1", "the base is above 1", r"\gamma > 1"),
            Hypothesis("base<=phi", "the base is at most the golden ratio", r"\gamma^2 \le \gamma + 1"),
            Hypothesis("w>=0", "the weight is not negative", r"w \ge 0"),
            Hypothesis("w<=1", "the weight is at most 1", r"w \le 1"),
            Hypothesis("sample>=window-bottom", "no sample is below its window", r"x_i \ge \gamma^{-i-1}"),
            Hypothesis("sample<=window-top", "no sample is above its window", r"x_i \le \gamma^{-i}"),
            Hypothesis("k-categories", "there is a sample for each category 1..k", r"i = 1,\dots,k"),
        ),
        conclusion="the greedy rule leaves a rest between 0 and base^-k; so k = ceil(log_base(w_max/epsilon_w)) "
        "categories bring any |w| <= w_max within epsilon_w.",
        latex=r"0 \le w - \sum_{i=1}^{k} b_i x_i \le \gamma^{-k},\qquad "
        r"k = \left\lceil \log_\gamma \frac{w_{\max}}{\varepsilon_w} \right\rceil",
        formal_name="golden_decomposition",
    ),
    Claim(
        id="golden-threshold",
        source=Origin.DERIVED,
        citation=_HERE,
        title="The golden ratio is the largest base",
        hypotheses=(
            Hypothesis("base>phi", "the base is above the golden ratio", r"\gamma^2 > \gamma + 1"),
            Hypothesis("k>=1", "there is at least one category", r"k \ge 1"),
        ),
        conclusion="with w = 1 and every sample at the bottom of its window no choice of samples at all comes "
        "within base^-k of w.",
        latex=r"\forall b \in \{0,1\}^k:\quad 1 - \sum_{i=1}^{k} b_i \gamma^{-i-1} > \gamma^{-k}",
        formal_name="golden_threshold",
    ),
    Claim(
        id="hyperbolic-product",
        source=Origin.SEED,
        citation=f"{_TALK}, slide 'Product weights' (change of variable); the constants are {_HERE}",
        title="Products of hyperbolic weights fill every category",
        hypotheses=(
            Hypothesis(
                "law=hyperbolic[alpha,beta]",
                "u and v have the hyperbolic law on [alpha, beta]",
                r"\alpha = \sqrt{w_{\max}}\,\gamma^{-(3k/4+1/2)},\quad \beta = \sqrt{w_{\max}}\,\gamma^{k/4-1/2}",
            ),
            Hypothesis("u,v-independent", "u and v are independent", r"u \perp v"),
            Hypothesis("fair-signs", "the signs are fair and independent of all else", r"P(u>0) = \tfrac12"),
            Hypothesis("category<=k", "the category is one of 1..k", r"1 \le i \le k"),
        ),
        conclusion="|u*v| falls into category i = w_max*[base^(-i-1), base^-i], with both signs as prescribed, "
        "with probability at least 1/(8k).",
        latex=r"P\left(|uv| \in w_{\max}[\gamma^{-i-1},\gamma^{-i}],\ \mathrm{sgn}\,u,\ \mathrm{sgn}\,v\right) "
        r"\ge \frac{1}{8k}",
        constants=(Constant("c", "1/(8k)", "the probability of a category with both signs prescribed"),),
        formal_name="hyperbolic_product",
    ),
    Claim(
        id="integer-law",
        source=Origin.DERIVED,
        citation=_HERE,
        title="The package's own law, counted in integers",
        hypotheses=(
            Hypothesis("draw-uniform", "a draw t is uniform on 0..N-1 (N = 2^31 in the package)", r"P(t) = 1/N"),
            Hypothesis("fair-signs", "the sign is fair and independent of the draw", r"P(u>0) = \tfrac12"),
            Hypothesis("cells>=1", "the table has S cells, at least one", r"S \ge 1"),
        ),
        conclusion="draw t falls into cell floor(t*S/N), and cell c holds ceil((c+1)*N/S) - ceil(c*N/S) draws; a "
        "category with both signs prescribed has probability pairs/(2N)^2, pairs the number of pairs of draws whose "
        "product lies in it.",
        latex=r"\#\{t : \lfloor tS/N \rfloor = c\} = \left\lceil \frac{(c+1)N}{S} \right\rceil - "
        r"\left\lceil \frac{cN}{S} \right\rceil,\qquad P(C) = \frac{\mathrm{pairs}}{(2N)^2}",
        formal_name="integer_law_fills",
    ),
    Claim(
        id="category-filling",
        source=Origin.SEED,
        citation=f"{_TALK}, slide 'Batch sampling' (Chernoff-Hoeffding); the short proof is {_HERE}",
        title="Enough draws fill every category",
        hypotheses=(
            Hypothesis("draws-iid", "the draws of the pool are independent and of one law", ""),
            Hypothesis("categories-disjoint", "the k categories are disjoint", ""),
            Hypothesis("probability>=c", "each category has probability at least c", r"P(C_i) \ge c > 0"),
            Hypothesis("one-pool", "all draws are judged by the products of one (input, output) pair", ""),
            Hypothesis("delta<1", "the failure probability is in (0, 1)", r"0 < \delta < 1"),
        ),
        conclusion="ceil((2/c)*(m + ln(k/delta))) draws put at least m into every category with probability at "
        "least 1 - delta; m*ln(2) does in place of m.",
        latex=r"M = \left\lceil \frac{2}{c}\left(m + \ln\frac{k}{\delta}\right) \right\rceil",
        constants=(
            Constant("2/c", "2/c", "draws per wanted sample"),
            Constant("union-over-k", "k", "the number of categories over which the union bound runs"),
        ),
        audit="The category of a neuron belongs to a pair (u, v), so to one input and one output. A pool filled for "
        "one link is not a pool for another link: the claim is about the pool of ONE (input, output) pair.",
        formal_name="category_filling",
    ),
    Claim(
        id="error-propagation",
        source=Origin.SEED,
        citation=f"{_TALK} has the result; lemma and proof are {_HERE}",
        title="From the error of a weight to the error of a network",
        hypotheses=(
            Hypothesis("entries-within-epsilon_w", "each entry of both halves is within epsilon_w of W_i", ""),
            Hypothesis("activation-1-lipschitz", "each activation is 1-Lipschitz in each coordinate", ""),
            Hypothesis("spectral-norms", "s_i bounds the spectral norm of W_i", r"\|W_i\|_2 \le s_i"),
            Hypothesis("activations<=f_max", "F_max bounds every |f_i(x)[a]|, i < depth, on the region", ""),
            Hypothesis(
                "epsilon<=e*sqrt(n)*f_max",
                "epsilon is at most e*sqrt(n)*F_max",
                r"\varepsilon \le e\sqrt{n}\,F_{\max}",
            ),
            Hypothesis(
                "epsilon_w-small",
                "epsilon_w is at most what the claim allows",
                r"\varepsilon_w \le \frac{\varepsilon}{e\,\ell\,n^{3/2} F_{\max} \prod_i \max\{1,\|W_i\|_2\}}",
            ),
        ),
        conclusion="the ticket is within epsilon of the target in the Euclidean norm, everywhere on the region.",
        latex=r"\sup_{x \in X} \|F(x) - \hat G(x)\|_2 \le \varepsilon",
        constants=(
            Constant("e", "e", "the bound of (1 + 1/l)^l"),
            Constant("n^(3/2)", "n^{3/2}", "what one layer's rounding can add"),
            Constant("depth", "l", "the number of layers"),
            Constant("f_max", "F_max", "the size of the activations"),
            Constant("max(1,norm)", "max{1, |W_i|}", "the growth of an old error in a layer"),
        ),
        premises=("gadget-identity",),
        audit="Without the side condition on epsilon the claim is false; epsilon <= e*sqrt(n)*F_max*prod max(1, s_i) "
        "is enough, and the closed form sqrt(n)*F_max*prod*((1 + n*epsilon_w)^l - 1) <= epsilon needs none.",
        formal_name="error_propagation_euler",
    ),
    Claim(
        id="product-weight",
        source=Origin.SEED,
        citation=f"{_TALK}, slide 'Product weights'; the boundary is {_HERE}",
        title="One product near the weight",
        hypotheses=(
            Hypothesis("law=uniform[-1,1]", "u and v are independent and uniform on [-1, 1]", ""),
            Hypothesis("|w|<1", "the weight is bounded away from 1", r"|w| \le \omega < 1"),
            Hypothesis("epsilon_w<=1-|w|", "the wanted interval ends below 1", r"|w| + \varepsilon_w \le 1"),
            Hypothesis("epsilon_w<=omega", "the interval is no wider than the bound", r"\varepsilon_w \le \omega"),
            Hypothesis("delta<1", "the failure probability is in (0, 1)", r"0 < \delta < 1"),
        ),
        conclusion="2/(epsilon_w*ln(1/omega))*ln(1/delta) draws hold a product v*u within epsilon_w of w, with u of "
        "the right sign, with probability at least 1 - delta.",
        latex=r"M = \left\lceil \frac{2}{\varepsilon_w \ln(1/\omega)} \ln\frac{1}{\delta} \right\rceil",
        constants=(Constant("2", "2", "one over the two signs' 1/4 times the window's 2*epsilon_w"),),
        audit="The talk's O(1/epsilon_w) fails for |w| -> 1: at |w| = 1 the probability of a draw is about "
        "epsilon_w^2/8. For every |w| <= 1 the mended form is ceil(8/epsilon_w^2 * ln(1/delta)).",
        formal_name="product_weight",
    ),
    Claim(
        id="uniform-product-tail",
        source=Origin.DERIVED,
        citation=f"{_HERE}; the talk asks 'What about uniform sampling?'",
        title="Products of uniform weights",
        hypotheses=(
            Hypothesis("law=uniform[-1,1]", "u and v are independent and uniform on [-1, 1]", ""),
            Hypothesis("z<=1", "the level is in (0, 1]", r"0 < z \le 1"),
        ),
        conclusion="P(|u*v| <= z) = z*(1 - ln z); the smallest golden category has probability of the order of "
        "epsilon_w*ln(1/epsilon_w), so a golden decomposition of uniform products needs about 1/epsilon_w draws.",
        latex=r"P(|uv| \le z) = z(1 - \ln z)",
        premises=("golden-decomposition",),
        formal_name="uniform_product_tail",
    ),
    Claim(
        id="subset-sum",
        source=Origin.LITERATURE,
        citation=f"Lueker 1998, 'Exponentially small bounds on the expected optimum of the partition and subset sum "
        f"problems'; the explicit constants are {_HERE}",
        title="Random subset sums reach everything",
        hypotheses=(
            Hypothesis("law-contains-uniform", "the law contains U[-1, 1] with weight p (p = 1: it is U[-1, 1])", ""),
            Hypothesis("draws-iid", "the draws are independent and of one law", ""),
            Hypothesis("epsilon<=1/2", "the precision is in (0, 1/2]", r"0 < \varepsilon \le \tfrac12"),
            Hypothesis("|z|<=1/2", "the wanted number is in [-1/2, 1/2]", r"|z| \le \tfrac12"),
            Hypothesis("delta<1", "the failure probability is in (0, 1)", r"0 < \delta < 1"),
        ),
        conclusion="with probability at least 1 - delta every z of [-1/2, 1/2] is within 2*epsilon of the sum of some "
        "subset of N draws.",
        latex=r"N \ge \left\lceil \frac{\ln\frac{1}{2\varepsilon\delta}}{-\ln(1-p/8)} \right\rceil + "
        r"\left\lceil \frac{\ln\frac{1}{\varepsilon\delta}}{-\ln(1-p/4)} \right\rceil",
        constants=(
            Constant("7/8", "1 - p/8", "how much E[v_t/v_{t+1}] shrinks while less than half is covered"),
            Constant("3/4", "1 - p/4", "how much the uncovered part shrinks after that"),
        ),
        formal_name="subset_sum",
    ),
)
