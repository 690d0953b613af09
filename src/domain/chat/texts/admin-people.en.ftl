### The admin's panel: people.

admin-home-people = 👥 People: <b>{ $people }</b>, new today: <b>{ $new }</b>
admin-home-running = ⚙️ Generations under way: <b>{ $running }</b>
admin-home-claims = 🏦 Transfers that wait for a decision: <b>{ $claims }</b>
button-admin-people = 👥 People
button-admin-prices = 💱 Prices and limits
button-admin-promos = 🎁 Promo codes
button-admin-audit = 📓 Audit log
admin-nothing-here = Nothing here yet.
admin-generations = { $count ->
        [one] { $count } generation
       *[other] { $count } generations
    }
admin-generations-given = { $count ->
        [one] { $count } generation
       *[other] { $count } generations
    }
admin-people = 👥 <b>People</b>
admin-people-query = Found for “{ $query }”:
admin-people-none = Nobody was found.
admin-people-hint = To find somebody, send their Telegram id, @username, part of the name, invitation code or wallet number (#12).
button-admin-everybody = 👥 Show everybody
admin-forgotten = Forgotten person, wallet #{ $wallet }
admin-person-gone = There is no such wallet. Go back and look for the person again.
admin-person-id = Telegram id: <code>{ $id }</code>
admin-person-wallet = Wallet: #{ $wallet }
admin-person-language = Language: { $language }
admin-person-seen = First seen: { $first }, last seen: { $last }
admin-person-blocked = 🔕 Blocked the bot
admin-person-banned = 🚫 Banned: gets one sentence instead of answers.
admin-person-money = 💳 Available <b>{ $available }</b>, on hold { $held }
admin-person-gifts = 🎟 Generations given: <b>{ $bonus }</b>, on hold { $held }
admin-person-free = 🆓 Free ones left today: { $left } of { $limit }
admin-person-spent = 💸 Spent altogether: { $spent }
admin-person-generations = 🖼 Generations: { $total }, delivered { $delivered }, failed { $failed }
admin-person-invited-by = 🤝 Was invited by wallet #{ $wallet }
admin-person-invited = 🤝 Invited: { $invited }, code <code>{ $code }</code>
button-admin-grant = ➕ Grant
button-admin-take = ➖ Take
button-admin-gift = 🎟 Give generations
button-admin-ban = 🚫 Ban
button-admin-unban = ✅ Lift the ban
button-admin-operations = 🧾 Operations
button-admin-orders = 🖼 Generations
button-admin-confirm = ✅ Confirm
admin-ban-admin = This is an admin and cannot be banned. Remove them from ADMIN_ID first.
admin-amount-now = Now: <b>{ $balance }</b>
admin-amount-grant = ➕ How much to grant? Send an amount, such as 100 or 99.50.
admin-amount-take = ➖ How much to take? Send an amount, such as 100 or 99.50.
admin-amount-gift = 🎟 How many generations to give? Send a whole number, such as 5.
admin-amount-no-money = This does not look like an amount. Send a number above zero, such as 100 or 99.50.
admin-amount-no-count = It takes a whole number above zero, such as 5.
admin-amount-too-much = That is too much at once: at most 1,000,000 of money or 1000 generations. Send a smaller number.
admin-transfer-grant = ➕ Grant <b>{ $amount }</b>?
admin-transfer-take = ➖ Take <b>{ $amount }</b>?
admin-transfer-gift = 🎟 Give <b>{ $amount }</b>?
admin-transfer-change = Before: { $before }, after: <b>{ $after }</b>
admin-transfer-short = ❗️ That much cannot be taken: only { $balance } is available. Go back and enter a smaller amount.
admin-transfer-known = This was done before; nothing changed a second time.
admin-transfer-given = ✅ Granted: { $amount }
admin-transfer-taken = ✅ Taken: { $amount }
admin-operations = 🧾 <b>Operations of wallet #{ $wallet }</b>
admin-operation = { $at } · <b>{ $sum }</b>
    { $reason } · { $actor }
admin-reason-hold = Reserved for a generation
admin-reason-capture = Paid for a generation
admin-reason-release = Reserve given back
admin-reason-grant = Granted by an admin
admin-reason-take = Taken by an admin
admin-reason-promo = Promo code
admin-reason-referral = Invitation
admin-reason-bank = Bank transfer
admin-reason-stars = Topped up with Stars
admin-reason-refund = Stars refunded
admin-reason-refund-undone = Refund of Stars undone
admin-reason-loss = Loss of a refund
admin-reason-cost = Bill of KIE
admin-orders = 🖼 <b>Generations of wallet #{ $wallet }</b>
admin-order-cost = { $price }, { $payment } · KIE credits: { $credits }
admin-paid-daily = from the daily free ones
admin-paid-bonus = from those given
admin-paid-money = from the balance
admin-paid-nothing = unpaid
granted-money = 🎁 You were given <b>{ $amount }</b>. You can spend it right away.
granted-generations = { $count ->
        [one] 🎟 You were given <b>{ $count } generation</b>. You can use it right away.
       *[other] 🎟 You were given <b>{ $count } generations</b>. You can use them right away.
    }
