-- The schema of one pay period's way through the house. cooperative_id is the first column of every key; amounts are whole rupiah.
-- Ledger tables are append only: the service's role may select and insert, never update or delete. Periods are partitions.

do $$ begin create role gateway_service nologin; exception when duplicate_object or unique_violation then null; end $$;
do $$ begin create role gateway_loader nologin bypassrls; exception when duplicate_object or unique_violation then null; end $$;
-- Runs log in as the worker: it has no right of its own and becomes the service, or the loader for just a COPY.
do $$ begin create role gateway_worker login noinherit; exception when duplicate_object or unique_violation then null; end $$;
grant gateway_service, gateway_loader to gateway_worker;

create table cooperative (
  cooperative_id bigint generated always as identity primary key,
  code text not null unique,
  name text not null
);

create table employer (
  cooperative_id bigint not null references cooperative,
  employer text not null,
  name text not null,
  bank_mode smallint not null,            -- 0 lump, 1 member
  primary key (cooperative_id, employer)
);

create table member (
  cooperative_id bigint not null,
  member_id bigint not null,
  member_no text not null,
  name text not null,
  national_id text not null,
  employer text not null,
  employee_no text not null,
  account_no text not null,
  first_period int not null,              -- yyyymm; opening balances were posted on its first day
  primary key (cooperative_id, member_id)
);

create table bank_account (
  cooperative_id bigint not null references cooperative,
  account text not null,
  currency char(3) not null,
  primary key (cooperative_id, account)
);

-- Every file as it came in, by content, in pieces of at most 1 MiB.
create table source_chunk (
  cooperative_id bigint not null,
  sha256 bytea not null,
  chunk_no int not null,
  bytes bytea not null,
  primary key (cooperative_id, sha256, chunk_no)
);
-- Payroll files are mostly repetition: lz4 stores them in a third of the space and in less time. A server built without it stores as usual.
do $$ begin alter table source_chunk alter column bytes set compression lz4; exception when feature_not_supported then null; end $$;

create table folder_file (
  cooperative_id bigint not null,
  period int not null,
  run_no int not null,
  name text not null,
  sha256 bytea not null,
  length bigint not null,
  primary key (cooperative_id, period, run_no, name)
);

-- One row for each run that brought anything new; running the same folder again brings nothing and adds none.
create table run (
  cooperative_id bigint not null references cooperative,
  period int not null,
  run_no int not null,
  input_hash bytea not null,
  billing_sha256 bytea not null,
  last_batch int not null,                -- the highest batch of the cooperative when the run ended
  primary key (cooperative_id, period, run_no)
);

-- An employer's period as decided by a run; the latest revision counts.
create table unit (
  cooperative_id bigint not null,
  period int not null,
  employer text not null,
  revision int not null,
  batch_no int not null,                  -- rows and entries of this revision
  origin_period int not null,             -- the folder whose facts led to it
  run_no int not null,
  payroll_file text,
  payroll_sha256 bytea,
  profile text not null,
  reported bigint not null,               -- R of the money rule
  duplicates bigint not null,
  received bigint not null,
  finding smallint not null,
  is_open boolean not null,               -- money is still missing
  primary key (cooperative_id, period, employer, revision)
);

create table bank_statement (
  cooperative_id bigint not null,
  account text not null,
  statement_no int not null,
  number text not null,
  opening_date date not null,
  opening bigint not null,
  closing_date date not null,
  closing bigint not null,
  primary key (cooperative_id, account, statement_no)
);

-- Which entries a statement with balances shows: what ties 1-1020 to the bank.
create table statement_entry (
  cooperative_id bigint not null,
  account text not null,
  statement_no int not null,
  identity text not null,
  primary key (cooperative_id, account, statement_no, identity)
);

create table bank_entry (
  cooperative_id bigint not null,
  identity text not null,
  period int not null,                    -- the folder it came with first
  account text not null,
  bank_ref text not null,
  value_date date not null,
  booking_date date not null,
  amount bigint not null,                 -- credit positive
  currency char(3) not null,
  occurrence int not null,
  is_reversal boolean not null,
  counterparty text not null,
  narrative text not null,
  kind smallint not null,
  employer text,
  member_no text,
  code text,
  for_period int,
  member_key text not null,               -- the employee as the remark quotes him, bank mode member
  by_name boolean not null,
  cancels text,                           -- identity of the entry that this reversal takes back
  primary key (cooperative_id, identity)
);

-- Ties of credits that the remark does not say: by name (they name the employer and fit exactly one way) and of the rest of a later
-- file's money. They stand while the file is what it was; ties by rule are read from the remark each time.
create table credit_tie (
  cooperative_id bigint not null,
  identity text not null,
  period int not null,                    -- the file it pays
  kind smallint not null,                 -- 1 by name, 2 rest
  employer text not null,
  from_period int,                        -- the file whose money was left
  amount bigint not null,
  primary key (cooperative_id, identity, period, kind)
);

create table confirmation (
  cooperative_id bigint not null,
  proposal text not null,
  member_no text not null,
  period int not null,
  primary key (cooperative_id, proposal, member_no)
);

create table billing_line (
  cooperative_id bigint not null,
  period int not null,
  billing_no int not null,                -- place in the billing file, from 1
  expected_id text not null,
  member_id bigint not null,
  code text not null,
  amount bigint not null check (amount >= 0),
  penalty_due bigint not null,
  interest_due bigint not null,
  principal_due bigint not null,
  obligation text not null,
  due_date date,
  primary key (cooperative_id, period, billing_no)
) partition by list (period);

create table line (
  cooperative_id bigint not null,
  period int not null,
  batch_no int not null,
  row_no int not null,
  employer text not null,
  record int not null,                    -- record of the payroll file, 0 = none
  billing_no int,
  candidate_billing_no int,
  member_id bigint,
  code text,
  class smallint not null,
  expected bigint not null,
  reported bigint not null,
  received bigint not null,
  a_penalty bigint not null,
  a_interest bigint not null,
  a_principal bigint not null,
  a_savings bigint not null,
  a_shop bigint not null,
  a_passthrough bigint not null,
  a_suspense bigint not null,
  held_in int,
  findings smallint not null,             -- identity + 8 × amount + 64 × money + 1024 × period
  rule text not null,
  primary key (cooperative_id, period, batch_no, row_no),
  check (received = a_penalty + a_interest + a_principal + a_savings + a_shop + a_passthrough + a_suspense)
) partition by list (period);

create table journal_entry (
  cooperative_id bigint not null,
  period int not null,                    -- the folder it stems from
  entry_id bigint not null,               -- batch × 2^24 + place in it
  batch_no int not null,
  entry_date date not null,
  source smallint not null,
  reference text not null,
  reverses bigint,
  primary key (cooperative_id, period, entry_id)
) partition by list (period);

-- No foreign key to the entry: one anti-join in verify-ledger holds it (measured: the key makes the load four times slower).
create table posting (
  cooperative_id bigint not null,
  period int not null,
  entry_id bigint not null,
  posting_no smallint not null,
  account int not null,                   -- 2-1030 is 21030
  member_id bigint,
  product text not null,
  debit bigint not null check (debit >= 0),
  credit bigint not null check (credit >= 0),
  primary key (cooperative_id, period, entry_id, posting_no),
  check ((debit = 0) <> (credit = 0))
) partition by list (period);

-- Member accounts: what each batch added. A balance is the sum over batches; shared accounts have no row here and are never hot.
create table account_total (
  cooperative_id bigint not null,
  period int not null,
  batch_no int not null,
  account int not null,
  member_id bigint not null,
  product text not null,
  debit bigint not null,
  credit bigint not null,
  primary key (cooperative_id, period, batch_no, member_id, account, product)
) partition by list (period);

-- Forced row-level security on a table: only rows of the cooperative that the transaction was opened for.
create function protect_table(p_table regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', p_table);
  execute format('alter table %s force row level security', p_table);
  execute format('create policy tenant on %s using (cooperative_id = nullif(current_setting(''gateway.cooperative_id'', true), '''')::bigint)', p_table);
  execute format('grant select, insert on %s to gateway_service', p_table);
  execute format('grant insert on %s to gateway_loader', p_table);
end $$;

select protect_table(t::regclass) from unnest(array[
  'employer', 'member', 'bank_account', 'source_chunk', 'folder_file', 'run', 'unit', 'bank_statement', 'statement_entry', 'bank_entry',
  'credit_tie', 'confirmation', 'billing_line', 'line', 'journal_entry', 'posting', 'account_total']) as t;

-- The cooperative table itself: created and looked up by code before a tenant is known; locked for a run.
alter table cooperative enable row level security;
alter table cooperative force row level security;
create policy everyone on cooperative using (true);
grant select, insert, update (name) on cooperative to gateway_service;

-- A period's partitions with their own policies; called by the service, runs as the owner.
create function ensure_period(p_period int) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  parent text;
  child text;
begin
  if p_period not between 190001 and 299912 then raise exception 'no period: %', p_period; end if;
  -- The lock is held to the end of the transaction: only the first run of a period takes it.
  if to_regclass(format('account_total_%s', p_period)) is not null then return; end if;
  perform pg_advisory_xact_lock(hashtext('ensure_period'));
  foreach parent in array array['billing_line', 'line', 'journal_entry', 'posting', 'account_total'] loop
    child := format('%s_%s', parent, p_period);
    if to_regclass(child) is null then
      execute format('create table %I partition of %I for values in (%s)', child, parent, p_period);
      perform protect_table(child::regclass);
    end if;
  end loop;
end $$;
revoke all on function ensure_period(int) from public;
grant execute on function ensure_period(int) to gateway_service;
revoke all on function protect_table(regclass) from public;
grant usage on schema public to gateway_service, gateway_loader;
