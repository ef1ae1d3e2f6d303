"""Names of the scoring rules a framework may choose; the functions stand in ``assessments.scoring.rules``."""

SCORING_RULES = ("mean", "weighted_mean", "capped_mean", "weakest_link", "weakest_link_plus", "lookup")
PROPOSAL_RULES = ("lower_median",)
