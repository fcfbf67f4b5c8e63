-- What an employer is told of each line of its own file. Codes of the mismatch stood only with cases; null = decided before they were kept with the row.
alter table line add column taxonomy text;

-- Employers read the lines of their own units: what each was billed, withheld and received, and not on which parts of a loan it was laid; of what is open
-- the name of the case and whether people resolved it.
create policy of_employer on line as restrictive to gateway_employer using (
  cooperative_id = nullif(current_setting('gateway.cooperative_id', true), '')::bigint and employer = nullif(current_setting('gateway.employer', true), ''));
grant select (cooperative_id, period, batch_no, row_no, employer, record, billing_no, candidate_billing_no, code, class, expected, reported, received, a_suspense, findings, rule, taxonomy)
  on line to gateway_employer;

create policy of_employer on open_case as restrictive to gateway_employer using (
  cooperative_id = nullif(current_setting('gateway.cooperative_id', true), '')::bigint and employer = nullif(current_setting('gateway.employer', true), ''));
grant select (cooperative_id, period, employer, revision, case_id, class, taxonomy, code, record, expected_id, candidates, decision_no) on open_case to gateway_employer;
