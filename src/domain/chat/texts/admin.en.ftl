### The admin's panel.

admin-home = 🛠 <b>Admin panel</b>
admin-maintenance-on = 🛠 Maintenance is on: no new orders, no payments.
admin-intake-stopped = ⏸ KIE AI refuses the account, so { $from ->
    [0] no orders are taken
   *[other] no orders of { $from } credits and more are taken
  }. They are taken again by themselves when it is good.
button-admin-open = ✅ End maintenance
button-admin-close = 🛠 Begin maintenance
button-admin-claims = 🏦 Transfers
button-admin-packages = ⭐ Packages
button-admin-payments = ⭐ Star payments
button-admin-stats = 📊 Statistics
button-admin-models = 🧩 Models
button-admin-system = 🚦 System

## States and reasons

admin-state-queued = queued
admin-state-submitting = on its way to KIE
admin-state-unknown = outcome not known
admin-state-waiting = being made
admin-state-delivering = being delivered
admin-state-delivered = delivered
admin-state-failed = failed
admin-state-cancelled = cancelled
admin-failure-content-policy = forbidden by the model's rules
admin-failure-invalid-input = a wrong parameter or file
admin-failure-input-unreachable = input file out of reach
admin-failure-provider-error = failed on the model's side
admin-failure-provider-timeout = the model did not answer
admin-failure-unavailable = account, key or model refused
admin-failure-deadline = not in time
admin-failure-undeliverable = Telegram did not take the result
admin-attempt-created = task created
admin-attempt-refused = KIE refused
admin-daily-held = set aside
admin-daily-captured = spent
admin-daily-released = given back
admin-message-new = to be sent
admin-message-sending = being sent
admin-message-sent = sent
admin-message-dead = not delivered
admin-child-starting = starting
admin-child-ready = works
admin-child-stopping = stopping
admin-child-exited = has ended
admin-child-backoff = waits to be restarted
admin-cancelled = 👌 Cancelled. Nothing was changed.
