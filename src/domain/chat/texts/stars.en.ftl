### Telegram Stars: the invoice, the payment, the refund.

button-stars = ⭐ { $stars } → { $amount }
invoice-title = Balance: { $amount }
invoice-description = Adds { $amount } to your balance. The money is there right after you pay.
stars-changed = 💱 The packages have just changed. Have a look at the new ones and choose again.
stars-private = 💳 You can top up only in a private chat with me: write to @{ $bot } and tap “Top up”.
stars-maintenance = 🛠 Maintenance is under way, no payments for the moment. Please try again a bit later.
stars-paid = ✅ <b>+{ $amount }</b>, thank you! Your balance is now { $balance }.
stars-refunded = ↩️ You got ⭐ { $stars } back. { $amount } was taken from your balance for it.
checkout-unknown = This invoice does not fit: it is for somebody else, or no longer valid. You were not charged. Open “Top up” and choose a package again.
checkout-paid = This invoice is paid already, you were not charged again. To add more, open “Top up” and choose a package.
checkout-banned = You cannot top up in this bot. You were not charged. If this is a mistake, please write to support.
checkout-maintenance = Maintenance is under way, no payments for the moment. You were not charged, please try again a bit later.
checkout-busy = The invoice cannot be checked right now. You were not charged, please try again in a minute.
admin-stars-foreign = ⚠️ A payment of ⭐ { $stars } came from { $payer } without an invoice that fits. { $amount } was credited by the worst rate. Please check it among the payments of this person.
admin-stars-history = ⭐ Telegram lists payments to this bot from before { $date }: { $payments }, ⭐ { $stars } in all. They are older than this database, so nobody was credited for them. If an earlier database is lost, grant people what they miss: /admin, “People”. If something else sold with this token, there is nothing to do.
admin-stars-loss = ⚠️ Telegram gave ⭐ { $stars } back to { $payer }, whose balance no longer holds it. Booked as a loss: { $lost }.
admin-stars-refused = ⚠️ Telegram refused to give ⭐ { $stars } back to { $payer }. The money is on their balance again.

admin-payments = ⭐ <b>Payments in Stars</b>
admin-payments-none = This person has paid nothing in Stars yet.
admin-payments-choose = To refund a payment, tap its button: you will be asked first.
admin-payment-line = { $number }. { $date } · ⭐ { $stars } → { $amount }{ $state }
admin-payment-asked = ⏳ refund under way
admin-payment-done = ↩️ refunded
admin-payment-refused = 🚫 refund refused
admin-payment-reconciled = found by reconciliation
button-admin-refund = ↩️ { $number }: refund ⭐ { $stars }
admin-refund-ask = ↩️ <b>Refund ⭐ { $stars }?</b>
admin-refund-facts = Paid { $date }. { $amount } will be taken from the person's balance, Telegram gives the Stars back. This cannot be undone.
button-admin-refund-yes = ↩️ Refund
button-admin-refund-no = ◀️ Do not refund
admin-refund-asked = ✅ The refund has begun: { $amount } was taken from the balance, Telegram will give the Stars back. The person will be told.
admin-refund-short = 🚫 This cannot be refunded: the balance holds less than this payment gave ({ $amount }). Grant what is missing, or do not refund.
admin-refund-already = This payment is refunded, or being refunded, or Telegram has refused to refund it.
admin-refund-gone = There is no such payment, or the person has deleted their data: nobody to refund.

admin-packages = ⭐ <b>Star packages</b>
admin-packages-none = There are no packages: nobody can top up with Stars.
admin-packages-how = To add or change a package write, for example, <code>300 = 350</code>: 350 on the balance for 300 Stars. Only <code>300</code> means by the rate.
admin-packages-usual = These are the default packages.
admin-package-line = ⭐ { $stars } → { $amount }
admin-package-line-rate = ⭐ { $stars } → { $amount } (by the rate)
admin-package-not-one = 🤔 I did not get that. Write it like <code>300 = 350</code> or <code>300</code>. Stars: 1 to 100,000.
admin-packages-full = There can be { $limit } packages at most. Remove one first.
button-admin-package-remove = 🗑 ⭐ { $stars }
button-admin-packages-reset = ↺ Back to default
