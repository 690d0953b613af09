-- Up Migration
-- expand: what the admin's panel counts and looks up, without reading whole tables.

create index app_user_first_seen on app_user (first_seen_at);
create index star_payment_paid on star_payment (paid_at);
create index star_payment_refunded on star_payment (refunded_at) where refunded_at is not null;
create index generation_failed on generation (ended_at desc) where state = 'failed';
create index generation_trace on generation (trace_id);
create index inbox_parked on inbox (received_at desc) where parked_code is not null;
