"""Rows that are final: the database itself refuses to change or remove them, whoever asks.

The trigger is `ENABLE ALWAYS`, so that no session leaves it out by a setting; only the owner of the tables can take it
away, and no process runs as the owner.
"""

from collections.abc import Sequence

from django.db.migrations import RunSQL

FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_final_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - TG_ARGV = to_jsonb(NEW) - TG_ARGV THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Rows of % are final: % is refused.', TG_TABLE_NAME, TG_OP
          USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""


def make_function() -> RunSQL:
    """Returns the operation that makes the trigger's function."""
    return RunSQL(FUNCTION, "DROP FUNCTION refuse_final_change()")


def make_final(table: str, *, changing: Sequence[str] = (), deletable: bool = False) -> RunSQL:
    """Returns the operation that makes a table's rows final, but for the columns named; doing so again replaces it."""
    columns = ", ".join(f"'{column}'" for column in changing)
    moves = "UPDATE" if deletable else "UPDATE OR DELETE"
    row = f"""
        CREATE TRIGGER final_rows BEFORE {moves} ON {table} FOR EACH ROW
            EXECUTE FUNCTION refuse_final_change({columns});
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER final_rows;
    """
    whole = f"""
        CREATE TRIGGER final_table BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_final_change();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER final_table;
    """
    drop = f"""
        DROP TRIGGER IF EXISTS final_rows ON {table};
        DROP TRIGGER IF EXISTS final_table ON {table};
    """
    return RunSQL(drop + row + whole, drop)
