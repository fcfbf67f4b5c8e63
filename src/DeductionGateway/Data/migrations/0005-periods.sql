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

-- Runs that were asked for by the wire, and what happened to each: the last event says how it stands, and ends it where its state is 3 or more.
-- One is under way in a period as long as its gateway holds an advisory lock; without the lock and without an end it was interrupted.
create table run_job (
  cooperative_id bigint not null,
  period int not null,
  job_no int not null,
  actor text not null,
  started timestamptz not null,
  primary key (cooperative_id, period, job_no)
);
create table run_job_event (
  cooperative_id bigint not null,
  period int not null,
  job_no int not null,
  event_no int not null,
  at timestamptz not null,
  state smallint not null check (state between 1 and 6), -- waiting, running, done, refused, failed, interrupted
  phase text not null,
  employers_done int not null,
  employer_count int not null,
  row_count bigint not null,
  result bytea,                           -- of a run that is done, as the wire gives it
  reason text not null,
  primary key (cooperative_id, period, job_no, event_no)
);
create table run_fault (
  cooperative_id bigint not null,
  period int not null,
  job_no int not null,
  fault_no int not null,
  file text not null,
  line int not null,
  place int not null,                     -- the column
  code text not null,
  text text not null,
  primary key (cooperative_id, period, job_no, fault_no)
);

-- What the last run of a period made; an earlier one's is forgotten, for the same draft gives it again.
create table result_file (
  cooperative_id bigint not null,
  period int not null,
  job_no int not null,
  name text not null,
  sha256 bytea not null,
  length bigint not null,
  primary key (cooperative_id, period, job_no, name)
);
create table result_chunk (
  cooperative_id bigint not null,
  period int not null,
  job_no int not null,
  name text not null,
  chunk_no int not null,
  bytes bytea not null,
  primary key (cooperative_id, period, job_no, name, chunk_no)
);
do $$ begin alter table result_chunk alter column bytes set compression lz4; exception when feature_not_supported then null; end $$;

-- Lists that employers took over: of what files each was made, so that it can be made again.
create table deduction_ack (
  cooperative_id bigint not null,
  employer text not null,
  ack_no bigint generated always as identity,
  period int not null,
  list_sha256 bytea not null,
  employers_sha256 bytea not null,
  members_sha256 bytea not null,
  billing_sha256 bytea not null,
  codes_sha256 bytea,
  is_total boolean not null,              -- one amount for each employee
  actor text not null,
  at timestamptz not null,
  primary key (cooperative_id, employer, ack_no)
);

select protect_table(t::regclass) from unnest(array[
  'deduction_ack', 'draft_file', 'upload', 'upload_chunk', 'write_key', 'run_job', 'run_job_event', 'run_fault', 'result_file', 'result_chunk']) as t;

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
create function forget_results(p_period int, p_before int) returns void language sql security definer set search_path = public, pg_temp as $$
  delete from result_chunk where cooperative_id = nullif(current_setting('gateway.cooperative_id', true), '')::bigint and period = p_period and job_no < p_before;
  delete from result_file where cooperative_id = nullif(current_setting('gateway.cooperative_id', true), '')::bigint and period = p_period and job_no < p_before;
$$;
revoke all on function forget_upload(uuid), forget_uploads(timestamptz), forget_write_keys(timestamptz), forget_results(int, int) from public;
grant execute on function forget_upload(uuid), forget_uploads(timestamptz), forget_write_keys(timestamptz), forget_results(int, int) to gateway_service;
