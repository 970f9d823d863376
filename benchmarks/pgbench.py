"""The ceiling: the statements of a new ticket sent by pgbench, prepared, with nothing around them."""

import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.bare import FACTS, LINES, SEARCH
from benchmarks.seed import FIRST_SERIAL, Seeded
from service_desk.accounts.queries import _BY_TOKEN, digest
from service_desk.events.actions import _INSERT as INSERT_EVENT
from service_desk.foundation.idempotency import _CLAIM as CLAIM_KEY
from service_desk.foundation.idempotency import _STORE as STORE_ANSWER
from service_desk.foundation.localpg import client_program
from service_desk.products.queries.cards import BY_SERIAL
from service_desk.tickets.actions.intake import _INSERT as INSERT_TICKET
from service_desk.warranty.actions.decisions import _STORE as STORE_DECISION
from service_desk.warranty.queries.units import _UNIT as UNIT

ANSWER_BYTES = 380
# A blank after each colon: pgbench takes :name for one of its variables, inside quotes too.
FACT = '{"ticket_id": "01a210d8-a45a-78a3-87cf-4ea0c42f914c", "number": "BER-T-000123", "item_id": null, "verdict": "covered"}'
WORDS = "It stops after a minute."


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def filled(sql: str, *values: str) -> str:
    """`sql` on one line with an expression in place of each $n: pgbench itself knows only numbers as parameters."""
    return re.sub(r"\$(\d+)", lambda found: values[int(found[1]) - 1], " ".join(sql.split()))


def script(seeded: Seeded, series: Mapping[str, str]) -> str:
    """One ticket. Its id is that of the key, the other ids are drawn by the server."""
    new, now, today = "uuidv7()", "now()", "current_date"
    centre, staff, serial = f"'{seeded.centre_id}'::uuid", f"'{seeded.staff_id}'::uuid", "'B' || :n"
    fact = quoted(FACT)
    words = [f"{part}::text" for part in map(quoted, SEARCH)]
    return "\n".join(
        [
            f"\\set n random({FIRST_SERIAL}, {FIRST_SERIAL + seeded.items - 1})",
            filled(_BY_TOKEN, rf"'\x{digest(seeded.token).hex()}'::bytea", now) + ";",
            "begin;",
            filled(CLAIM_KEY, new, staff, "'bench-' || gen_random_uuid()", "sha256('x')", now) + r" \gset key_",
            filled(BY_SERIAL, f"array[{serial}]") + r" \gset item_",
            filled(UNIT, ":item_id::uuid") + ";",
            filled(
                STORE_DECISION, new, centre, "'ticket'", ":key_id::uuid", ":item_id::uuid", today, "'covered'", "'within_period'",
                quoted(LINES) + "::jsonb", "null", now, staff, f"'{series['policy_version']}'::uuid", quoted(FACTS) + "::jsonb",
            ) + ";",
            filled(
                INSERT_TICKET, ":key_id::uuid", centre, ":item_id::uuid", serial, ":item_owner_id::uuid", "'phone'", "'normal'", quoted(WORDS),
                "'S099'", "'C99'", now, "'Europe/Berlin'", today, now, staff, "'covered'", "'within_period'",
                f"array[lower({serial}), {', '.join(words)}]", "'new'", quoted(series["sequence"]), quoted(series["prefix"]),
                series["width"], ":item_owner_id::uuid", "'SD'",
            ) + ";",
            filled(
                INSERT_EVENT, "'ticket_opened'", "1", "'ticket'", ":key_id::uuid", centre, staff, quoted("01a210d8-a45a-78a3-87cf-4ea0c42f914c"),
                f"{fact}::jsonb", now, now,
            ) + ";",
            filled(STORE_ANSWER, ":key_id::uuid", "201", f"convert_to(repeat('x', {ANSWER_BYTES}), 'UTF8')") + ";",
            "commit;",
        ]
    )  # fmt: skip


class Pgbench:
    """Runs the script for some seconds at a time; `rates` in transactions per second."""

    def __init__(self, dsn: str, text: str) -> None:
        self.program, self.dsn, self.text = client_program("pgbench"), dsn, text
        self.rates: list[float] = []

    def play(self, seconds: float, connections: int = 4) -> None:
        if self.program is None:
            return
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "ticket.sql"
            path.write_text(self.text)
            command = [self.program, "-n", "-M", "prepared", "-f", str(path), "-c", str(connections), "-j", "1", "-T"]
            done = subprocess.run(
                [*command, str(max(1, round(seconds))), self.dsn], capture_output=True, text=True, check=False
            )
        rate = re.search(r"tps = ([\d.]+)", done.stdout)
        if done.returncode or rate is None or "failed transactions: 0 " not in done.stdout:
            raise SystemExit(f"pgbench did not go through: {done.stderr[-1500:]} {done.stdout[-500:]}")
        self.rates.append(float(rate[1]))
