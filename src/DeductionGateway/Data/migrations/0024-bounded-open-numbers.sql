-- An open number may have a bound: the most that one payment may bring. Closed and partial ones have an amount, as before.
alter table virtual_account drop constraint virtual_account_check1;
alter table virtual_account add constraint virtual_account_amount check (kind = 'O' or amount > 0);
