-- What the rows of a decided unit add up to by class, so that a run is shown without its rows being read: there may be a million.
create table unit_class (
  cooperative_id bigint not null,
  period int not null,
  batch_no int not null,
  class smallint not null,
  rows int not null check (rows > 0),
  reported bigint not null,
  received bigint not null,
  primary key (cooperative_id, period, batch_no, class)
);
-- The owner may be no superuser, whom the forced policy shows no row of any cooperative.
alter table line no force row level security;
insert into unit_class (cooperative_id, period, batch_no, class, rows, reported, received)
select cooperative_id, period, batch_no, class, count(*), sum(reported), sum(received) from line group by cooperative_id, period, batch_no, class;
alter table line force row level security;
select protect_table('unit_class');
