"""Words beside a comment. They ask no database."""

from django import template

from assessments.queries import CommentView
from assessments.web import comment_words

register = template.Library()


@register.filter
def read_by(comment: CommentView) -> str:
    """Return who reads the comment's thread, in the few words that stand beside it."""
    return comment_words.read_by(comment.visibility, comment.agency)
