-- What is asked of banks: orders, each written down before it is sent, statements that were taken, and by what a posting is known.

-- An order to a bank. It is sent under one reference for ever; what became of it is found out by that.
create table bank_order (
  cooperative_id bigint not null,
  order_no bigint generated always as identity,
  partner text not null,
  service smallint not null,
  reference text not null,                     -- partnerReferenceNo
  amount bigint not null check (amount >= 0),  -- whole rupiah that it moves; 0 where it moves none
  key_no int not null,
  body bytea not null,                         -- JSON, as it goes out, sealed
  actor text not null,
  at timestamptz not null,
  state smallint not null default 0,           -- 0 to be sent, 1 being sent, 2 its status is asked for, 3 done, 4 refused
  tries int not null default 0,
  next_try timestamptz not null,               -- of a state 1: when whoever sends it is taken for gone
  first_sent timestamptz,
  last_code text not null default '',          -- of the last answer
  answer bytea,                                -- the last one as it came, sealed by the same key
  primary key (cooperative_id, order_no),
  unique (cooperative_id, reference),
  check ((state = 0 and tries = 0) or first_sent is not null)
);
create index on bank_order (cooperative_id, partner, order_no) where state < 3;
select protect_table('bank_order');
revoke insert on bank_order from gateway_loader;
grant update (state, tries, next_try, first_sent, last_code, answer) on bank_order to gateway_service;

-- What has ended stays so, and a movement of money of which nobody knows is never one that is to be sent.
create function check_order() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if old.state >= 3 then raise exception 'ORDER: order % has ended', old.order_no using errcode = 'DG001'; end if;
  if old.state = 2 and new.state < 2 then raise exception 'ORDER: what became of order % is asked for; it is not sent again', old.order_no using errcode = 'DG001'; end if;
  return new;
end $$;
create trigger check_order before update on bank_order for each row execute function check_order();
revoke all on function check_order() from public;

-- A statement that was taken, whole.
create table bank_pull (
  cooperative_id bigint not null,
  partner text not null,
  at timestamptz not null,
  first_day date not null,
  last_day date not null,                      -- over where it ends before this was taken
  row_count int not null,
  credit bigint not null,                      -- minor units
  debit bigint not null,
  primary key (cooperative_id, partner, at, first_day)
);

-- Who told of a posting that a bank's calls or statements made: each source once, so that what two tell is one fact.
create table bank_evidence (
  cooperative_id bigint not null,
  account text not null,
  bank_ref text not null,
  is_reversal boolean not null,
  source smallint not null check (source in (1, 2)),  -- 1 a row of a statement, 2 a call of the bank
  partner text not null,
  reference text not null,                     -- the source's own: of a row its identity, of a call the id of what it tells
  words text[] not null,                       -- by which a call's fact is known in a remark; empty of a row
  va_no text not null,                         -- empty: of none
  at timestamptz not null,
  sha256 bytea not null,                       -- of what told of it, as it came
  primary key (cooperative_id, account, bank_ref, is_reversal, source),
  unique (cooperative_id, partner, source, reference, is_reversal)
);
select protect_table(t::regclass) from unnest(array['bank_pull', 'bank_evidence']) as t;
revoke insert on bank_pull, bank_evidence from gateway_loader;
