-- Who rejects says why, whatever is decided: it stands with the rule of two people now, and not with cases alone.
drop function check_two_people(text, text, boolean, text, boolean, numeric);

-- p_what: such as 'decision 5'. p_reason: what the checker says, which only a rejection needs. p_amount: what the band must cover in rupiah; null = no amount is in question, infinity = only a role
-- without a limit.
create function check_two_people(p_what text, p_proposer text, p_may_propose boolean, p_checker text, p_is_approved boolean, p_reason text, p_amount numeric) returns void
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  checker_role smallint := role_of_person(p_checker);
begin
  if checker_role is null then raise exception 'CHECKER: % is no active officer or manager', p_checker using errcode = 'DG001'; end if;
  if p_proposer = p_checker then raise exception 'TWO_PEOPLE: who proposed % may not decide it', p_what using errcode = 'DG001'; end if;
  if not p_is_approved then
    if p_reason = '' then raise exception 'REASON: who rejects % says why', p_what using errcode = 'DG001'; end if;
    return;
  end if;
  if p_amount is not null and not may_approve(checker_role, p_amount) then
    raise exception 'BAND: % is about more than this role may approve', p_what using errcode = 'DG001';
  end if;
  if not p_may_propose then raise exception 'PROPOSER: % may not propose % any more', p_proposer, p_what using errcode = 'DG001'; end if;
end $$;

-- What holds for the verdict of a second person about cases.
create function check_case_verdict(p_cooperative bigint, p_decision bigint, p_checker text, p_is_approved boolean, p_reason text) returns void
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  decision record;
begin
  select * into decision from case_decision d where d.cooperative_id = p_cooperative and d.decision_no = p_decision;
  perform check_two_people(
    'decision ' || p_decision, decision.proposer, role_of_person(decision.proposer) is not null, p_checker, p_is_approved, p_reason, decision_band(p_cooperative, p_decision));
  if p_is_approved and decision.undoes is not null
    and not exists (select 1 from decision_in_force d where d.cooperative_id = p_cooperative and d.decision_no = decision.undoes) then
    raise exception 'UNDO: decision % is not in force', decision.undoes using errcode = 'DG001';
  end if;
end $$;

create or replace function check_verdict() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not new.is_withdrawal then
    perform check_case_verdict(new.cooperative_id, new.decision_no, new.checker, new.is_approved, new.reason);
  elsif not exists (select 1 from case_decision d where d.cooperative_id = new.cooperative_id and d.decision_no = new.decision_no and d.proposer = new.checker) then
    raise exception 'WITHDRAWAL: only who proposed decision % may withdraw it', new.decision_no using errcode = 'DG001';
  end if;
  return new;
end $$;

-- Whether the trigger would take an approval: by asking it.
create function may_be_approved_by(p_checker text, p_cooperative bigint, p_decision bigint) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform check_case_verdict(p_cooperative, p_decision, p_checker, true, '');
  return true;
exception
  when sqlstate 'DG001' then return false;
end $$;

create or replace function check_release_verdict() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  release record;
begin
  select * into release from file_release r where r.cooperative_id = new.cooperative_id and r.release_no = new.release_no;
  perform check_two_people(
    'release ' || new.release_no, release.proposer, may_send_for(release.proposer, release.employer), new.checker, new.is_approved, new.comment, null);
  return new;
end $$;

revoke all on function
  check_two_people(text, text, boolean, text, boolean, text, numeric), check_case_verdict(bigint, bigint, text, boolean, text), may_be_approved_by(text, bigint, bigint) from public;
grant execute on function may_be_approved_by(text, bigint, bigint) to gateway_service;
revoke execute on function may_approve(smallint, numeric), decision_band(bigint, bigint) from gateway_service;
