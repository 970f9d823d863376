from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-12-01T11:44:39:975801"
VERSION = "1.38.0"
DESCRIPTION = "no due time of a first answer on orders"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="service_desk", description=DESCRIPTION
    )

    manager.drop_column(
        table_class_name="RepairOrder",
        tablename="repair_order",
        column_name="first_response_due_at",
        db_column_name="first_response_due_at",
        schema=None,
    )

    return manager
