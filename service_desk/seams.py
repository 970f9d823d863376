"""Where higher rooms join in what lower ones do: filled once in every process that lets actions run, web, worker or command."""

from service_desk import leaving, subscriptions


def fill() -> None:
    leaving.fill()
    subscriptions.fill()
