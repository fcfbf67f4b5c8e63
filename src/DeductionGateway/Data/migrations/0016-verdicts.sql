-- The rule of two people, once for all that is decided so: who checks is another active officer or manager; an approval is within his band, and of what its proposer may still propose.
-- p_what: such as 'decision 5'. p_amount: what the band must cover in rupiah; null = no amount is in question, infinity = only a role without a limit.
create function check_two_people(p_what text, p_proposer text, p_may_propose boolean, p_checker text, p_is_approved boolean, p_amount numeric) returns void
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  checker_role smallint := role_of_person(p_checker);
begin
  if checker_role is null then raise exception 'CHECKER: % is no active officer or manager', p_checker using errcode = 'DG001'; end if;
  if p_proposer = p_checker then raise exception 'TWO_PEOPLE: who proposed % may not decide it', p_what using errcode = 'DG001'; end if;
  if not p_is_approved then return; end if;
  if p_amount is not null and not may_approve(checker_role, p_amount) then
    raise exception 'BAND: % is about more than this role may approve', p_what using errcode = 'DG001';
  end if;
  if not p_may_propose then raise exception 'PROPOSER: % may not propose % any more', p_proposer, p_what using errcode = 'DG001'; end if;
end $$;

-- A proposal may be withdrawn, by who made it; who rejects it says why. The key of the table makes either, or an approval, the last word.
alter table case_verdict add column is_withdrawal boolean not null default false;
alter table case_verdict add column reason text not null default '';
alter table case_verdict add check (not (is_withdrawal and is_approved));

-- Cases that had become others when a decision about several was approved: it holds for the rest, and these are open.
create table case_left_open (
  cooperative_id bigint not null,
  decision_no bigint not null,
  case_id text not null,
  primary key (cooperative_id, decision_no, case_id),
  foreign key (cooperative_id, decision_no, case_id) references case_decision_item
);
select protect_table('case_left_open');
revoke insert on case_left_open from gateway_loader;

-- What a decision is about; after its approval what it was approved for.
create view case_decided_item with (security_invoker = true) as
select i.*
from case_decision_item i
where not exists (select 1 from case_left_open l where l.cooperative_id = i.cooperative_id and l.decision_no = i.decision_no and l.case_id = i.case_id);
grant select on case_decided_item to gateway_service;

create or replace function decision_amount(p_cooperative bigint, p_decision bigint) returns numeric language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(sum(i.amount), 0)
  from case_decision d
  join case_decided_item i on i.cooperative_id = d.cooperative_id and i.decision_no = coalesce(d.undoes, d.decision_no)
  where d.cooperative_id = p_cooperative and d.decision_no = p_decision;
$$;

-- What a checker's band must cover. A credit that is given to a period (kind 9), or taken back from it, moves more than itself: the file that it paid and the one that it pays.
create function decision_band(p_cooperative bigint, p_decision bigint) returns numeric language sql stable security definer set search_path = public, pg_temp as $$
  select case when o.kind = 9 then 'infinity'::numeric else decision_amount(p_cooperative, p_decision) end
  from case_decision d
  join case_decision o on o.cooperative_id = d.cooperative_id and o.decision_no = coalesce(d.undoes, d.decision_no)
  where d.cooperative_id = p_cooperative and d.decision_no = p_decision;
$$;

create or replace function check_verdict() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  decision record;
  what text := 'decision ' || new.decision_no;
begin
  select * into decision from case_decision d where d.cooperative_id = new.cooperative_id and d.decision_no = new.decision_no;
  if new.is_withdrawal then
    if decision.proposer is distinct from new.checker then raise exception 'WITHDRAWAL: only who proposed % may withdraw it', what using errcode = 'DG001'; end if;
    return new;
  end if;
  perform check_two_people(
    what, decision.proposer, role_of_person(decision.proposer) is not null, new.checker, new.is_approved, decision_band(new.cooperative_id, new.decision_no));
  if not new.is_approved and new.reason = '' then raise exception 'REASON: who rejects % says why', what using errcode = 'DG001'; end if;
  if new.is_approved and decision.undoes is not null
    and not exists (select 1 from decision_in_force d where d.cooperative_id = new.cooperative_id and d.decision_no = decision.undoes) then
    raise exception 'UNDO: decision % is not in force', decision.undoes using errcode = 'DG001';
  end if;
  return new;
end $$;

-- What an approval leaves open is said with it: nobody takes a case out of what two people decided.
create function check_left_open() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (
    select 1 from case_verdict v
    where v.cooperative_id = new.cooperative_id and v.decision_no = new.decision_no and v.is_approved and v.xmin = pg_current_xact_id()::xid) then
    raise exception 'ITEM: the cases of decision % are fixed', new.decision_no using errcode = 'DG001';
  end if;
  return new;
end $$;
create trigger check_left_open before insert on case_left_open for each row execute function check_left_open();

create or replace function check_release_verdict() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  release record;
begin
  select * into release from file_release r where r.cooperative_id = new.cooperative_id and r.release_no = new.release_no;
  perform check_two_people('release ' || new.release_no, release.proposer, may_send_for(release.proposer, release.employer), new.checker, new.is_approved, null);
  return new;
end $$;

-- A write-off beyond the limit is refused by a sentence that says the limit, and where it is set.
create or replace function check_item() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  decision record;
  write_off bigint := coalesce((select l.amount from write_off_limit l where l.cooperative_id = new.cooperative_id), 100);
begin
  select * into decision from case_decision d
  where d.cooperative_id = new.cooperative_id and d.decision_no = new.decision_no and d.kind <> 10 and d.xmin = pg_current_xact_id()::xid;
  if not found then raise exception 'ITEM: the cases of decision % are fixed', new.decision_no using errcode = 'DG001'; end if;
  if decision.kind = 7 and new.amount > write_off then
    raise exception 'LIMIT: % rupiah is more than the % rupiah that may be written off in one case; the owner of the database sets this limit in its table write_off_limit', new.amount, write_off using errcode = 'DG001';
  end if;
  return new;
end $$;

revoke all on function check_two_people(text, text, boolean, text, boolean, numeric), decision_band(bigint, bigint), check_left_open() from public;
grant execute on function decision_band(bigint, bigint) to gateway_service;
