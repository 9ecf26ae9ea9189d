-- Ends a transaction with a fence: returns a token that the invalidator makes known when everything
-- that this transaction has changed is gone from the cache. Call it last. Every role may.
create or replace function freshet_fence() returns text
    language plpgsql
as $$
declare
    token text := gen_random_uuid()::text;
begin
    perform pg_logical_emit_message(true, 'freshet', token);
    return token;
end
$$;
