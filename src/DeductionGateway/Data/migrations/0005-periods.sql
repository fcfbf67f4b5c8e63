-- Files that come in by the wire, runs that are asked for by the wire, and the keys of writes. None of these tables refers to the cooperative's row:
-- a run holds it locked, and writes its progress beside its own transaction.

-- The draft of a period's folder: the newest row of a name counts. Versions are never taken back; their bytes are in source_chunk.
create table draft_file (
  cooperative_id bigint not null,
  period int not null,
  file_no bigint generated always as identity,
  name text not null,
  sha256 bytea,                           -- null: taken out of the draft
  length bigint not null,
  actor text not null,
  at timestamptz not null,
  primary key (cooperative_id, period, file_no)
);

-- A file on its way in. It is no fact yet: forgotten when it is stored, replaced, or a day old.
create table upload (
  cooperative_id bigint not null,
  upload_id uuid not null,
  period int not null,
  name text not null,
  actor text not null,
  length bigint,                          -- as the sender said; null where he said nothing
  sha256 bytea,                           -- likewise
  begun timestamptz not null,
  primary key (cooperative_id, upload_id)
);
-- Its bytes without a gap: a piece begins where the last one ended, and the key lets only one begin there.
create table upload_chunk (
  cooperative_id bigint not null,
  upload_id uuid not null,
  at bigint not null,
  length int not null check (length > 0),
  bytes bytea not null,
  primary key (cooperative_id, upload_id, at)
);
do $$ begin alter table upload_chunk alter column bytes set compression lz4; exception when feature_not_supported then null; end $$;

-- The answer to a write, by the key that its caller gave: given again for the same content, for 7 days.
create table write_key (
  cooperative_id bigint not null,
  actor text not null,
  key text not null,
  fingerprint bytea not null,             -- SHA-256 of method and request
  answer bytea not null,
  at timestamptz not null,
  primary key (cooperative_id, actor, key)
);

select protect_table(t::regclass) from unnest(array['draft_file', 'upload', 'upload_chunk', 'write_key']) as t;

-- Nobody of ours may delete; what is transient is forgotten by these, each bound to the cooperative that the transaction acts for.
create function forget_upload(p_upload uuid) returns void language sql security definer set search_path = public, pg_temp as $$
  delete from upload_chunk where cooperative_id = nullif(current_setting('gateway.cooperative_id', true), '')::bigint and upload_id = p_upload;
  delete from upload where cooperative_id = nullif(current_setting('gateway.cooperative_id', true), '')::bigint and upload_id = p_upload;
$$;
create function forget_uploads(p_before timestamptz) returns void language sql security definer set search_path = public, pg_temp as $$
  select forget_upload(upload_id) from upload where cooperative_id = nullif(current_setting('gateway.cooperative_id', true), '')::bigint and begun < p_before;
$$;
create function forget_write_keys(p_before timestamptz) returns void language sql security definer set search_path = public, pg_temp as $$
  delete from write_key where cooperative_id = nullif(current_setting('gateway.cooperative_id', true), '')::bigint and at < p_before;
$$;
revoke all on function forget_upload(uuid), forget_uploads(timestamptz), forget_write_keys(timestamptz) from public;
grant execute on function forget_upload(uuid), forget_uploads(timestamptz), forget_write_keys(timestamptz) to gateway_service;
