-- What a regulator compares across cooperatives: national ids as keyed hashes under a key of the regulator's, which lies in a file and never here. Only where that key
-- was named; another key adds its own beside them.
create table regulator_hash (
  cooperative_id bigint not null,
  key_id bytea not null,                  -- names the key
  member_id bigint not null,
  hash bytea not null,                    -- HMAC-SHA-256 of the 16 digits
  primary key (cooperative_id, key_id, member_id)
);
create index on regulator_hash (cooperative_id, key_id, hash);
select protect_table('regulator_hash');
revoke insert on regulator_hash from gateway_loader;

-- Who a command line says is at work is asked for where the cooperative has people who could be: active officers and managers.
create function has_people_at_work() returns boolean language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from app_user
    where cooperative_id = nullif(current_setting('gateway.cooperative_id', true), '')::bigint and not is_disabled and role in (1, 2));
$$;
revoke all on function has_people_at_work() from public;
grant execute on function has_people_at_work(), role_of_person(text) to gateway_service;

-- How often a person's secrets were changed: an access token says of which count it is, and is worth nothing after the next change.
alter table app_user add column generation int not null default 0;
grant update (generation) on app_user to gateway_access;

-- Links by which somebody without an account sends one employer's file of one period, once. The token itself is nowhere.
create table upload_link (
  cooperative_id bigint not null,
  link_id bigint generated always as identity,
  token_sha256 bytea not null,
  period int not null,
  employer text not null,
  actor text not null,
  created timestamptz not null,
  expires timestamptz not null,
  primary key (cooperative_id, link_id),
  unique (cooperative_id, token_sha256)
);
-- A link ends once, by the key: a file was stored by it, or it was withdrawn.
create table upload_link_end (
  cooperative_id bigint not null,
  link_id bigint not null,
  state smallint not null check (state in (2, 3)),
  actor text not null,
  at timestamptz not null,
  primary key (cooperative_id, link_id),
  foreign key (cooperative_id, link_id) references upload_link
);
select protect_table(t::regclass) from unnest(array['upload_link', 'upload_link_end']) as t;
revoke insert on upload_link, upload_link_end from gateway_loader;
