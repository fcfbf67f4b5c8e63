-- Cases: what a run left open, and what two people decided about it. Decisions are facts like a payroll file or a bank entry: nothing is updated,
-- and what they do to the books follows when the unit is decided by all facts. None of these tables refers to the cooperative's row, which a run holds locked.

-- The cases of a unit, of the same revision as its rows: the latest counts.
create table open_case (
  cooperative_id bigint not null,
  period int not null,
  employer text not null,
  revision int not null,
  case_id text not null,
  cause text not null,
  class smallint,                         -- of the row; null where the file as a whole is meant
  taxonomy text not null,
  member_no text not null,
  code text not null,
  amount bigint not null,                 -- what is in question
  reported bigint not null,
  held bigint not null,
  held_in int,                            -- the account that holds it, after what was decided
  record int not null,
  expected_id text not null,
  candidates text not null,
  subject text not null,                  -- reference of the entry whose money is held; empty where none is
  proposal text not null,                 -- what a confirmation is remembered by; empty where nothing is proposed
  content text not null,                  -- what an assignment is remembered by; empty where the row names a member
  decision_no bigint,                     -- the decision in force for it
  primary key (cooperative_id, period, employer, revision, case_id)
);

-- Units that were decided before cases were stored get them when their folder is run again.
alter table unit add column has_cases boolean not null default false;

-- What of an employer's credit fits no file and waits in 2-1045; 0 = no more. The latest revision counts.
create table held_credit (
  cooperative_id bigint not null,
  identity text not null,
  revision int not null,                  -- from 1
  employer text not null,
  amount bigint not null check (amount >= 0),
  primary key (cooperative_id, identity, revision)
);

-- What one person proposes about one case, or about all cases of a cause: those are fixed with it.
create table case_decision (
  cooperative_id bigint not null,
  decision_no bigint generated always as identity,
  kind smallint not null check (kind between 1 and 10), -- accept, assign, deposit, suspense, refund, return to employer, write off, wait, give to a period, undo
  undoes bigint,                          -- the decision that is taken back
  to_employer text,                       -- whose credit it is
  to_period int,                          -- the period that it pays
  wait_until date,
  business_date date not null,            -- of the entries that follow from it
  reason text not null,
  proposer text not null,
  at timestamptz not null,
  primary key (cooperative_id, decision_no),
  check ((kind = 10) = (undoes is not null))
);
create index on case_decision (cooperative_id, undoes) where undoes is not null;

create table case_decision_item (
  cooperative_id bigint not null,
  decision_no bigint not null,
  case_id text not null,
  period int not null,                    -- of the unit; of a bank entry the folder that showed it first
  employer text not null,                 -- empty for a bank entry that is no employer's
  cause text not null,
  subject text not null,                  -- what it is remembered by: an entry's reference, a proposal, a row's content, an identity
  amount bigint not null check (amount >= 0),
  account int,                            -- that holds it
  member_no text,                         -- whose deposit, or whom the row means
  primary key (cooperative_id, decision_no, case_id),
  foreign key (cooperative_id, decision_no) references case_decision
);
create index on case_decision_item (cooperative_id, case_id);

-- One verdict for each decision, by another person: the key says one, the trigger says another.
create table case_verdict (
  cooperative_id bigint not null,
  decision_no bigint not null,
  is_approved boolean not null,
  checker text not null,
  at timestamptz not null,
  primary key (cooperative_id, decision_no),
  foreign key (cooperative_id, decision_no) references case_decision
);

-- What the approval of a decision posted: the batches of entries up to this one.
create table case_batch (
  cooperative_id bigint not null,
  decision_no bigint not null,
  last_batch int not null,
  primary key (cooperative_id, decision_no)
);

-- Entries that move what a bank entry holds: in which batch they were posted, or taken back. The latest batch counts.
create table case_posting (
  cooperative_id bigint not null,
  decision_no bigint not null,
  case_id text not null,
  period int not null,                    -- of the entries
  batch_no int not null,
  is_posted boolean not null,
  primary key (cooperative_id, decision_no, case_id, batch_no)
);

create table case_comment (
  cooperative_id bigint not null,
  case_id text not null,
  comment_no bigint generated always as identity,
  author text not null,
  at timestamptz not null,
  text text not null,
  primary key (cooperative_id, case_id, comment_no)
);

-- Up to which total a role may approve; null = any. A cooperative without a row has the bands of may_approve.
create table approval_band (
  cooperative_id bigint not null,
  role smallint not null check (role in (1, 2)),
  up_to bigint,
  primary key (cooperative_id, role)
);

-- What one case may be written off by at most; 100 rupiah where there is no row.
create table write_off_limit (
  cooperative_id bigint not null,
  amount bigint not null check (amount >= 0),
  primary key (cooperative_id)
);

select protect_table(t::regclass) from unnest(array[
  'open_case', 'held_credit', 'case_decision', 'case_decision_item', 'case_verdict', 'case_batch', 'case_posting', 'case_comment', 'approval_band', 'write_off_limit']) as t;
-- Rows of these come in one by one and are checked; the loader, whom no policy binds, brings none. Bands and limits are set by the owner.
revoke insert on case_decision, case_decision_item, case_verdict, case_comment, approval_band, write_off_limit from gateway_loader;
revoke insert on approval_band, write_off_limit from gateway_service;

-- A person's reading of an entry stands whatever the rules at hand say.
alter table entry_reading add column decision_no bigint;

create or replace view bank_entry_now with (security_invoker = true) as
select
  b.cooperative_id, b.identity, b.period, b.account, b.bank_ref, b.value_date, b.booking_date, b.amount, b.currency, b.occurrence,
  b.is_reversal, b.counterparty, b.narrative,
  coalesce(r.revision, 0) as revision,
  coalesce(r.kind, b.kind) as kind,
  case when r.revision is null then b.employer else r.employer end as employer,
  case when r.revision is null then b.member_no else r.member_no end as member_no,
  case when r.revision is null then b.code else r.code end as code,
  case when r.revision is null then b.for_period else r.for_period end as for_period,
  coalesce(r.member_key, b.member_key) as member_key,
  coalesce(r.by_name, b.by_name) as by_name,
  case when r.revision is null then b.cancels else r.cancels end as cancels,
  case when r.revision is null then b.home_period else r.home_period end as home_period,
  r.decision_no
from bank_entry b
left join (
  select distinct on (cooperative_id, identity) *
  from entry_reading
  order by cooperative_id, identity, revision desc
) r on r.cooperative_id = b.cooperative_id and r.identity = b.identity;

-- Decisions that are approved and not taken back.
create view decision_in_force with (security_invoker = true) as
select d.*
from case_decision d
join case_verdict v on v.cooperative_id = d.cooperative_id and v.decision_no = d.decision_no and v.is_approved
where d.kind <> 10
  and not exists (
    select 1
    from case_decision u
    join case_verdict w on w.cooperative_id = u.cooperative_id and w.decision_no = u.decision_no and w.is_approved
    where u.cooperative_id = d.cooperative_id and u.undoes = d.decision_no);

-- Moves of bank entries whose entries stand in the books.
create view case_posting_now with (security_invoker = true) as
select * from (
  select distinct on (cooperative_id, decision_no, case_id) cooperative_id, decision_no, case_id, period, batch_no, is_posted
  from case_posting
  order by cooperative_id, decision_no, case_id, batch_no desc) p
where p.is_posted;

-- Cases of bank entries: what is read to be nobody's, and what waits for an employer.
create view bank_case_now (cooperative_id, case_id, period, employer, cause, class, taxonomy, member_no, code, amount, reported, held, held_in, payroll_file, record, expected_id, identity, candidates, since, subject, proposal, content, decision_no, batch_no) with (security_invoker = true) as
select
  b.cooperative_id, 'bank/' || b.identity, b.period, '', case b.kind when 0 then 'unidentified_credit' when 6 then 'unexplained_debit' else 'reversal_of_unknown' end, null::smallint,
  case b.kind when 5 then 'E01' else 'A08' end, '', '', abs(b.amount), 0::bigint, case b.kind when 5 then 0 else abs(b.amount) end,
  case b.kind when 0 then case when p.decision_no is null then 21040 end when 6 then case when p.decision_no is null then 11050 end end,
  '', 0, '', b.identity, to_char(b.value_date, 'YYYY-MM-DD ') || b.counterparty || ': ' || b.narrative, b.value_date, b.identity, '', '', p.decision_no, 0
from bank_entry_now b
left join case_posting_now p on p.cooperative_id = b.cooperative_id and p.case_id = 'bank/' || b.identity
where (b.kind in (0, 6) and not b.is_reversal and not exists (select 1 from bank_entry_now r where r.cooperative_id = b.cooperative_id and r.cancels = b.identity))
   or (b.kind = 5 and b.cancels is null)
union all
select
  h.cooperative_id, 'bank/' || h.identity || '/held', b.period, h.employer, 'held_for_employer', null, 'C03', '', '', h.amount, 0, h.amount,
  case when p.decision_no is null then 21045 end, '', 0, '', b.identity, to_char(b.value_date, 'YYYY-MM-DD ') || b.counterparty || ': ' || b.narrative,
  b.value_date, b.identity, '', '', p.decision_no, 0
from (select distinct on (cooperative_id, identity) * from held_credit order by cooperative_id, identity, revision desc) h
join bank_entry_now b on b.cooperative_id = h.cooperative_id and b.identity = h.identity and b.employer = h.employer
left join case_posting_now p on p.cooperative_id = h.cooperative_id and p.case_id = 'bank/' || h.identity || '/held'
where h.amount > 0 and not exists (select 1 from bank_entry_now r where r.cooperative_id = b.cooperative_id and r.cancels = b.identity);

-- Every case of today: of units by their latest revision, of bank entries by what they are read to be. A file that an earlier month still owes is no
-- case of its own here: its rows are.
create view open_case_now with (security_invoker = true) as
select
  c.cooperative_id, c.case_id, c.period, c.employer, c.cause, c.class, c.taxonomy, c.member_no, c.code, c.amount, c.reported, c.held, c.held_in,
  coalesce(u.payroll_file, '') as payroll_file, c.record, c.expected_id, '' as identity, c.candidates,
  make_date(c.period / 100, c.period % 100, 1) as since, c.subject, c.proposal, c.content, c.decision_no, u.batch_no
from open_case c
join (
  select distinct on (cooperative_id, period, employer) cooperative_id, period, employer, revision, payroll_file, batch_no
  from unit
  order by cooperative_id, period, employer, revision desc
) u on u.cooperative_id = c.cooperative_id and u.period = c.period and u.employer = c.employer and u.revision = c.revision
union all
select * from bank_case_now;
grant select on decision_in_force, case_posting_now, bank_case_now, open_case_now to gateway_service;

-- Who decides is looked up as the owner of these functions: the service itself reads no account.
do $$ begin execute format('create policy of_decisions on app_user for select to %I using (cooperative_id = nullif(current_setting(''gateway.cooperative_id'', true), '''')::bigint)', current_user); end $$;

-- The role of an active person of the cooperative who works for it; null for anybody else.
create function role_of_person(p_user text) returns smallint language sql stable security definer set search_path = public, pg_temp as $$
  select role from app_user
  where cooperative_id = nullif(current_setting('gateway.cooperative_id', true), '')::bigint and user_name = p_user and not is_disabled and role in (1, 2);
$$;

-- Whether the role may approve so much: an officer up to 5,000,000 rupiah and a manager anything, unless the cooperative set other bands.
create function may_approve(p_role smallint, p_amount numeric) returns boolean language sql stable security definer set search_path = public, pg_temp as $$
  select case
    when exists (select 1 from approval_band where cooperative_id = nullif(current_setting('gateway.cooperative_id', true), '')::bigint)
      then exists (
        select 1 from approval_band
        where cooperative_id = nullif(current_setting('gateway.cooperative_id', true), '')::bigint and role = p_role and (up_to is null or up_to >= p_amount))
    else p_role = 1 or (p_role = 2 and p_amount <= 5000000)
  end;
$$;

-- What a decision is about, in all; of one that takes another back, what that was about.
create function decision_amount(p_cooperative bigint, p_decision bigint) returns numeric language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(sum(i.amount), 0)
  from case_decision d
  join case_decision_item i on i.cooperative_id = d.cooperative_id and i.decision_no = coalesce(d.undoes, d.decision_no)
  where d.cooperative_id = p_cooperative and d.decision_no = p_decision;
$$;

-- The rules of two people. Messages begin with the word by which the program knows them.
create function check_decision() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if role_of_person(new.proposer) is null then raise exception 'PROPOSER: % is no active officer or manager', new.proposer using errcode = 'DG001'; end if;
  if new.undoes is not null and not exists (select 1 from decision_in_force d where d.cooperative_id = new.cooperative_id and d.decision_no = new.undoes) then
    raise exception 'UNDO: decision % is not in force', new.undoes using errcode = 'DG001';
  end if;
  return new;
end $$;
create trigger check_decision before insert on case_decision for each row execute function check_decision();

-- What is decided about is said with the proposal: nobody adds a case to what another is about to approve.
create function check_item() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (
    select 1 from case_decision d
    where d.cooperative_id = new.cooperative_id and d.decision_no = new.decision_no and d.kind <> 10 and d.xmin = pg_current_xact_id()::xid) then
    raise exception 'ITEM: the cases of decision % are fixed', new.decision_no using errcode = 'DG001';
  end if;
  if new.amount > coalesce((select l.amount from write_off_limit l where l.cooperative_id = new.cooperative_id), 100)
    and exists (select 1 from case_decision d where d.cooperative_id = new.cooperative_id and d.decision_no = new.decision_no and d.kind = 7) then
    raise exception 'LIMIT: % is more than may be written off in one case', new.amount using errcode = 'DG001';
  end if;
  return new;
end $$;
create trigger check_item before insert on case_decision_item for each row execute function check_item();

create function check_verdict() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  decision record;
  checker_role smallint := role_of_person(new.checker);
begin
  select * into decision from case_decision d where d.cooperative_id = new.cooperative_id and d.decision_no = new.decision_no;
  if checker_role is null then raise exception 'CHECKER: % is no active officer or manager', new.checker using errcode = 'DG001'; end if;
  if decision.proposer = new.checker then raise exception 'TWO_PEOPLE: who proposed decision % may not decide it', new.decision_no using errcode = 'DG001'; end if;
  if new.is_approved then
    if not may_approve(checker_role, decision_amount(new.cooperative_id, new.decision_no)) then
      raise exception 'BAND: decision % is about more than this role may approve', new.decision_no using errcode = 'DG001';
    end if;
    if role_of_person(decision.proposer) is null then raise exception 'PROPOSER: % is no active officer or manager any more', decision.proposer using errcode = 'DG001'; end if;
    if decision.undoes is not null and not exists (select 1 from decision_in_force d where d.cooperative_id = new.cooperative_id and d.decision_no = decision.undoes) then
      raise exception 'UNDO: decision % is not in force', decision.undoes using errcode = 'DG001';
    end if;
  end if;
  return new;
end $$;
create trigger check_verdict before insert on case_verdict for each row execute function check_verdict();

revoke all on function role_of_person(text), may_approve(smallint, numeric), decision_amount(bigint, bigint), check_decision(), check_item(), check_verdict() from public;
grant execute on function may_approve(smallint, numeric), decision_amount(bigint, bigint) to gateway_service;
