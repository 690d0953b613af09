### A person's wallet: balance, promo codes, invitations, preferences, deletion of data, questions about payments.

private-only = 🔒 Balance and payments are shown in our private chat only: t.me/{ $bot }
price-check = 💱 Please check the price and tap again.
price-group-pay = <b>{ $price }</b> from the balance of whoever taps
price-group-free = { $price } — <b>free</b>, with a free generation
price-group-short = <b>{ $price }</b> — it cannot be paid now, please top up in our private chat
toast-flood-minute = 😅 Too many messages in one minute. Wait half a minute and write again.

## Balance

button-balance = 💳 Balance
button-fill = ⭐ Top up
button-promo = 🎁 Promo code
button-invite = 👥 Invite
balance = 💳 <b>Balance</b>
balance-held = ⏳ Set aside for orders under way: { $held }
balance-operations = 🧾 <b>Last operations</b>
operation = { $date } · { $sum } · { $what }
operation-generations = { $count ->
        [one] { $count } generation
       *[other] { $count } generations
    }
operation-order = order
operation-release = returned
operation-release-of = returned: { $model }
operation-stars = topped up with Stars
operation-stars-refund = Stars refunded
operation-refund-undone = refund of Stars undone
operation-bank = topped up by transfer
operation-promo = promo code
operation-referral = invitation
operation-grant = gift
operation-take = taken back

## Promo codes

promo = 🎁 <b>Promo code</b>
    Send it as a message.
promo-unreadable = 🤔 This does not look like a promo code. It has 3 to 32 letters and digits without spaces, please send it again.
promo-too-often = ✋ Too many tries in a row. Please try again in an hour.
promo-no-such = 🤔 There is no such promo code. Check the letters and send it again.
promo-over = ⌛ This promo code is not valid any more. If you have another one, send it.
promo-already = 👌 You have used this promo code already. If you have another one, send it.
promo-money = 🎉 The promo code worked: { $sum } was added to your balance.
promo-generations = { $count ->
        [one] 🎉 The promo code worked: you got { $count } generation as a gift.
       *[other] 🎉 The promo code worked: you got { $count } generations as a gift.
    }

## Invitations

invite = { $count ->
        [one] 👥 <b>Invite a friend</b>
    When they get their first result, both of you get { $count } free generation.
       *[other] 👥 <b>Invite a friend</b>
    When they get their first result, both of you get { $count } free generations.
    }
invite-link = Your link, tap to copy it:
    <code>{ $link }</code>
invite-nobody = Nobody has come by it yet.
invite-came = Came by it: <b>{ $came }</b>, with a first result: { $rewarded }. Generations you got: <b>{ $earned }</b>.
invite-closed = 👥 Invitations bring no gifts at the moment. Please come back later.
referral-welcome = { $count ->
        [one] 🎁 A friend has invited you! Get your first result, and both of you get { $count } free generation.
       *[other] 🎁 A friend has invited you! Get your first result, and both of you get { $count } free generations.
    }
referral-for-invitee = { $count ->
        [one] 🎁 Your first result is here! You got { $count } generation for coming by an invitation.
       *[other] 🎁 Your first result is here! You got { $count } generations for coming by an invitation.
    }
referral-for-inviter = { $count ->
        [one] 🎁 Your friend got their first result! You got { $count } generation as a gift.
       *[other] 🎁 Your friend got their first result! You got { $count } generations as a gift.
    }

## Preferences

button-preferences = ⚙️ Settings
button-drawing = 🎨 Model for pictures
button-plain-ask = 💬 Ask for the model each time
button-plain-offer = 💬 Offer a picture at once
button-last-model = 🕓 The one used last
button-forget = 🗑 Delete my data
button-forget-yes = 🗑 Yes, delete
preferences = ⚙️ <b>Settings</b>
preferences-drawing = 🎨 Pictures from words are made by: <b>{ $model }</b>
preferences-last-model = the model used last
preferences-offers = 💬 Plain text is offered as a picture at once.
preferences-asks = 💬 For plain text I ask which model shall draw it.
drawing = 🎨 <b>Which model shall draw from words?</b>

## Deletion of data

forget = 🗑 <b>Delete my data?</b>
    This cannot be undone.
forget-deleted = <b>Deleted:</b> your name, all descriptions, files and results, our conversation, favourites and settings.
forget-kept = <b>Kept:</b> records of payments and charges, under a number without a name, as bookkeeping requires. Your balance and gift generations wait in case you come back.
forget-after-promo = ⏳ You entered a promo code a moment ago. Your data can be deleted an hour after that.
forget-running = ⏳ An order of yours is under way. Wait for it and try again.
forget-refund = ⏳ Your Stars are being refunded. Wait for it and try again.
forget-claim = ⏳ Your transfer is still being checked. Wait for the answer and try again.
forgotten = 🗑 <b>Done, your data is deleted.</b>
    Your name, descriptions, files, results and our conversation are gone. Only records of payments and charges are left, under a number without a name. The messages in this chat are yours to delete.
    If you come back, your balance and gift generations will be waiting: /start

## Questions about payments, and the terms

paysupport = 💳 <b>Questions about a payment</b>
    You only pay for a finished result. If something went wrong, such as a missing top-up, a wrong charge or a refund you need, write to us. Tell us the day, the amount and what happened.
paysupport-no-contact = 💬 Write to whoever gave you the link to this bot: they will help with payments and refunds.
terms = 📄 <b>Terms</b>
    1. The price is shown before the order and stays what it was. If there is no result, the money goes back to your balance.
    2. The balance can be spent here only. A top-up with Stars can be refunded while it is not spent: /paysupport
    3. Free and gift generations cannot be exchanged for money.
    4. You are responsible for what you ask for and what you do with it. What the law or Telegram's rules forbid must not be made.
    5. You can delete your data in /settings.
help-payment = 💳 The price is shown before the order. Your balance is only charged for a finished result.
help-topup = ⭐ Top up your balance or enter a promo code: /balance
