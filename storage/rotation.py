"""A new master key: every key in the database is wrapped again under it; no text needs to be sealed again."""

from __future__ import annotations

from sqlalchemy import select, update

from storage import tables
from storage.records import dispute_owner
from storage.work import SqlStore, installation_owner


async def rotate(store: SqlStore) -> int:
    """Wraps every key again under the ring's master key in use; gives how many it wrapped.

    Open the store with the new master key and the former one; once this is done, the former one can go from the
    settings. It happens wholly or not at all, and running it again does no harm. The service may run meanwhile with
    both keys in its settings.
    """
    wrapped_again = 0
    disputes, own = tables.disputes, tables.installation_keys
    async with store.writing() as work:
        connection = work.transaction.connection
        for dispute, wrapped in (
            await connection.execute(
                select(disputes.c.id, disputes.c.key_wrapped)
                .where(disputes.c.key_wrapped.is_not(None))
                .with_for_update()
            )
        ).all():
            again = store.keys.wrap_again(wrapped, dispute_owner(dispute))
            if again is not None:
                await connection.execute(update(disputes).where(disputes.c.id == dispute).values(key_wrapped=again))
                wrapped_again += 1
        for name, wrapped in (await connection.execute(select(own.c.name, own.c.key_wrapped))).all():
            again = store.keys.wrap_again(wrapped, installation_owner(name))
            if again is not None:
                await connection.execute(update(own).where(own.c.name == name).values(key_wrapped=again))
                wrapped_again += 1
        await work.commit()
    store.traces_left = True
    await store.wipe_traces_left()
    return wrapped_again
