### The admin's panel: models, figures, the system.

admin-models = 🧩 <b>Models</b>
admin-models-query = Search: <i>{ $query }</i>
admin-models-none = Nothing found. Send other words.
admin-models-part = { $count } in all, page { $page } of { $pages }.
admin-models-hint = 🙈 hidden · 🏷 own price · ❔ no price · 🗄 withdrawn. To find a model, send its name.
admin-model-gone = This model is no longer in the catalog.
admin-model-hidden = 🙈 Hidden: nobody sees it.
admin-model-withdrawn = 🗄 Withdrawn by its vendor: nobody sees it.
admin-model-unpriced = ❔ It has no price, so it is not sold. Set a price of your own.
admin-model-own-price = 🏷 Own price: <b>{ $price }</b>
admin-model-price-from = 💰 Price from { $price }
admin-model-price-else = 💰 Without it the price would be from { $price }
admin-model-credits = KIE's cost from { $credits } credits
admin-model-time = ⏱ Usually { $time }
admin-model-figures =
    <b>30 days</b>
    Delivered: { $delivered }, failed: { $failed }, success: { $rate }
    Revenue: { $revenue }
    Cost: { $cost } ({ $credits } credits)
    Margin: { $margin }
admin-model-ask-price =
    🏷 <b>{ $title }</b>

    Own price now: { $now }
    Send the new price of one generation with any settings, such as 49 or 12.50.
admin-model-price-unread = That is no price. Send an amount above zero, such as 49 or 12.50.
admin-drifts = 📐 <b>Bills that differ from our prices</b>
admin-drifts-none = All bills agree with the prices.
admin-drifts-more = There are more: they come when these are decided.
admin-drift =
    { $number }. <b>{ $title }</b> <code>{ $id }</code>
    { $parameters }
    Ours { $quoted } credits, billed { $charged } credits, times: { $count }{ $hint }
admin-drift-not-exact = . The price hangs on more than these settings: ours can only stay.
admin-stats-today = 📊 <b>Today</b>
admin-stats-days = { $days ->
        [one] 📊 <b>{ $days } day</b>
       *[other] 📊 <b>{ $days } days</b>
    }
admin-stats-users = 👥 People: { $all }, new: { $fresh }, active: { $active }
admin-stats-generations =
    🎨 Ordered: { $ordered }
    Delivered: { $delivered }, failed: { $failed }, cancelled: { $cancelled }
    Success: { $rate }
admin-stats-paid-by = Delivered ones paid with: money { $money }, daily { $daily }, given { $bonus }, free { $nothing }
admin-stats-money =
    💰 Revenue: <b>{ $revenue }</b>
    KIE cost: { $cost } (billed { $booked }, without a bill { $credits } cr.)
    Margin: <b>{ $margin }</b>
admin-stats-stars = ⭐ Bought: { $bought }, refunded: { $refunded }
admin-stats-models = <b>Most used</b>
admin-stats-failures = <b>Why it failed</b>
admin-report-coming = ⏳ Making it, it comes in a message of its own.
admin-report-failed = ⚠️ The report did not work out. Try again a little later.
admin-ledger-caption = { $part ->
        [one] 🧾 Ledger
       *[other] 🧾 Ledger, part { $part }
    }
admin-ledger-empty = 🧾 There are no operations in this time.
admin-chart-caption = 📊 Revenue, cost and generations
admin-chart-title-today = Today by the hour
admin-chart-title-days = { $days ->
        [one] { $days } day
       *[other] { $days } days
    }
admin-chart-revenue = Revenue, { $currency }
admin-chart-cost = KIE's cost, { $currency }
admin-chart-generations = Generations delivered
admin-system = 🚦 <b>System</b>
admin-system-lease = Polls: <code>{ $owner }</code>, epoch { $epoch }, { $left } s left
admin-system-children = <b>Processes</b>
admin-system-child = { $name }: { $state }, restarts { $restarts }, memory { $rss } MB
admin-system-queues = <b>Queues</b>
admin-system-waiting = Dead letters: { $dead }, to be sent: { $outbox }, not handled: { $inbox }
admin-system-idle = No generation is under way.
admin-system-open = <b>Generations under way</b>
admin-system-stuck = ⚠️ <b>Stuck</b>
admin-system-credits = KIE: { $credits } credits left ({ $when })
admin-system-credits-unknown = KIE: credits left not known
admin-system-catalog = Catalog: read { $finished }, failed { $failed }, failures in a row { $failures }
admin-system-database = Database: { $size } MB
admin-troubles-failed = ⚠️ <b>Last errors</b>
admin-troubles-parked = <b>Messages set aside</b>
admin-troubles-dead = <b>Dead letters</b>
admin-dead = 📭 <b>Jobs that nobody could do</b>
admin-dead-advice =
    Open generations, Star refunds, checks of transfers and broadcasts are queued again by the service itself; order a report anew. No money is lost: a generation without a result is closed uncharged.
    What a code means and what to do is in the runbook under its heading; look for it in the log too. The entries go by themselves after 30 days.
admin-lookup = 🔎 Send the id of a generation or its trace id.
admin-lookup-none = <code>{ $wanted }</code> was not found.
admin-trail =
    <code>{ $id }</code> · <b>{ $state }</b>
    trace <code>{ $trace }</code>
    Person <code>{ $user }</code>, model <code>{ $model }</code>
    Price { $price } ({ $by }), credits { $quoted }, billed { $consumed }
admin-trail-steps =
    Created { $created }
    Submitted { $submitted }
    Made { $finished }
    Ended { $ended }
    Deadline { $deadline }
admin-trail-attempts = <b>Attempts</b>
admin-trail-money = <b>Money</b>
admin-trail-daily = daily: { $state }
admin-trail-outbox = <b>Messages about the end</b>
button-admin-home = 🛠 Panel
button-admin-models-all = 🧩 Show all
button-admin-drifts = 📐 Price differences
button-admin-model-show = 👁 Show to people
button-admin-model-hide = 🙈 Hide
button-admin-model-price = 🏷 Own price
button-admin-model-unprice = ↩️ Remove own price
button-admin-model-drifts = 📐 Price differences: { $count }
button-admin-drift-accept = ✅ { $number }: take the bill
button-admin-drift-reject = ❌ { $number }: keep ours
button-admin-stats-today = Today
button-admin-stats-days = { $days } days
button-admin-stats-chart = 📈 Chart
button-admin-ledger-month = 🧾 CSV of 30 days
button-admin-ledger-all = 🧾 CSV of all time
button-admin-refresh = 🔄 Refresh
button-admin-troubles = ⚠️ Errors
button-admin-dead = 📭 Not done
button-admin-lookup = 🔎 Find a generation
