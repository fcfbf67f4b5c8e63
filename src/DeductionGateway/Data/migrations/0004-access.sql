-- Who may come in: people, systems, the keys that sign their tokens, and what was tried. Times are seconds since 1970, UTC, but for the audit's.
-- Nobody but gateway_access reaches these tables, because they are read before a cooperative is known; it sees no money. What an employer may see
-- is read by gateway_employer, which sees nothing that is not opened to it here or later.

do $$ begin create role gateway_access nologin; exception when duplicate_object or unique_violation then null; end $$;
do $$ begin create role gateway_employer nologin; exception when duplicate_object or unique_violation then null; end $$;
grant gateway_access, gateway_employer to gateway_worker;
grant usage on schema public to gateway_access, gateway_employer;

-- Systems.
create table access_client (
  cooperative_id bigint not null references cooperative,
  client_id text not null,
  role smallint not null check (role in (6, 7, 8)),
  employer text,
  secret_sha256 bytea,                    -- of 32 random bytes, so that no slow hash is needed
  public_key bytea,                       -- SubjectPublicKeyInfo, of who signs his assertions
  is_disabled boolean not null default false,
  primary key (cooperative_id, client_id),
  unique (client_id),                     -- a system says its id before its cooperative is known
  foreign key (cooperative_id, employer) references employer,
  check ((role = 6) = (employer is not null)),
  check ((secret_sha256 is null) <> (public_key is null))
);

-- People.
create table app_user (
  cooperative_id bigint not null references cooperative,
  user_name text not null,
  role smallint not null check (role in (1, 2, 3, 4, 5)),
  employer text,
  password_salt bytea not null,
  password_hash bytea not null,           -- PBKDF2-SHA256
  password_rounds int not null,
  totp_secret bytea not null,             -- sealed under the master key
  totp_step bigint not null default 0,    -- the last one used: a code works once
  failed_tries int not null default 0,    -- since the last success
  locked_until bigint not null default 0,
  is_disabled boolean not null default false,
  primary key (cooperative_id, user_name),
  unique (user_name),
  foreign key (cooperative_id, employer) references employer,
  check ((role = 5) = (employer is not null))
);

-- A refresh token is used once for the next one of its family; used twice, somebody has a copy, and the family ends.
create table refresh_token (
  cooperative_id bigint not null,
  token_sha256 bytea not null,
  user_name text not null,
  family uuid not null,
  expires bigint not null,                -- of the whole family
  is_used boolean not null default false,
  is_ended boolean not null default false,
  primary key (cooperative_id, token_sha256),
  unique (token_sha256),
  foreign key (cooperative_id, user_name) references app_user
);
create index on refresh_token (family);

-- The newest that is not retired signs; a retired one verifies as long as tokens of it may live.
create table signing_key (
  key_id text primary key,
  private_key bytea not null,             -- PKCS #8 on P-256, sealed under the master key
  created bigint not null,
  retired bigint
);

-- Assertions of clients that were used, until they expire.
create table used_assertion (
  cooperative_id bigint not null,
  client_id text not null,
  jti text not null,
  expires bigint not null,
  primary key (cooperative_id, client_id, jti)
);
create index on used_assertion (expires);

-- What was done and tried. Only added to, by everybody but the owner.
create table audit (
  audit_no bigint generated always as identity primary key,
  cooperative_id bigint,                  -- null where nobody known was named
  at timestamptz not null,
  actor text not null,
  action text not null,
  object text not null,
  outcome text not null
);
revoke update, delete, truncate on audit from public;

do $$
declare
  t text;
begin
  foreach t in array array['access_client', 'app_user', 'refresh_token', 'signing_key', 'used_assertion', 'audit'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
  foreach t in array array['access_client', 'app_user', 'refresh_token', 'signing_key', 'used_assertion'] loop
    execute format('create policy access on %I to gateway_access using (true)', t);
  end loop;
end $$;
create policy add on audit for insert to gateway_access with check (true);
create policy tenant on audit to gateway_service using (cooperative_id = nullif(current_setting('gateway.cooperative_id', true), '')::bigint);

grant select, insert, update (secret_sha256, public_key, is_disabled) on access_client to gateway_access;
grant select, insert, update (password_salt, password_hash, password_rounds, totp_secret, totp_step, failed_tries, locked_until, is_disabled) on app_user to gateway_access;
grant select, insert, update (is_used, is_ended), delete on refresh_token to gateway_access;
grant select, insert, update (retired) on signing_key to gateway_access;
grant select, insert, delete on used_assertion to gateway_access;
grant insert on audit to gateway_access;
grant select, insert on audit to gateway_service;
-- Codes and names only: what an account is bound to.
grant select on cooperative to gateway_access;
grant select (cooperative_id, employer) on employer to gateway_access;

-- Opens a table to employers: each sees the rows of his own and no others. The policy restricts; it takes part beside the cooperative's.
create function open_to_employers(p_table regclass) returns void language plpgsql as $$
begin
  execute format('create policy of_employer on %s as restrictive to gateway_employer using (
    cooperative_id = nullif(current_setting(''gateway.cooperative_id'', true), '''')::bigint and employer = nullif(current_setting(''gateway.employer'', true), ''''))', p_table);
  execute format('grant select on %s to gateway_employer', p_table);
end $$;
revoke all on function open_to_employers(regclass) from public;

select open_to_employers(t::regclass) from unnest(array['employer', 'unit']) as t;
create policy of_employer on cooperative as restrictive to gateway_employer using (
  cooperative_id = nullif(current_setting('gateway.cooperative_id', true), '')::bigint and nullif(current_setting('gateway.employer', true), '') is not null);
grant select on cooperative to gateway_employer;
