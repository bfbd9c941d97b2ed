"""What a desk knows about itself: its secrets, its marks, its people."""

from station_queue.database import Database
from station_queue.errors import RowError
from station_queue.rows import Person


def secret(database: Database, name: str) -> bytes | None:
    """A secret by name, or None."""
    row = database.row("SELECT value FROM secrets WHERE name = ?", (name,))
    return bytes(row["value"]) if row else None


def put_secret(database: Database, name: str, value: bytes) -> None:
    """Keep a secret, replacing an older one of this name."""
    with database.write():
        database.run(
            "INSERT INTO secrets (name, value) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )


def mark(database: Database, name: str) -> str | None:
    """A mark by name, or None."""
    row = database.row("SELECT value FROM marks WHERE name = ?", (name,))
    return str(row["value"]) if row else None


def put_mark(database: Database, name: str, value: str) -> None:
    """Keep a mark, replacing an older one of this name."""
    with database.write():
        database.run(
            "INSERT INTO marks (name, value) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )


def add_person(database: Database, person: Person) -> None:
    """Write a new person with their roles in one transaction."""
    with database.write():
        taken = database.row(
            "SELECT 1 FROM people WHERE id = ? OR name = ?", (person.id, person.name)
        )
        if taken:
            raise RowError("PERSON_EXISTS", "a person with this id or name exists already")
        database.run("INSERT INTO people (id, name) VALUES (?, ?)", (person.id, person.name))
        for role in sorted(person.roles):
            database.run("INSERT INTO person_roles VALUES (?, ?)", (person.id, role))


def change_person(
    database: Database, person: str, *, roles: frozenset[str] | None, active: bool | None
) -> None:
    """Give somebody other roles, or another state; see ``Store.change_person``."""
    with database.write():
        if not database.row("SELECT 1 FROM people WHERE id = ?", (person,)):
            raise RowError("PERSON_NOT_HERE", "there is no person with this id")
        if active is not None:
            state = "active" if active else "disabled"
            database.run("UPDATE people SET state = ? WHERE id = ?", (state, person))
        if roles is not None:
            database.run("DELETE FROM person_roles WHERE person = ?", (person,))
            for role in sorted(roles):
                database.run("INSERT INTO person_roles VALUES (?, ?)", (person, role))


def people(database: Database) -> list[Person]:
    """Everybody, by name."""
    rows = database.rows(
        "SELECT id, name, state, group_concat(role, ' ') AS roles FROM people"
        " LEFT JOIN person_roles ON person = id GROUP BY id ORDER BY name"
    )
    return [
        Person(
            id=row["id"],
            name=row["name"],
            roles=frozenset((row["roles"] or "").split()),
            active=row["state"] == "active",
        )
        for row in rows
    ]
