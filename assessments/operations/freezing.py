"""The only place where a score is stored: the frozen scorecard of an accepted assessment."""

from __future__ import annotations

from hashlib import sha256

from assessments.models import Scorecard, ScorecardValue
from assessments.queries.access import Seen
from assessments.queries.settled import evidenced_indicators, settled_values
from assessments.scoring.canonical import fraction_text
from assessments.scoring.codec import answers_hash, receipt, receipt_bytes
from assessments.scoring.display import shown
from assessments.scoring.engine import score


def freeze_scorecard(seen: Seen) -> Scorecard:
    """Compute the scorecard from the settled levels and store it with its receipt; two queries beside the reads."""
    settled = settled_values(seen.assessment)
    evidence = evidenced_indicators(seen.assessment)
    result = score(seen.spec, settled, evidence)
    document = receipt_bytes(receipt(seen.spec, seen.framework.content_hash, settled, evidence))
    scorecard = Scorecard.objects.create(
        assessment=seen.assessment,
        framework_hash=seen.framework.content_hash,
        answers_hash=answers_hash(settled),
        receipt=document.decode(),
        receipt_hash=sha256(document).hexdigest(),
        evidence_share=fraction_text(result.evidence_share) or "",
        frozen_at=seen.at,
    )
    ScorecardValue.objects.bulk_create(
        ScorecardValue(
            scorecard=scorecard,
            kind=node.kind,
            code=node.code,
            score=fraction_text(node.score) or "",
            display="" if node.score is None else shown(node.score),
            band=node.band or "",
            floor=node.floor,
            counted=node.counted,
            applicable=node.applicable,
        )
        for node in result.nodes.values()
    )
    return scorecard
