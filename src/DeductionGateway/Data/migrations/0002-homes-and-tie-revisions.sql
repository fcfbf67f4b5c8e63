-- An autodebit has one home: the unit on whose rows its money is laid. The folder that shows it first fixes it, so that no later folder
-- lays the same money once more. Null for entries that are no autodebit.
alter table bank_entry add column home_period int;
update bank_entry set home_period = case when for_period < period then for_period else period end where kind = 3;

-- A tie is never taken out: a later revision says what holds now, amount 0 = the credit no longer pays that file.
alter table credit_tie add column revision int not null default 1;
alter table credit_tie alter column revision drop default;
alter table credit_tie drop constraint credit_tie_pkey;
alter table credit_tie add primary key (cooperative_id, identity, period, kind, revision);
-- The file whose money was left is the one that the remark names; the folder at hand was noted instead.
update credit_tie t set from_period = e.for_period
from bank_entry e
where e.cooperative_id = t.cooperative_id and e.identity = t.identity and t.kind = 2 and e.for_period is not null;
