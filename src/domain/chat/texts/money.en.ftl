### Money: balance, topping up, free generations, limits.

balance-line = 💳 Your balance: <b>{ $balance }</b>
bonus-left = { $left ->
        [one] 🎟 And { $left } gift generation.
       *[other] 🎟 And { $left } gift generations.
    }
price-bonus = { $left ->
        [one] { $price } — <b>free</b>, with your last gift generation
       *[other] { $price } — <b>free</b>, with one of your { $left } gift generations
    }
price-pay = <b>{ $price }</b> from your balance: { $before } now, { $after } after
price-short = <b>{ $price }</b> — your balance is { $balance }, { $missing } short
price-spend-limit = <b>{ $price }</b> — more than you can spend in a day ({ $limit })
price-changed = 💱 The price has changed in the meantime: it was { $before }, now it is { $now }. Please check and tap again.
payment-changed = 💱 What pays for this has changed in the meantime. The price is still { $now }. Please check and tap again.
model-changed = 🔄 The model has just been updated, so here are its current settings.
order-short = 💳 You are { $missing } short. Top up your balance, the order will wait.
order-spend-limit = 🌙 You can spend { $limit } a day at most. You can go on tomorrow, everything you chose stays here.
maintenance = 🛠 Maintenance is under way, no new orders for the moment. Everything you chose stays here, please try again a bit later.
orders-paused = ⏸ { $from ->
        [0] Generations are
       *[other] Generations like this one are
    } paused for the moment. Everything you chose stays here, please try again in a few minutes.
order-paused = 🙏 I cannot take this order just now: { $from ->
        [0] generations are
       *[other] generations like this one are
    } paused for the moment. Nothing was charged. Tap “Create” again a bit later.
banned = 🚫 You cannot use this bot.
banned-ask = If money is left on your balance or this is a mistake: /paysupport
topup = 💳 <b>Top up your balance</b>
button-topup = 💳 Top up
button-create-open = ✅ Create
button-resume = ▶️ Back to the order
