-- Who proposed a payout may withdraw it before it is decided; and one that is approved and was not done ends by people's word where no bank's comes.

alter table payout_verdict add column is_withdrawal boolean not null default false;
alter table payout_verdict add check (not (is_withdrawal and is_approved));

-- A person's word that a payout was not done and will not be. Where it was never sent one person's is enough, else it takes two.
create table payout_ending (
  cooperative_id bigint not null,
  payout_no bigint not null,
  person text not null,
  reason text not null check (reason <> ''),
  at timestamptz not null,
  primary key (cooperative_id, payout_no, person),
  foreign key (cooperative_id, payout_no) references payout
);
select protect_table('payout_ending');
revoke insert on payout_ending from gateway_loader;

-- State 9: withdrawn. As it was, and beside it the order, null where there is none.
create or replace view payout_now with (security_invoker = true) as
select
  p.*, v.checker, v.reason as verdict_reason, v.at as decided_at, b.value_date as booked_on, r.value_date as returned_on,
  (case
    when v.payout_no is null then 1
    when v.is_withdrawal then 9
    when not v.is_approved then 2
    when r.value_date is not null then 8
    when b.value_date is not null then 7
    else case s.state when 4 then 6 when 3 then 5 when 2 then 4 when 1 then 4 else 3 end end)::smallint as state,
  o.order_no
from payout p
left join payout_verdict v on v.cooperative_id = p.cooperative_id and v.payout_no = p.payout_no
left join bank_order o on o.cooperative_id = p.cooperative_id and o.partner = p.partner and o.service = p.service and o.reference = p.reference
left join lateral (
  select state from bank_order_step s where s.cooperative_id = o.cooperative_id and s.order_no = o.order_no order by s.step_no desc limit 1) s on true
left join payout_entry_now b on b.cooperative_id = p.cooperative_id and b.reference = p.reference and b.amount = -p.amount
left join lateral (
  select max(back.value_date) as value_date
  from (
    select e.value_date from payout_entry_now e where e.cooperative_id = p.cooperative_id and e.reference = p.reference and e.amount = p.amount
    union all
    select c.value_date
    from bank_entry c
    left join lateral (
      select e.revision, e.cancels from entry_reading e where e.cooperative_id = c.cooperative_id and e.identity = c.identity order by e.revision desc limit 1) l on true
    where c.cooperative_id = b.cooperative_id and c.is_reversal and c.amount = -b.amount and case when l.revision is null then c.cancels else l.cancels end = b.identity) back) r on b.identity is not null;

create or replace function check_payout_verdict() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  proposed record;
begin
  select * into proposed from payout p where p.cooperative_id = new.cooperative_id and p.payout_no = new.payout_no;
  perform hold_payouts(new.cooperative_id);
  if new.is_withdrawal then
    if proposed.proposer is distinct from new.checker then raise exception 'WITHDRAWAL: only who proposed payout % may withdraw it', new.payout_no using errcode = 'DG001'; end if;
    return new;
  end if;
  -- Who may approve is asked for all that goes to the member within a month: in parts it is no less.
  perform check_two_people(
    'payout ' || new.payout_no, proposed.proposer, role_of_person(proposed.proposer) is not null, new.checker, new.is_approved, new.reason,
    proposed.amount + coalesce((
      select sum(p.amount)::bigint from payout_now p
      where p.cooperative_id = new.cooperative_id and p.member_id = proposed.member_id and p.state in (3, 4, 5, 7) and p.decided_at > new.at - interval '30 days'), 0));
  if new.is_approved and payout_left(new.cooperative_id, proposed.member_id, false) < proposed.amount then
    raise exception 'BOUND: 2-1050 does not hold any more what payout % is to pay', new.payout_no using errcode = 'DG001';
  end if;
  return new;
end $$;

-- Whoever says it is an officer or manager; what the bank may have done is paid again by no less than its approval takes.
create function check_payout_ending() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  payout record;
  first record;
begin
  perform hold_payouts(new.cooperative_id);
  select * into payout from payout_now p where p.cooperative_id = new.cooperative_id and p.payout_no = new.payout_no;
  if payout.state not in (3, 4) then raise exception 'ENDED: payout % is not under way to a bank', new.payout_no using errcode = 'DG001'; end if;
  if role_of_person(new.person) is null then raise exception 'PROPOSER: % is no active officer or manager', new.person using errcode = 'DG001'; end if;
  select * into first from payout_ending e where e.cooperative_id = new.cooperative_id and e.payout_no = new.payout_no order by e.at limit 1;
  if payout.state = 4 and first.person is not null then
    perform check_two_people('the end of payout ' || new.payout_no, first.person, role_of_person(first.person) is not null, new.person, true, new.reason, payout.amount);
  end if;
  return new;
end $$;
create trigger check_payout_ending before insert on payout_ending for each row execute function check_payout_ending();
revoke all on function check_payout_ending() from public;
