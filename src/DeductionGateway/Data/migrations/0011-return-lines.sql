-- What an employer is told of each line of its own file. Codes of the mismatch stood only with cases; null = decided before they were kept with the row.
alter table line add column taxonomy text;

-- Employers read the lines of their own units: what each was billed, withheld and received, and not on which parts of a loan it was laid; of what is open
-- the name of the case and whether people resolved it.
create policy of_employer on line as restrictive to gateway_employer using (
  cooperative_id = nullif(current_setting('gateway.cooperative_id', true), '')::bigint and employer = nullif(current_setting('gateway.employer', true), ''));
grant select (cooperative_id, period, batch_no, row_no, employer, record, billing_no, candidate_billing_no, code, class, expected, reported, received, a_suspense, findings, rule, taxonomy)
  on line to gateway_employer;

create policy of_employer on open_case as restrictive to gateway_employer using (
  cooperative_id = nullif(current_setting('gateway.cooperative_id', true), '')::bigint and employer = nullif(current_setting('gateway.employer', true), ''));
grant select (cooperative_id, period, employer, revision, case_id, class, taxonomy, code, record, expected_id, candidates, decision_no) on open_case to gateway_employer;

-- A payroll file with unreadable lines, of which somebody asks that it be taken without them, and what a second person said. Only added to; bound to the file by its SHA-256.
create table file_release (
  cooperative_id bigint not null,
  release_no bigint generated always as identity,
  period int not null,
  employer text not null,
  name text not null,
  sha256 bytea not null,
  length bigint not null,
  control_rows bigint not null check (control_rows > 0),
  control_total bigint not null check (control_total >= 0), -- whole rupiah of the lines that are left
  comment text not null check (comment <> ''),
  proposer text not null,
  at timestamptz not null,
  primary key (cooperative_id, release_no)
);
create index on file_release (cooperative_id, period, sha256);

-- The lines that are left out, each with the first thing that is wrong with it.
create table file_release_line (
  cooperative_id bigint not null,
  release_no bigint not null,
  record int not null check (record > 0),
  file_line int not null,
  code text not null,
  text text not null,
  primary key (cooperative_id, release_no, record),
  foreign key (cooperative_id, release_no) references file_release
);

-- One verdict for each, by another person: the key says one, the trigger says another.
create table file_release_verdict (
  cooperative_id bigint not null,
  release_no bigint not null,
  is_approved boolean not null,
  checker text not null,
  comment text not null,
  at timestamptz not null,
  primary key (cooperative_id, release_no),
  foreign key (cooperative_id, release_no) references file_release
);

select protect_table(t::regclass) from unnest(array['file_release', 'file_release_line', 'file_release_verdict']) as t;
revoke insert on file_release, file_release_line, file_release_verdict from gateway_loader;

do $$ begin execute format('create policy of_releases on access_client for select to %I using (cooperative_id = nullif(current_setting(''gateway.cooperative_id'', true), '''')::bigint)', current_user); end $$;

-- Whether an active account may send the employer's file: staff and the core system any, an employer's own people and systems theirs.
create function may_send_for(p_actor text, p_employer text) returns boolean language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from app_user
    where cooperative_id = nullif(current_setting('gateway.cooperative_id', true), '')::bigint and user_name = p_actor and not is_disabled and (role in (1, 2) or (role = 5 and employer = p_employer)))
  or exists (
    select 1 from access_client
    where cooperative_id = nullif(current_setting('gateway.cooperative_id', true), '')::bigint and client_id = p_actor and not is_disabled and (role = 8 or (role = 6 and employer = p_employer)));
$$;

create function check_release() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not may_send_for(new.proposer, new.employer) then raise exception 'PROPOSER: % may not send the file of %', new.proposer, new.employer using errcode = 'DG001'; end if;
  return new;
end $$;
create trigger check_release before insert on file_release for each row execute function check_release();

-- What is left out is said with the proposal: nobody adds a line to what another is about to release.
create function check_release_line() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from file_release r where r.cooperative_id = new.cooperative_id and r.release_no = new.release_no and r.xmin = pg_current_xact_id()::xid) then
    raise exception 'LINES: the lines of release % are fixed', new.release_no using errcode = 'DG001';
  end if;
  return new;
end $$;
create trigger check_release_line before insert on file_release_line for each row execute function check_release_line();

create function check_release_verdict() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  release record;
begin
  select * into release from file_release r where r.cooperative_id = new.cooperative_id and r.release_no = new.release_no;
  if role_of_person(new.checker) is null then raise exception 'CHECKER: % is no active officer or manager', new.checker using errcode = 'DG001'; end if;
  if release.proposer = new.checker then raise exception 'TWO_PEOPLE: who asked for release % may not decide it', new.release_no using errcode = 'DG001'; end if;
  if new.is_approved and not may_send_for(release.proposer, release.employer) then
    raise exception 'PROPOSER: % may not send the file of % any more', release.proposer, release.employer using errcode = 'DG001';
  end if;
  return new;
end $$;
create trigger check_release_verdict before insert on file_release_verdict for each row execute function check_release_verdict();

revoke all on function may_send_for(text, text), check_release(), check_release_line(), check_release_verdict() from public;
