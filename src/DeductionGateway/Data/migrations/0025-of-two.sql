-- A credit whose forms name two owners is a kind of its own (8); it was one that nobody is named by (0), with a word for its key. A reading is never changed: the next one says it.
-- The owner may be no superuser, whom the forced policy shows no row of any cooperative.
alter table bank_entry no force row level security;
alter table entry_reading no force row level security;
insert into entry_reading (cooperative_id, identity, revision, period, kind, member_key, by_name)
select n.cooperative_id, n.identity, n.revision + 1, coalesce(r.period, n.period), 8, '', false
from bank_entry_now n
left join entry_reading r on r.cooperative_id = n.cooperative_id and r.identity = n.identity and r.revision = n.revision
where n.kind = 0 and n.member_key = 'two';
alter table bank_entry force row level security;
alter table entry_reading force row level security;

-- To people it is a credit that nobody is known by, as before.
create or replace view bank_case_now (cooperative_id, case_id, period, employer, cause, class, taxonomy, member_no, code, amount, reported, held, held_in, payroll_file, record, expected_id, identity, candidates, since, subject, proposal, content, decision_no, batch_no) with (security_invoker = true) as
select
  b.cooperative_id, 'bank/' || b.identity, b.period, coalesce(f.employer, ''),
  case b.kind
    when 0 then 'unidentified_credit'
    when 8 then 'unidentified_credit'
    when 6 then case when b.member_key <> '' then 'payout_differs' when f.identity is null then 'unexplained_debit' else 'recourse' end
    else 'reversal_of_unknown' end, null::smallint,
  case when b.kind = 5 then 'E01' when f.identity is null then 'A08' else 'E06' end, '', '', abs(b.amount), 0::bigint, case b.kind when 5 then 0 else abs(b.amount) end,
  case when p.decision_no is null then case when b.kind in (0, 8) then 21040 when b.kind = 6 then 11050 end end,
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
where (b.kind in (0, 6, 8) and not b.is_reversal and not exists (select 1 from bank_entry_now r where r.cooperative_id = b.cooperative_id and r.cancels = b.identity))
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
