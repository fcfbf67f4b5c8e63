-- What is asked of banks: orders, each written down before it is sent, with what became of it, and statements that were taken.

-- An order to a bank. It is sent under one reference for ever; what became of it is found out by that.
create table bank_order (
  cooperative_id bigint not null,
  order_no bigint generated always as identity,
  partner text not null,
  service smallint not null,
  reference text not null,                     -- partnerReferenceNo, or the number that is made, changed or ended
  amount bigint not null check (amount >= 0),  -- whole rupiah that it moves; 0 where it moves none
  key_no int not null,
  body bytea not null,                         -- JSON, as it goes out, sealed
  actor text not null,
  at timestamptz not null,
  primary key (cooperative_id, order_no),
  unique (cooperative_id, partner, service, reference)
);
create index on bank_order (cooperative_id, partner, order_no);

-- What was done about it, one after the other: whoever adds the next has it.
create table bank_order_step (
  cooperative_id bigint not null,
  order_no bigint not null,
  step_no int not null check (step_no > 0),
  state smallint not null check (state between 0 and 4),  -- 0 to be sent again, 1 being sent, 2 its status is asked for, 3 done, 4 refused
  at timestamptz not null,
  next_try timestamptz not null,               -- of a state 1: when whoever sends it is taken for gone
  code text not null,                          -- of the bank's answer; empty: none is here yet
  key_no int not null,
  answer bytea not null,                       -- as it came, sealed
  primary key (cooperative_id, order_no, step_no),
  foreign key (cooperative_id, order_no) references bank_order
);
create unique index on bank_order_step (cooperative_id, order_no) where state >= 3;

-- What has ended stays so, and a movement of money of which nobody knows is never one that is to be sent.
create function check_order_step() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  before smallint;
begin
  select s.state into before from bank_order_step s where s.cooperative_id = new.cooperative_id and s.order_no = new.order_no and s.step_no = new.step_no - 1;
  if before is null and new.step_no > 1 then raise exception 'ORDER: step % of order % follows none', new.step_no, new.order_no using errcode = 'DG001'; end if;
  if before >= 3 then raise exception 'ORDER: order % has ended', new.order_no using errcode = 'DG001'; end if;
  if before = 2 and new.state < 2 then raise exception 'ORDER: what became of order % is asked for; it is not sent again', new.order_no using errcode = 'DG001'; end if;
  return new;
end $$;
create trigger check_order_step before insert on bank_order_step for each row execute function check_order_step();
revoke all on function check_order_step() from public;

-- A statement that was taken, whole.
create table bank_pull (
  cooperative_id bigint not null,
  partner text not null,
  account text not null,
  at timestamptz not null,
  first_day date not null,
  last_day date not null,                      -- over where it ends before this was taken
  row_count int not null,
  credit bigint not null,                      -- minor units
  debit bigint not null,
  primary key (cooperative_id, partner, account, at, first_day)
);

-- By what a notice of a direct debit is known again.
create index on snap_request (cooperative_id, partner, subject) where service = 56;

select protect_table(t::regclass) from unnest(array['bank_order', 'bank_order_step', 'bank_pull']) as t;
revoke insert on bank_order, bank_order_step, bank_pull from gateway_loader;
