-- Postings that banks push: each once, never changed. What of it is booked, and when, the runs say, which read it beside the statements.
create table pushed_posting (
  cooperative_id bigint not null,
  account text not null,                  -- the cooperative's own name for it
  bank_ref text not null check (bank_ref <> ''),
  is_reversal boolean not null,
  value_date date not null,
  booking_date date not null,
  amount bigint not null,                 -- credit positive
  currency char(3) not null,
  counterparty text not null,
  narrative text not null,
  actor text not null,
  at timestamptz not null,
  primary key (cooperative_id, account, bank_ref, is_reversal)
);
create index on pushed_posting (cooperative_id, value_date);
select protect_table('pushed_posting');
