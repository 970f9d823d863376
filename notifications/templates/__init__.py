"""The words of messages: who may say what (catalogue), in which language (engine), over the house's own texts."""

from notifications.templates.catalogue import CATALOGUE, Template, UnknownTemplate, register, template
from notifications.templates.engine import BadTemplate, Override, Rendered, html_part, render, said, tried, visible

__all__ = [
    "CATALOGUE",
    "BadTemplate",
    "Override",
    "Rendered",
    "Template",
    "UnknownTemplate",
    "html_part",
    "register",
    "render",
    "said",
    "template",
    "tried",
    "visible",
]
