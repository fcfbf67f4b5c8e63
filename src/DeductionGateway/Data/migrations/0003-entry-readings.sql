-- A bank entry is a fact and never changes; what its remark was read to say may: rules are corrected, an employer or member is entered
-- later. bank_entry keeps the first reading, here stand the later ones; the latest counts.
create table entry_reading (
  cooperative_id bigint not null,
  identity text not null,
  revision int not null,                  -- from 1
  period int not null,                    -- the folder that read it so
  kind smallint not null,
  employer text,
  member_no text,
  code text,
  for_period int,
  member_key text not null,
  by_name boolean not null,
  cancels text,
  home_period int,
  primary key (cooperative_id, identity, revision)
);
select protect_table('entry_reading');

-- Entries as they are read now. Whoever asks is bound by his own policies, not by the owner's.
create view bank_entry_now with (security_invoker = true) as
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
  case when r.revision is null then b.home_period else r.home_period end as home_period
from bank_entry b
left join (
  select distinct on (cooperative_id, identity) *
  from entry_reading
  order by cooperative_id, identity, revision desc
) r on r.cooperative_id = b.cooperative_id and r.identity = b.identity;
grant select on bank_entry_now to gateway_service;
