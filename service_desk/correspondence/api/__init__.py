"""The doors of what is said: messages, whether people may be written to, the house's channels, hours and words."""

from service_desk.correspondence.api import channels, messages, permission, replies, texts

ROUTES = [*messages.ROUTES, *replies.ROUTES, *permission.ROUTES, *channels.ROUTES, *texts.ROUTES]
