### What the admins are warned of, and what they hear when all is well again.

admin-alert-again = 🔁 It still goes on: { $lasted }, seen { $count } { $count ->
    [one] time
   *[other] times
  }. { $text }
admin-alert-over = ✅ Over: { $what }. It lasted { $lasted }.
admin-lasted-minutes = { $minutes } min
admin-lasted-hours = { $hours } h
admin-lasted-days = { $days } { $days ->
    [one] day
   *[other] days
  }
admin-low-credits = 🪫 { $credits } credits are left on the KIE AI account; the threshold is { $threshold }. Top it up on kie.ai, or generations will begin to fail.
admin-found = ⚠️ { $what }: { $count }. For example: { $examples }. What to do is in the runbook under “alert { $check }”.
admin-check-failed = ⚠️ A check of the service failed { $times } times in a row ({ $code }): “{ $what }”. Until it works again, its figure in the metrics says nothing. What to do is in the runbook under “alert check-failed”.
admin-kie-upload-refused = ⚠️ KIE AI does not take this bot's files ({ $code }), although it takes the key for tasks. Orders with files fail: people are told so and are not charged; orders without files go on as usual. If it lasts, check KIE_API_KEY and KIE_UPLOAD_BASE.
admin-kie-stopped-key = ⏸ KIE AI refuses this bot’s key ({ $code }), so no orders are taken: people are told that generations are paused, and nothing is charged. Check KIE_API_KEY and the key’s settings on kie.ai. Orders are taken again by themselves within two minutes after KIE AI accepts the key.
admin-kie-stopped-credits = ⏸ The KIE AI account lacks credits ({ $code }), so { $from ->
    [0] no orders are taken
   *[other] no orders of { $from } credits and more are taken
  }: people are told that generations are paused, and nothing is charged. Top the account up on kie.ai. Orders are taken again by themselves within two minutes after { $from ->
    [0] it has credits
   *[other] it has at least { $from } credits
  }.
admin-title-kie-stopped = orders stopped because KIE AI refuses ({ $code })
admin-title-kie-refused = refusals by KIE AI ({ $code })
admin-title-low-credits = few KIE AI credits
admin-title-catalog-list = an incomplete list of KIE AI’s models
admin-title-conflict = somebody else polling Telegram with this bot’s token (409)
admin-title-gave-up = the service crashed and stopped
admin-title-check-failed = a check that failed (“{ $what }”)
admin-check-holds = Money or free generations held for nothing, put right
admin-check-overdue = Generations not over in time, closed without a charge
admin-check-stuck = Generations that nobody worked on, queued again
admin-check-unknown = Tasks of unknown outcome that nobody watched, queued again
admin-check-undelivered = Finished results that have not been delivered for long
admin-check-dead-letters = Jobs that could not be done
admin-check-delivery-failures = Results of the last hour that could not be delivered
admin-check-ledger = Mismatches in the ledger
admin-check-stars = Mismatches with Telegram Stars
admin-check-kie-credits = KIE AI credits spent by none of our tasks
admin-check-orphans = KIE AI was paid for generations that gave nobody a result
