-- A credit that is given to an employer's period (kind 9) moves more than itself: the file that it paid before is open again, the one that it pays now is settled.
-- So it is approved, and taken back, only by a role without a limit.
create or replace function check_verdict() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  decision record;
  checker_role smallint := role_of_person(new.checker);
  wide boolean;
begin
  select * into decision from case_decision d where d.cooperative_id = new.cooperative_id and d.decision_no = new.decision_no;
  if checker_role is null then raise exception 'CHECKER: % is no active officer or manager', new.checker using errcode = 'DG001'; end if;
  if decision.proposer = new.checker then raise exception 'TWO_PEOPLE: who proposed decision % may not decide it', new.decision_no using errcode = 'DG001'; end if;
  if new.is_approved then
    wide := exists (select 1 from case_decision d where d.cooperative_id = new.cooperative_id and d.decision_no = coalesce(decision.undoes, decision.decision_no) and d.kind = 9);
    if not may_approve(checker_role, case when wide then 'infinity'::numeric else decision_amount(new.cooperative_id, new.decision_no) end) then
      raise exception 'BAND: decision % is about more than this role may approve', new.decision_no using errcode = 'DG001';
    end if;
    if role_of_person(decision.proposer) is null then raise exception 'PROPOSER: % is no active officer or manager any more', decision.proposer using errcode = 'DG001'; end if;
    if decision.undoes is not null and not exists (select 1 from decision_in_force d where d.cooperative_id = new.cooperative_id and d.decision_no = decision.undoes) then
      raise exception 'UNDO: decision % is not in force', decision.undoes using errcode = 'DG001';
    end if;
  end if;
  return new;
end $$;
