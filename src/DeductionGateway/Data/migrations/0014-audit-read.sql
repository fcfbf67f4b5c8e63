-- The audit is read from its end, one cooperative's lines at a time.
create index on audit (cooperative_id, audit_no desc);
