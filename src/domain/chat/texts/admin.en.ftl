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
