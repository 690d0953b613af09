-- Up Migration
-- expand: what one person asks for does not read everybody's rows.

create index generation_of_user on generation (user_id, created_at desc);
comment on index generation_of_user is 'For forgetting somebody, for the check of their key, and for their card in the panel.';

create index transfer_refund_loss on transfer (id) where reason = 'refund-loss';
comment on index transfer_refund_loss is 'The few that a released hold may make good.';
