-- The checker's oracle, beside the application's tables and published to nobody: every change of a
-- row, whoever makes it, gives the row a new version, which grows in the order of the row's
-- commits, and notes it in the same transaction. What gives and notes them is the application's
-- part of the journal.
create schema checker;

create sequence checker.version;

create table checker.journal (
    tab     text   not null,
    id      bigint not null,
    part    bigint not null default 0,
    version bigint not null,
    xid     bigint not null default pg_current_xact_id()::text::bigint,
    state   jsonb
);

-- Who has noted which fence is read from the log. Of no table, as only messages are wanted.
create publication checker;

-- A row that is deleted and inserted again keeps its order: versions of what has this lock are
-- given to one transaction at a time.
create function checker.next_version(lock bigint) returns bigint
    language plpgsql
as $$
begin
    perform pg_advisory_xact_lock(lock);
    return nextval('checker.version');
end
$$;
