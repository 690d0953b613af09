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
admin-title-kie-refused = refusals by KIE AI ({ $code })
admin-title-low-credits = few KIE AI credits
admin-title-catalog-list = an incomplete list of KIE AI’s models
admin-title-conflict = somebody else polling Telegram with this bot’s token (409)
admin-title-gave-up = the service crashed and stopped
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
