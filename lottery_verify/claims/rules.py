"""The rules of the independent checker as records: what each states, and where it is proved, run and tested."""

from dataclasses import dataclass

from lottery_verify.claims.links import Link
from lottery_verify.claims.parts import Part

_CHECKER = "lottery_verify.checker"
_SOUND = ("tests/certificates/test_certificate.py::test_any_two_networks",)


@dataclass(frozen=True)
class CheckerRule:
    """One rule of the checker; its id is the name of the Coq theorem that justifies it."""

    id: str
    statement: str
    parts: tuple[Part, ...]
    link: Link


def _rule(
    theorems: str, statement: str, code: str, tests: tuple[str, ...] = _SOUND, lacking: tuple[Part, ...] = ()
) -> CheckerRule:
    """A rule whose statement is one part, which these theorems state, besides what is lacking."""
    names = tuple(theorems.split())
    parts = (Part("the rule", names), *lacking)
    return CheckerRule(names[0], statement, parts, Link(tuple(f"{_CHECKER}.{one}" for one in code.split()), tests))


RULES: tuple[CheckerRule, ...] = (
    _rule(
        "checker_dyadic_sum checker_dyadic_rescale checker_dyadic_le checker_dyadic_lt",
        "a sum of products of dyadic numbers is one sum of integers over a common power of two",
        "networks.read_network",
        ("tests/tickets/test_ticket.py::test_round_trip",),
    ),
    _rule(
        "checker_round_down checker_round_up",
        "shifting k bits away rounds outward by less than one unit",
        "reach.up reach.outward rules.rows.around",
    ),
    _rule(
        "checker_root",
        "an integer whose square is at least n bounds the root of n",
        "reach.root",
    ),
    _rule(
        "checker_ball",
        "x in a ball: x - shift lies in a box, and its norm is at most the radius plus that of the shift",
        "reach.inputs rules.region.RULE",
    ),
    _rule(
        "checker_centred checker_centred_difference",
        "over a ball, rows of the first layer and of the layers' difference are at most the radius times their norm "
        "from their values at the centre",
        "rules.ball.apply rules.ball.around",
        ("tests/checker/rules/test_ball.py::test_sound_where_the_truth_is_known",),
    ),
    _rule(
        "checker_kink gadget_link checker_range",
        "w+ max(t,0) + w- min(t,0) over an interval has its ends at the interval's ends, or at 0",
        "rules.rows.kinked",
    ),
    _rule(
        "checker_sloped",
        "increments of w+ max(t,0) + w- min(t,0) lie between the least and the largest of four products",
        "rules.rows.sloped",
    ),
    _rule(
        "checker_affine checker_affine_ticket checker_signed checker_signed_ticket",
        "the difference of two affine layers is one layer at the difference plus the difference of the layers",
        "rules.difference.affine rules.gain.gap_row",
    ),
    _rule(
        "checker_row checker_row_value",
        "an increment (a value) of a row is at most the norm of max(|w+|, |w-|) times that of the input's",
        "rules.rows.square rules.rows.around",
    ),
    _rule(
        "checker_frobenius checker_frobenius_value",
        "the same for the whole layer and its Frobenius norm",
        "rules.rows.frobenius rules.interval.affine",
    ),
    _rule(
        "checker_gain",
        "increments of the ticket's layer stretch by at most ||W|| plus the Frobenius norm of what it is off W",
        "rules.gain.RULE",
    ),
    _rule(
        "checker_factor checker_factor_tall checker_transpose",
        "||W||^2 <= square + the largest row sum of |square I - W W^T - R R^T|, whatever R is",
        "rules.spectral.spectral_bound rules.spectral.RULE",
        ("tests/certificates/test_spectral.py::test_no_vector_is_stretched_further",),
    ),
    _rule(
        "checker_aligned",
        "a matrix that no input of its sign meets may be replaced by any other",
        "rules.signs.one_sided rules.signs.RULE",
    ),
    _rule(
        "checker_relu checker_relu_box checker_relu_on checker_relu_off checker_relu_clip checker_relu_range",
        "the difference of two ReLUs from the target's value and the difference before them",
        "rules.difference.relu reach.Reach.relu",
    ),
    _rule(
        "checker_relu_ticket",
        "the same from the ticket's value and the difference",
        "rules.difference.relu",
    ),
    _rule(
        "checker_relu_difference_norm checker_relu_norm",
        "a ReLU stretches no difference",
        "rules.difference.relu reach.Reach.relu",
    ),
    _rule(
        "checker_corner",
        "a box bounds the entries, and its farthest corner the norm, of what lies in it",
        "reach.Reach",
    ),
    _rule(
        "checker_apart",
        "the difference of two vectors, each known by itself",
        "reach.Reach.minus reach.Reach.meet rules.apart.RULE",
    ),
    _rule(
        "checker_step_values checker_step_difference",
        "the norms, and the rows' distances from the bias, of both layers' outputs and of their difference",
        "rules.interval.RULE rules.difference.RULE",
    ),
    _rule(
        "checker_layers checker_boxes checker_network checker_composition checker_composition_norm computed_trace",
        "what every layer keeps holds at the output; the rules above, put together, with biases, keep it",
        "judge.walk judge.judge",
        ("tests/certificates/test_certificate.py::test_sound_where_others_fail",),
        (
            Part(
                "a model of the judge over integers: intervals and differences in linf, rounded outward",
                ("judgement_soundness", "walk_layer_sound", "judge_accepts", "judge_refuses"),
            ),
            Part(
                "the norms, the halves by sign and the files of `judge`",
                (),
                "the model has neither; that the program is the model is not proved",
            ),
        ),
    ),
    _rule(
        "split_coverage split_leaves",
        "the halves of a box make it up, and so do the leaves of a tree of halves",
        "rules.boxes.leaves",
        ("tests/checker/rules/test_boxes.py::test_leaves_make_up_the_region",),
    ),
    _rule(
        "joint_affine_forms joint_affine_difference joint_strip joint_kinked",
        "forms over the same symbols hold both networks' neurons, and their difference lies where the symbols allow",
        "rules.joint.difference",
        ("tests/checker/rules/test_boxes.py::test_sound_over_the_whole_region",),
    ),
    _rule(
        "relaxation_unstable relaxation_coupled scaled_upper",
        "lines around a ReLU, and around the difference of two",
        "rules.relaxation.chord rules.relaxation.coupled",
        ("tests/checker/rules/test_relaxation.py::test_coupled",),
    ),
    _rule(
        "relu_relaxation_upper relu_relaxation_lower joint_back_substitution back_step",
        "a plane below or above both gates, by its value at a polygon's corners, and one layer's step back",
        "rules.backward.apply",
        ("tests/checker/test_backward.py::test_a_chosen_plane_lies_below_the_gates",),
    ),
    _rule(
        "gated_share gated_share_relu gated_open gated_closed gated_output gated_multiplier_up gated_multiplier_down "
        "quadratic_bound rounded_residue rounded_form rounded_rows",
        "a gate's share ties the difference to its input, and what all gates make of it is bounded together",
        "rules.gated.apply",
        ("tests/checker/test_gated.py::test_no_hint_makes_an_end_wrong",),
    ),
    CheckerRule(
        "top1-agreement",
        "where F leads by m and the leads of both differ by less than m, or the ticket leads anyway, the class stays",
        (
            Part("where the leads lie", ("split_coverage", "joint_affine_forms", "joint_affine_difference")),
            Part(
                "that the class stays in a leaf whose every pair of classes is settled",
                ("top1_agreement", "top1_ranges"),
            ),
            Part("both together: the forms of all leads decide it", ("joint_top1",)),
        ),
        Link(
            (f"{_CHECKER}.rules.top1.unsettled",),
            (
                "tests/checker/rules/test_top1.py::test_settled_boxes_change_no_class",
                "tests/checker/rules/test_top1.py::test_wrong_rules_are_found",
            ),
        ),
    ),
    CheckerRule(
        "relu-splits",
        "where the class stays in each part that signs of pre-activations cut out, it stays in the region",
        (
            Part("that the parts make up the region", ("split_coverage", "split_leaves")),
            Part("where the leads lie in a part", ("joint_back_substitution", "relu_relaxation_upper")),
            Part("multiples of the numbers whose signs are known may be added to a bound", ("split_multiplier",)),
        ),
        Link(
            (f"{_CHECKER}.rules.splits.parts",),
            (
                "tests/checker/rules/test_splits.py::test_settled_parts_change_no_class",
                "tests/checker/rules/test_splits.py::test_wrong_rules_are_found",
            ),
        ),
    ),
    _rule(
        "division_waits division_difference relu_homogeneous",
        "a layer that divides may leave the division to the end: a ReLU commutes with it",
        "settling.settled",
        ("tests/certificates/test_divided.py::test_the_checker_divides_what_its_rules_prove",),
    ),
    CheckerRule(
        "relu-branches",
        "an end of the difference is the farthest of its parts' ends, whatever slopes each part is given",
        (
            Part("that the parts make up the region", ("split_coverage", "split_leaves")),
            Part("where the difference lies in a part", ("joint_back_substitution", "relu_relaxation_upper")),
        ),
        Link(
            (f"{_CHECKER}.rules.branches.met",),
            (
                "tests/checker/rules/test_branches.py::test_parts_hold_the_exact_range",
                "tests/checker/rules/test_branches.py::test_wrong_rules_are_found",
            ),
        ),
    ),
    CheckerRule(
        "per-output",
        "the error of one output is at most the larger end of where it lies",
        (Part("the rule", ("checker_corner",)),),
        Link((f"{_CHECKER}.settling.bound",), ("tests/certificates/test_outputs.py::test_each_bound_holds",)),
    ),
)
