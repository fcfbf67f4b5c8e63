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

-- Words of people who may still give one. Who is no officer or manager any more has said nothing.
create function payout_words(p_cooperative bigint, p_payout bigint) returns bigint language sql stable security definer set search_path = public, pg_temp as $$
  select count(*) from payout_ending e where e.cooperative_id = p_cooperative and e.payout_no = p_payout and role_of_person(e.person) is not null;
$$;

-- State 9: withdrawn. What the bank called done and never booked ends by people too: its order is done, and stays so. Beside it the order, null where there is none.
create or replace view payout_now with (security_invoker = true) as
select
  p.*, v.checker, v.reason as verdict_reason, v.at as decided_at, b.value_date as booked_on, r.value_date as returned_on,
  (case
    when v.payout_no is null then 1
    when v.is_withdrawal then 9
    when not v.is_approved then 2
    when r.value_date is not null then 8
    when b.value_date is not null then 7
    else case s.state when 4 then 6 when 3 then case when payout_words(p.cooperative_id, p.payout_no) > 1 then 6 else 5 end when 2 then 4 when 1 then 4 else 3 end end)::smallint as state,
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

-- For how much a band is asked: all that goes to the member within a month of a moment. In parts it is no less.
create function payout_band(p_cooperative bigint, p_payout bigint, p_at timestamptz) returns numeric language sql stable security definer set search_path = public, pg_temp as $$
  select o.amount + coalesce((
    select sum(p.amount) from payout_now p
    where p.cooperative_id = p_cooperative and p.member_id = o.member_id and p.payout_no <> p_payout and p.state in (3, 4, 5, 7) and p.decided_at > p_at - interval '30 days'), 0)
  from payout o
  where o.cooperative_id = p_cooperative and o.payout_no = p_payout;
$$;

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
  perform check_two_people(
    'payout ' || new.payout_no, proposed.proposer, role_of_person(proposed.proposer) is not null, new.checker, new.is_approved, new.reason,
    payout_band(new.cooperative_id, new.payout_no, new.at));
  if new.is_approved and payout_left(new.cooperative_id, proposed.member_id, false) < proposed.amount then
    raise exception 'BOUND: 2-1050 does not hold any more what payout % is to pay', new.payout_no using errcode = 'DG001';
  end if;
  return new;
end $$;

-- Whoever says it is an officer or manager, and of what was sent it is said after the days in which the bank books it, three behind the last sending; what it may have done
-- goes out again by no less than an approval takes.
create function check_payout_ending() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  payout record;
  first text;
begin
  perform hold_payouts(new.cooperative_id);
  select * into payout from payout_now p where p.cooperative_id = new.cooperative_id and p.payout_no = new.payout_no;
  if payout.state not in (3, 4, 5) then raise exception 'ENDED: payout % is not under way to a bank', new.payout_no using errcode = 'DG001'; end if;
  if role_of_person(new.person) is null then raise exception 'PROPOSER: % is no active officer or manager', new.person using errcode = 'DG001'; end if;
  if payout.state = 3 then return new; end if;
  if exists (
    select 1 from bank_order_step s
    where s.cooperative_id = new.cooperative_id and s.order_no = payout.order_no and s.state = 1
      and (s.at at time zone 'Asia/Jakarta')::date + 3 >= (new.at at time zone 'Asia/Jakarta')::date) then
    raise exception 'MAY_YET_BE_BOOKED: the bank may book payout % up to three days after it was sent', new.payout_no using errcode = 'DG001';
  end if;
  select e.person into first from payout_ending e
  where e.cooperative_id = new.cooperative_id and e.payout_no = new.payout_no and role_of_person(e.person) is not null
  order by e.at, e.person
  limit 1;
  if first is not null then
    perform check_two_people('the end of payout ' || new.payout_no, first, true, new.person, true, new.reason, payout_band(new.cooperative_id, new.payout_no, new.at));
  end if;
  return new;
end $$;
create trigger check_payout_ending before insert on payout_ending for each row execute function check_payout_ending();

-- A transfer that is refused without a bank's code is so by people's word: one's before it was sent, two's after.
create function check_order_end() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  before smallint;
begin
  select s.state into before from bank_order_step s where s.cooperative_id = new.cooperative_id and s.order_no = new.order_no and s.step_no = new.step_no - 1;
  if exists (
    select 1
    from bank_order o
    join payout p on p.cooperative_id = o.cooperative_id and p.reference = o.reference
    where o.cooperative_id = new.cooperative_id and o.order_no = new.order_no and o.service in (17, 18)
      and payout_words(p.cooperative_id, p.payout_no) < case when coalesce(before, 0) = 0 then 1 else 2 end) then
    raise exception 'TWO_PEOPLE: order % may have been done; that it was not takes the word of two', new.order_no using errcode = 'DG001';
  end if;
  return new;
end $$;
create trigger check_order_end before insert on bank_order_step for each row when (new.state = 4 and new.code = '') execute function check_order_end();

revoke all on function payout_words(bigint, bigint), payout_band(bigint, bigint, timestamptz), check_payout_ending(), check_order_end() from public;
grant execute on function payout_words(bigint, bigint) to gateway_service;
