-- What is owed back to members (2-1050) is paid out: proposed by one person, approved by another, ordered of a bank, and booked when the bank's statement shows it.

-- Only added to. Where it stands follows from its verdict, its order and the entries that name it: payout_now.
create table payout (
  cooperative_id bigint not null,
  payout_no bigint generated always as identity,
  member_id bigint not null,
  amount bigint not null check (amount > 0),      -- whole rupiah
  partner text not null,                          -- the bank that it goes out from
  service smallint not null check (service in (17, 18)),  -- to the same bank, to another
  reference text not null,                        -- partnerReferenceNo, which the bank's debit names
  beneficiary_bank text not null check ((beneficiary_bank = '') = (service = 17)),  -- three digits
  beneficiary_name text not null,
  key_no int not null,
  beneficiary_account bytea not null,             -- sealed
  reason text not null,
  proposer text not null,
  at timestamptz not null,
  primary key (cooperative_id, payout_no),
  unique (cooperative_id, reference)
);
create index on payout (cooperative_id, member_id);

-- One verdict for each, by another person: the key says one, the trigger says another.
create table payout_verdict (
  cooperative_id bigint not null,
  payout_no bigint not null,
  is_approved boolean not null,
  checker text not null,
  reason text not null,
  at timestamptz not null,
  primary key (cooperative_id, payout_no),
  foreign key (cooperative_id, payout_no) references payout
);
create index on payout_verdict (cooperative_id, at);

select protect_table(t::regclass) from unnest(array['payout', 'payout_verdict']) as t;
revoke insert on payout, payout_verdict from gateway_loader;
-- Which banks are called: from those money can go out.
grant select (own_client_id) on bank_partner to gateway_service;

-- What 2-1050 holds of one member is found among some rows.
create index on account_total (cooperative_id, member_id) where account = 21050;

-- Entries that are read as a payout, or as its return: one or two for each.
create index on bank_entry (cooperative_id, member_key) where kind = 7;
create index on entry_reading (cooperative_id, member_key) where kind = 7;
-- By which the bank took one back: some a month.
create index on bank_entry (cooperative_id, amount) where is_reversal;

create view payout_entry_now with (security_invoker = true) as
select b.cooperative_id, b.identity, b.member_key as reference, b.amount, b.value_date
from bank_entry b
where b.kind = 7 and not exists (select 1 from entry_reading l where l.cooperative_id = b.cooperative_id and l.identity = b.identity)
union all
select b.cooperative_id, b.identity, r.member_key, b.amount, b.value_date
from entry_reading r
join bank_entry b on b.cooperative_id = r.cooperative_id and b.identity = r.identity
where r.kind = 7 and not exists (select 1 from entry_reading l where l.cooperative_id = r.cooperative_id and l.identity = r.identity and l.revision > r.revision);

-- State: 1 proposed, 2 rejected, 3 approved, 4 sent or asked for, 5 done at the bank, 6 refused by the bank, 7 booked, 8 came back. In 2, 6, 7 and 8 nothing of it is under way.
create view payout_now with (security_invoker = true) as
select
  p.*, v.checker, v.reason as verdict_reason, v.at as decided_at, b.value_date as booked_on, r.value_date as returned_on,
  (case
    when v.payout_no is null then 1
    when not v.is_approved then 2
    when r.value_date is not null then 8
    when b.value_date is not null then 7
    else case s.state when 4 then 6 when 3 then 5 when 2 then 4 when 1 then 4 else 3 end end)::smallint as state
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
grant select on payout_entry_now, payout_now to gateway_service;

-- Of what 2-1050 holds of a member what is not under way to him, in whole rupiah; below nil where more went out than is owed. A proposal is under way or not, as it is asked.
create function payout_left(p_cooperative bigint, p_member bigint, p_with_proposed boolean) returns numeric language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((select sum(t.credit - t.debit) from account_total t where t.cooperative_id = p_cooperative and t.member_id = p_member and t.account = 21050), 0)
    - coalesce((
      select sum(p.amount) from payout_now p
      where p.cooperative_id = p_cooperative and p.member_id = p_member and (p.state in (3, 4, 5) or (p.state = 1 and p_with_proposed))), 0);
$$;

-- Payouts of a cooperative, and decisions by which less may be owed, are proposed and decided one after the other: what is free is counted by one at a time.
create function hold_payouts(p_cooperative bigint) returns void language sql set search_path = public, pg_temp as $$
  select pg_advisory_xact_lock(hashtextextended('payouts ' || p_cooperative, 0));
$$;

create function check_payout() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  free numeric;
begin
  if role_of_person(new.proposer) is null then raise exception 'PROPOSER: % is no active officer or manager', new.proposer using errcode = 'DG001'; end if;
  perform hold_payouts(new.cooperative_id);
  free := payout_left(new.cooperative_id, new.member_id, true);
  if free < new.amount then raise exception 'BOUND: 2-1050 holds % rupiah of the member that are not under way, and % are to be paid out', greatest(free, 0), new.amount using errcode = 'DG001'; end if;
  return new;
end $$;
create trigger check_payout before insert on payout for each row execute function check_payout();

-- What is owed may have become less since it was proposed.
create function check_payout_verdict() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  proposed record;
begin
  select * into proposed from payout p where p.cooperative_id = new.cooperative_id and p.payout_no = new.payout_no;
  perform hold_payouts(new.cooperative_id);
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
create trigger check_payout_verdict before insert on payout_verdict for each row execute function check_payout_verdict();

-- Money leaves by an approved payout only.
create function check_order_of_money() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (
    select 1
    from payout p
    join payout_verdict v on v.cooperative_id = p.cooperative_id and v.payout_no = p.payout_no and v.is_approved
    where p.cooperative_id = new.cooperative_id and p.partner = new.partner and p.service = new.service and p.reference = new.reference and p.amount = new.amount) then
    raise exception 'PAYOUT: no payout of % rupiah under reference % is approved', new.amount, new.reference using errcode = 'DG001';
  end if;
  return new;
end $$;
create trigger check_order_of_money before insert on bank_order for each row when (new.service in (17, 18)) execute function check_order_of_money();

-- Members to whom more went out, or is on its way, than is owed to them, and how much. By a decision nobody is to become one, nor one the more: it is asked before and after,
-- and as the payouts are held between, none is approved meanwhile.
create function paid_beyond(p_cooperative bigint) returns table (member_no text, amount bigint) language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  perform hold_payouts(p_cooperative);
  return query
    select m.member_no, (p.under_way - coalesce(o.owed, 0))::bigint
    from (
      select n.member_id, coalesce(sum(n.amount) filter (where n.state in (3, 4, 5)), 0) as under_way
      from payout_now n
      where n.cooperative_id = p_cooperative
      group by n.member_id) p
    left join (
      select t.member_id, sum(t.credit - t.debit) as owed from account_total t where t.cooperative_id = p_cooperative and t.account = 21050 group by t.member_id) o on o.member_id = p.member_id
    join member m on m.cooperative_id = p_cooperative and m.member_id = p.member_id
    where p.under_way > coalesce(o.owed, 0)
    order by 1;
end $$;

revoke all on function payout_left(bigint, bigint, boolean), hold_payouts(bigint), paid_beyond(bigint), check_payout(), check_payout_verdict(), check_order_of_money() from public;
grant execute on function hold_payouts(bigint), paid_beyond(bigint) to gateway_service;

-- A debit that names a payout and is not its own says so; it was taken for no shortfall.
create or replace view bank_case_now (cooperative_id, case_id, period, employer, cause, class, taxonomy, member_no, code, amount, reported, held, held_in, payroll_file, record, expected_id, identity, candidates, since, subject, proposal, content, decision_no, batch_no) with (security_invoker = true) as
select
  b.cooperative_id, 'bank/' || b.identity, b.period, coalesce(f.employer, ''),
  case b.kind
    when 0 then 'unidentified_credit'
    when 6 then case when b.member_key <> '' then 'payout_differs' when f.identity is null then 'unexplained_debit' else 'recourse' end
    else 'reversal_of_unknown' end, null::smallint,
  case when b.kind = 5 then 'E01' when f.identity is null then 'A08' else 'E06' end, '', '', abs(b.amount), 0::bigint, case b.kind when 5 then 0 else abs(b.amount) end,
  case b.kind when 0 then case when p.decision_no is null then 21040 end when 6 then case when p.decision_no is null then 11050 end end,
  '', 0, '', b.identity, coalesce(f.candidates, to_char(b.value_date, 'YYYY-MM-DD ') || b.counterparty || ': ' || b.narrative), b.value_date, b.identity,
  coalesce(b.identity || '#' || f.revision, ''), '', p.decision_no, 0
from bank_entry_now b
left join case_posting_now p on p.cooperative_id = b.cooperative_id and p.case_id = 'bank/' || b.identity
left join (
  select
    cooperative_id, identity, revision, min(employer) as employer,
    string_agg(member_no || ' ' || to_char(make_date(period / 100, period % 100, 1), 'YYYY-MM') || ' ' || amount, '|' order by member_no collate "C") as candidates
  from recourse_now
  group by cooperative_id, identity, revision
) f on f.cooperative_id = b.cooperative_id and f.identity = b.identity and b.kind = 6 and b.member_key = ''
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
where h.amount > 0 and not exists (select 1 from bank_entry_now r where r.cooperative_id = b.cooperative_id and r.cancels = b.identity)
union all
select
  d.cooperative_id, 'bank/' || d.reference, d.period, '', 'taken_unbilled', null, 'F08', '', '', d.amount, 0, 0, null, '', 0, '', d.reference,
  to_char(d.taken_on, 'YYYY-MM-DD ') || d.collector || ': ' || d.remark, d.taken_on, '', '', '', null, 0
from collector_debit_now d
where d.employer is null;
