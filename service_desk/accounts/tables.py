"""People who work here, what they may do, and the secrets they sign in with, as hashes only."""

from piccolo.columns import Array, Integer, Varchar
from piccolo.table import Table

from service_desk.centres.tables import Centre
from service_desk.foundation import columns
from service_desk.foundation.db import DB


class Staff(Table, db=DB):
    id = columns.pk()
    login: Varchar = Varchar(length=80, unique=True, null=False)
    name = columns.text()
    email = columns.text(null=True)
    language = columns.code(2)
    calendar = columns.code(
        10
    )  # how pages look to this person (foundation.reader.Taste); empty: as language and device have it
    digits = columns.code(10)
    theme = columns.code(10)
    single_keys = columns.flag(default=True)
    password_hash = columns.text(null=True)
    must_change_password = columns.flag(default=False)
    one_time_until = columns.moment(null=True)  # a one-time password that nobody used by then opens nothing
    created_at = columns.recorded()
    retired_at = columns.moment(null=True)
    version = columns.version()

    PERSONAL = ("login", "name", "email")


class Role(Table, db=DB):
    id = columns.pk()
    code: Varchar = Varchar(length=40, unique=True, null=False)
    name = columns.words()
    rights: Array = Array(base_column=Varchar(length=60), null=False, default=list)
    retired_at = columns.moment(null=True)
    version = columns.version()


class Assignment(Table, db=DB):
    """A role for one person, in one centre or (null) in all, with the highest amount they may approve."""

    id = columns.pk()
    staff_id = columns.ref(Staff)
    role_id = columns.ref(Role)
    centre_id = columns.ref(Centre, null=True)
    amount_limit = columns.amount(null=True)
    currency = columns.code(3, null=True)


class Tries(Table, db=DB):
    """Wrong tries in a row for one name that somebody typed, whether or not there is such a person; the name itself is not kept."""

    id = columns.pk()
    name_hash = columns.digest(unique=True)
    tries: Integer = Integer(null=False, default=0)
    tried_at = columns.moment(index=True)
    locked_until = columns.moment(null=True)


class Session(Table, db=DB):
    """A browser that is signed in; the cookie's value is stored as its SHA-256."""

    id = columns.pk()
    secret_hash = columns.digest(unique=True)
    staff_id = columns.ref(Staff)
    started_at = columns.moment()
    seen_at = columns.moment()
    ended_at = columns.moment(null=True)


class ApiToken(Table, db=DB):
    id = columns.pk()
    token_hash = columns.digest(unique=True)
    staff_id = columns.ref(Staff)
    label = columns.text()
    scopes: Array = Array(base_column=Varchar(length=60), null=False, default=list)
    created_at = columns.recorded()
    used_at = columns.moment(null=True)
    expires_at = columns.moment(null=True)
    revoked_at = columns.moment(null=True)
