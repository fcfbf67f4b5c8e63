-- Banks that speak SNAP, cooperative by cooperative: who they are, what they have sent, and the virtual accounts that members and employers pay by.

-- A relation between a cooperative and a bank. Secrets lie here under the master key, never as they are.
create table bank_partner (
  cooperative_id bigint not null,
  partner text not null,                       -- the cooperative's own name for it
  profile text not null,                       -- JSON: how the bank speaks
  base_url text not null,
  account text not null,                       -- the cooperative's account at the bank, as the statements have it
  partner_id text not null,                    -- X-PARTNER-ID, of both directions
  va_prefix text not null,                     -- partnerServiceId without its padding; empty where the bank keeps none for the cooperative
  bank_client_id text not null unique,         -- X-CLIENT-KEY by which the bank comes
  bank_secret bytea not null,                  -- sealed; signs the bank's calls
  bank_public_key text,                        -- PEM; proves requests for tokens, and calls without one
  bank_networks text not null,                 -- CIDR, separated by blanks; empty is any
  bank_certificate bytea,                      -- SHA-256 of the client certificate that is wanted; null: none
  own_client_id text not null,                 -- X-CLIENT-KEY of our calls; empty where we make none
  own_secret bytea,                            -- sealed
  own_private_key bytea,                       -- sealed
  is_disabled boolean not null default false,
  primary key (cooperative_id, partner)
);

-- Tokens that banks got (service 73).
create table bank_token (
  token_sha256 bytea primary key,
  cooperative_id bigint not null,
  partner text not null,
  expires timestamptz not null
);
create index on bank_token (expires);

do $$
declare
  t text;
begin
  foreach t in array array['bank_partner', 'bank_token'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy access on %I to gateway_access using (true)', t);
  end loop;
end $$;
grant select, insert, update (profile, base_url, account, partner_id, va_prefix, bank_client_id, bank_secret, bank_public_key, bank_networks, bank_certificate, own_client_id, own_secret, own_private_key, is_disabled)
  on bank_partner to gateway_access;
grant select, insert, delete on bank_token to gateway_access;
-- What a cooperative's own people may see of it: no secret.
create policy tenant on bank_partner to gateway_service using (cooperative_id = nullif(current_setting('gateway.cooperative_id', true), '')::bigint);
grant select (cooperative_id, partner, profile, base_url, account, partner_id, va_prefix, is_disabled) on bank_partner to gateway_service;

-- What a bank sent and was answered, each once by the partner's day in Jakarta and its own id. Only what was signed rightly and well formed is here.
create table snap_request (
  cooperative_id bigint not null,
  partner text not null,
  day date not null,
  external_id text not null,
  service smallint not null,
  subject text not null,                       -- by what a second request is the same: the payment's id, or the body's hash
  arrived timestamptz not null,
  signature text not null,
  signed_at text not null,                     -- X-TIMESTAMP, as it was signed
  body bytea not null,                         -- as it came, sealed
  key_no int not null,
  answer bytea not null,                       -- JSON, as it went out, sealed by the same key
  primary key (cooperative_id, partner, day, external_id)
);

-- Whom money is for that is paid to a number. Closed by a row in virtual_account_end, never changed.
create table virtual_account (
  cooperative_id bigint not null,
  partner text not null,
  va_no text not null,                         -- prefix and customer number, without padding
  name text not null,
  employer text not null,
  member_no text,                              -- null: the employer's own, for a whole file
  code text,                                   -- of the deduction that a member pays
  period int not null,                         -- of which money it is; 0 = of the month in which it is paid
  kind char(1) not null check (kind in ('C', 'O', 'I')),  -- closed: exactly the amount, once; open: any; partial: up to the amount
  amount bigint not null check (amount >= 0),  -- whole rupiah; 0 of an open one
  expires timestamptz not null,
  actor text not null,
  at timestamptz not null,
  primary key (cooperative_id, partner, va_no),
  check ((member_no is null) = (code is null)),
  check ((kind = 'O') = (amount = 0))
);
create table virtual_account_end (
  cooperative_id bigint not null,
  partner text not null,
  va_no text not null,
  actor text not null,
  at timestamptz not null,
  primary key (cooperative_id, partner, va_no),
  foreign key (cooperative_id, partner, va_no) references virtual_account
);

-- A payment by virtual account: once by the bank's id of it, whatever told of it.
create table va_payment (
  cooperative_id bigint not null,
  partner text not null,
  payment_id text not null,                    -- paymentRequestId
  va_no text not null,
  amount bigint not null check (amount > 0),   -- whole rupiah
  paid_at timestamptz not null,
  account text not null,
  bank_ref text not null,                      -- of the pushed posting that it became; empty where the posting was not taken: it waits for the statement
  primary key (cooperative_id, partner, payment_id),
  foreign key (cooperative_id, partner, va_no) references virtual_account
);
create index on va_payment (cooperative_id, partner, va_no);

select protect_table(t::regclass) from unnest(array['snap_request', 'virtual_account', 'virtual_account_end', 'va_payment']) as t;
revoke insert on snap_request, virtual_account, virtual_account_end, va_payment from gateway_loader;

-- What banks told, among the entries: a statement that shows them later finds them by their days.
create index on bank_entry (cooperative_id, value_date) where starts_with(bank_ref, 'snap/');
