-- Pages of an employer's file go on where the one before ended, without the whole unit being read for each: by record, as the file has them.
create index line_by_record on line (cooperative_id, period, batch_no, record) where record > 0;

-- What a unit adds up to by class is its employer's to know: of the units that he sees.
create policy of_employer on unit_class as restrictive to gateway_employer using (exists (
  select 1 from unit u where u.cooperative_id = unit_class.cooperative_id and u.period = unit_class.period and u.batch_no = unit_class.batch_no));
grant select on unit_class to gateway_employer;
