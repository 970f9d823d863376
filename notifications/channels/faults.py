"""What is wrong with a provider, as `Channel.check` finds it."""

from service_desk.foundation.errors import Conflict


class ProviderRefuses(Conflict):
    code = "provider_refuses"
    message = "{provider} refuses the log-in (“{says}”)."


class ProviderAway(Conflict):
    code = "provider_away"
    message = "{provider} cannot be used (“{says}”)."


class AccountNotActive(Conflict):
    code = "account_not_active"
    message = "The account at {provider} is not active (“{says}”)."
