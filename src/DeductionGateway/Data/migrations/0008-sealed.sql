-- What a stolen copy of the database may not show: files as they came in and as they went out, national ids and account numbers. Each value says which data key of
-- its cooperative sealed it; data keys lie here sealed under the master key, which does not. key_no 0 = as it is: kept before this step, or without a master key.
create table data_key (
  cooperative_id bigint not null,
  key_no int not null check (key_no > 0),
  sealed bytea not null,
  created timestamptz not null default now(),
  primary key (cooperative_id, key_no)
);
select protect_table('data_key');

alter table source_chunk add column key_no int not null default 0;
alter table upload_chunk add column key_no int not null default 0;
alter table result_chunk add column key_no int not null default 0;

-- national_id and account_no are empty where they are sealed.
alter table member add column key_no int not null default 0;
alter table member add column personal bytea;             -- national id, a zero byte, account number
alter table member add column national_id_hash bytea;     -- keyed by the cooperative's first data key: finds a person without opening anybody
create index on member (cooperative_id, national_id_hash) where national_id_hash is not null;
