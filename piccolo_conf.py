"""Where Piccolo finds the engine and the two chains of migrations."""

from piccolo.conf.apps import AppRegistry

from service_desk.foundation.db import DB

__all__ = ["APP_REGISTRY", "DB"]

APP_REGISTRY = AppRegistry(apps=["service_desk.piccolo_app", "notifications.piccolo_app"])
