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
insert into unit_class (cooperative_id, period, batch_no, class, rows, reported, received)
select cooperative_id, period, batch_no, class, count(*), sum(reported), sum(received) from line group by cooperative_id, period, batch_no, class;
select protect_table('unit_class');
