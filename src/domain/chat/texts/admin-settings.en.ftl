### The admin's panel: prices and limits, promo codes, the audit log.

admin-prices = 💱 <b>Prices and limits</b>
admin-prices-hint = Tap what you want to change. A new value holds at once for everybody.
admin-setting-line = { $title }: <b>{ $value }</b> ({ $source })
admin-setting-changed = changed
admin-setting-environment = from the environment
admin-setting-unlimited = no limit
admin-setting-now = Now: <b>{ $value }</b>
admin-setting-was = Changed by an admin; the environment says { $value }
admin-setting-untouched = Taken from the environment.
admin-setting-refused = That value does not fit. See which numbers are possible and send another one.
admin-setting-change = Before: { $before }, after: <b>{ $after }</b>
admin-setting-example = { $credits } KIE credits: { $before } → <b>{ $after }</b>
admin-setting-saved = ✅ Saved. It holds for everybody in a couple of seconds.
button-admin-usd-rate = Rate of the dollar
button-admin-markup = Markup
button-admin-free-daily = Free ones a day
button-admin-free-credits = Credits of a free one
button-admin-max-running = Generations at once
button-admin-max-messages = Messages a minute
button-admin-spend-limit = Spending a day
button-admin-referral = Bonus of an invitation
button-admin-unlimited = ♾ No limit
button-admin-reset = ↩️ Back to the environment
admin-rule-usd-rate = What one dollar costs. Send a number above zero, such as 92.5.
admin-rule-markup = What the price of KIE is multiplied by. Send a number above zero, such as 2 or 1.75.
admin-rule-free-daily = How many free generations a person has a day. Send a whole number from 0 to 100000.
admin-rule-free-credits = How many KIE credits a free generation may cost at most. Send a whole number from 0 to 100000.
admin-rule-max-running = How many generations a person may have under way. Send a whole number from 1 to 100.
admin-rule-max-messages = How many messages a minute are taken from a person. Send a whole number from 1 to 10000.
admin-rule-spend-limit = How much a person may spend a day. Send an amount, such as 5000; 0 means no limit.
admin-rule-referral = How many free generations each side of an invitation gets. Send a whole number from 0 to 100000; 0 switches invitations off.
admin-promos = 🎁 <b>Promo codes</b>
admin-promos-none = There are no promo codes yet.
admin-promos-signs = 🟢 works · ⏸ switched off · ⌛ expired · ⚪ used up
button-admin-new-promo = ➕ New promo code
admin-promo-works = Works
admin-promo-off = Switched off
admin-promo-expired = Expired
admin-promo-used-up = Used up
admin-promo-gone = There is no such promo code. Go back to the list.
admin-promo-gives = Gives: <b>{ $worth }</b>
admin-promo-used = Used: { $used } of { $limit }
admin-promo-given = Given altogether: { $sum }
admin-promo-forever = Never expires
admin-promo-until = Valid until { $until }
admin-promo-made = Made { $at }, admin { $admin }
admin-promo-taken = This code exists already. Think of another one; the rest is kept.
admin-promo-created = ✅ The promo code was made.
button-admin-switch-off = ⏸ Switch off
button-admin-switch-on = ▶️ Switch on
admin-new-promo = 🎁 <b>New promo code</b>
admin-new-promo-check = Is everything right?
admin-new-promo-uses = { $limit ->
        [one] Can be used once ({ $limit })
       *[other] Can be used { $limit } times
    }
admin-new-promo-days = { $count ->
        [one] Valid for { $count } day
       *[other] Valid for { $count } days
    }
admin-new-promo-total = Gives at most: { $sum }
admin-new-promo-refused = That answer does not fit. Read the question again and send another one.
admin-ask-promo-code = Which code? Send 3 to 32 Latin letters, digits, “-” or “_”, or let the bot think of one.
admin-ask-promo-kind = What does the code give?
admin-ask-promo-money = How much money does everybody get? Send an amount, such as 100.
admin-ask-promo-generations = How many generations does everybody get? Send a whole number from 1 to 1000.
admin-ask-promo-uses = How many people can use it? Choose, or send a number from 1 to { $most }.
admin-ask-promo-days = For how many days is it valid? Choose, or send a number from 1 to { $most }.
button-admin-generate-code = 🎲 Think of a code
button-admin-promo-money = 💳 Money
button-admin-promo-gift = 🎟 Generations
button-admin-forever = ♾ For ever
button-admin-create-promo = ✅ Make the promo code
button-admin-discard = ❌ Discard
admin-audit = 📓 <b>Audit log</b>
admin-audit-line = { $at } · <code>{ $admin }</code>
    { $what }
admin-audit-closed = Began maintenance
admin-audit-opened = Ended maintenance
admin-audit-grant = Gave { $amount }, wallet #{ $wallet }
admin-audit-take = Took { $amount }, wallet #{ $wallet }
admin-audit-ban = Banned wallet #{ $wallet }
admin-audit-unban = Lifted the ban of wallet #{ $wallet }
admin-audit-setting = { $title }: { $from } → { $to }
admin-audit-reset = { $title }: back to the environment
admin-audit-new-promo = { $limit ->
        [one] Made the promo code { $code }: { $worth }, once ({ $limit })
       *[other] Made the promo code { $code }: { $worth }, { $limit } times
    }
admin-audit-promo-on = Switched the promo code { $code } on
admin-audit-promo-off = Switched the promo code { $code } off
admin-audit-package = Package ⭐ { $stars }: { $amount }
admin-audit-package-rate = Package ⭐ { $stars }: by the rate
admin-audit-package-gone = Removed the package ⭐ { $stars }
admin-audit-packages-reset = Put the default packages back
admin-audit-refund = Began the refund of ⭐ { $stars }, wallet #{ $wallet }
admin-audit-claim-yes = Approved the transfer of { $amount }, wallet #{ $wallet }
admin-audit-claim-no = Refused the transfer of { $amount }, wallet #{ $wallet }
admin-audit-model-hidden = Hid the model { $model }
admin-audit-model-shown = Showed the model { $model }
admin-audit-model-priced = Own price of the model { $model }: { $price }
admin-audit-model-unpriced = Removed the own price of the model { $model }
admin-audit-broadcast-write = Prepared broadcast { $id }
admin-audit-broadcast-start = Started broadcast { $id }
admin-audit-broadcast-stop = Stopped broadcast { $id }
admin-audit-broadcast-resume = Resumed broadcast { $id }
admin-audit-broadcast-discard = Deleted the draft of broadcast { $id }
admin-audit-ledger = Downloaded the ledger
