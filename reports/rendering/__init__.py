"""
HTML in, PDF out: the only place that knows WeasyPrint.

``warm`` and ``render_in_child`` are what operations call. The child renders alone, inside limits and without a database or
a network; what it may read are the files named in ``assets``.
"""

from reports.rendering.child import Limits, Lost, Rendered, RenderFailed, render_in_child, warm

__all__ = ["Limits", "Lost", "RenderFailed", "Rendered", "render_in_child", "warm"]
