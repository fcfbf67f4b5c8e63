-- What other channels took, and what people decide about it.

-- A member's deposit may stay (11); what a bank took back for members becomes their debt (12).
alter table case_decision drop constraint case_decision_kind_check;
alter table case_decision add check (kind between 1 and 12);

-- What a debit on the cooperative's own account was found to be for: shortfalls of members, together the debit. The latest revision counts; one row without a member where
-- nothing is found any more.
create table recourse_find (
  cooperative_id bigint not null,
  identity text not null,                 -- of the debit
  revision int not null,                  -- from 1
  period int not null,                    -- of the shortfall
  employer text not null,
  member_no text not null,
  amount bigint not null check ((member_no = '') = (amount = 0) and amount >= 0),
  primary key (cooperative_id, identity, revision, member_no)
);
select protect_table('recourse_find');
revoke insert on recourse_find from gateway_loader;

-- Debits among the entries: some each month.
create index on bank_entry (cooperative_id, identity) where amount < 0 and not is_reversal;

create view recourse_now with (security_invoker = true) as
select f.cooperative_id, f.identity, f.revision, f.period, f.employer, f.member_no, f.amount
from recourse_find f
where f.member_no <> '' and f.revision = (select max(l.revision) from recourse_find l where l.cooperative_id = f.cooperative_id and l.identity = f.identity);

-- What a bank told of debits that it took for itself or another collector: once by our reference of it, and once that it was returned.
create table collector_notice (
  cooperative_id bigint not null,
  reference text not null,
  is_returned boolean not null,
  taken_on date not null,                 -- or returned
  collector text not null,                -- merchant id
  amount bigint not null check (amount > 0),
  remark text not null,
  actor text not null,
  at timestamptz not null,
  primary key (cooperative_id, reference, is_returned)
);
create index on collector_notice (cooperative_id, taken_on);

-- The same as runs read it from their folders. The latest revision of its reading counts; of one that was returned there is none.
create table collector_debit (
  cooperative_id bigint not null,
  reference text not null,
  is_returned boolean not null,
  revision int not null,                  -- from 1
  period int not null,                    -- of the folder that read it so
  taken_on date not null,
  collector text not null,
  amount bigint not null check (amount > 0),
  remark text not null,
  employer text,                          -- null: no rule reads whose it is
  member_no text,
  code text,
  for_period int,
  home_period int,                        -- of the unit on whose rows it is shown
  primary key (cooperative_id, reference, is_returned, revision)
);
select protect_table(t::regclass) from unnest(array['collector_notice', 'collector_debit']) as t;
revoke insert on collector_notice, collector_debit from gateway_loader;

create view collector_debit_now with (security_invoker = true) as
select d.*
from (select distinct on (cooperative_id, reference) * from collector_debit where not is_returned order by cooperative_id, reference, revision desc) d
where not exists (select 1 from collector_debit r where r.cooperative_id = d.cooperative_id and r.reference = d.reference and r.is_returned);

-- What is a debit's own case, and what waits for an employer; and what a collector took that is no unit's.
create or replace view bank_case_now (cooperative_id, case_id, period, employer, cause, class, taxonomy, member_no, code, amount, reported, held, held_in, payroll_file, record, expected_id, identity, candidates, since, subject, proposal, content, decision_no, batch_no) with (security_invoker = true) as
select
  b.cooperative_id, 'bank/' || b.identity, b.period, coalesce(f.employer, ''),
  case b.kind when 0 then 'unidentified_credit' when 6 then case when f.identity is null then 'unexplained_debit' else 'recourse' end else 'reversal_of_unknown' end, null::smallint,
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
) f on f.cooperative_id = b.cooperative_id and f.identity = b.identity and b.kind = 6
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
grant select on recourse_now, collector_debit_now to gateway_service;

-- That a collector took of a member's account is no affair of the employer: claims on collectors are hidden whole.
drop policy of_employer on open_case;
create policy of_employer on open_case as restrictive to gateway_employer using (
  cooperative_id = nullif(current_setting('gateway.cooperative_id', true), '')::bigint and employer = nullif(current_setting('gateway.employer', true), '')
  and cause not in ('taken_elsewhere', 'taken_twice', 'taken_unbilled'));
