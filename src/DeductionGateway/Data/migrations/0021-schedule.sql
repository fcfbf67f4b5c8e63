-- Jobs that nobody asks for: what was due on which day, what came of it, and which days are no banking days. Only added to.

-- The scheduler's own tables lie in a schema of their own. It makes them itself, under the lock of these steps; whoever runs as this role reaches them and nothing else.
do $$ begin create role gateway_scheduler nologin; exception when duplicate_object or unique_violation then null; end $$;
grant gateway_scheduler to gateway_worker;
create schema quartz;
grant usage on schema quartz to gateway_scheduler;
alter default privileges in schema quartz grant select, insert, update, delete on tables to gateway_scheduler;

-- Something that is due: a job of a cooperative, for one employer or for none, on a business date in Jakarta. Who works on it holds the row locked.
create table job_run (
  cooperative_id bigint not null,
  job text not null,
  business_date date not null,
  employer text not null,                 -- '' = none
  run_no bigint generated always as identity,
  primary key (cooperative_id, job, business_date, employer),
  unique (cooperative_id, run_no)
);

-- What happened to it: the last event says how it stands. A row may go through several rounds: a job that is done several times a day, or again because of a late fact.
-- It refers to no row of job_run: who holds that locked would wait for himself.
create table job_run_event (
  cooperative_id bigint not null,
  job text not null,
  business_date date not null,
  employer text not null,
  event_no int not null,
  round_no int not null,
  state smallint not null check (state between 1 and 6),  -- due, begun, done, refused, failed, missed
  at timestamptz not null,
  period int not null,                    -- 0 = of no pay period
  facts bytea,                            -- SHA-256 of what the round rests on; null where the day alone makes it due
  item_count bigint not null,             -- rows that were decided, proofs that were tried
  reported bigint not null,               -- whole rupiah
  received bigint not null,               -- whole rupiah
  duration_ms bigint not null,
  reason text not null,
  primary key (cooperative_id, job, business_date, employer, event_no)
);
create unique index on job_run_event (cooperative_id, job, business_date, employer, round_no) where state = 1;
create index on job_run_event (cooperative_id, job, period, employer, business_date, event_no) where period > 0;

select protect_table(t::regclass) from unnest(array['job_run', 'job_run_event']) as t;
revoke insert on job_run, job_run_event from gateway_loader;

create function job_run_is_open(p_cooperative bigint, p_job text, p_date date, p_employer text) returns boolean language sql stable set search_path = public, pg_temp as $$
  select e.state <= 2
  from job_run_event e
  where e.cooperative_id = p_cooperative and e.job = p_job and e.business_date = p_date and e.employer = p_employer
  order by e.event_no desc
  limit 1;
$$;

-- Rows that wait and that nobody else is at, the oldest first: theirs who called as long as his transaction lives, so that one who dies holds none. Locking needs a right to
-- update, which the service has nowhere; rows are its cooperative's, as everywhere.
create function claim_job_runs(p_job text, p_since date, p_most int) returns table (business_date date, employer text)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  c bigint := nullif(current_setting('gateway.cooperative_id', true), '')::bigint;
  found record;
begin
  for found in
    select j.business_date, j.employer
    from job_run j
    where j.cooperative_id = c and j.job = p_job and j.business_date >= p_since and job_run_is_open(c, j.job, j.business_date, j.employer)
    order by j.business_date, j.employer
    limit p_most
    for update skip locked
  loop
    -- Its end may have been committed between the look and the lock.
    if job_run_is_open(c, p_job, found.business_date, found.employer) then
      business_date := found.business_date;
      employer := found.employer;
      return next;
    end if;
  end loop;
end $$;
revoke all on function job_run_is_open(bigint, text, date, text), claim_job_runs(text, date, int) from public;
grant execute on function claim_job_runs(text, date, int) to gateway_service;

-- Days on which banks do not work, beside Saturdays and Sundays; the same for all cooperatives.
create table bank_holiday (
  day date primary key,
  name text not null
);
grant select on bank_holiday to gateway_service;
grant select, insert, delete on bank_holiday to gateway_access;
