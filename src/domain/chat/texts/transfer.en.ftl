### Topping up by a transfer.

button-transfer = 🏦 By transfer
button-transfer-amount = ✏️ Another amount
transfer = 🏦 <b>Top up by transfer</b>
transfer-ask-amount = How much will you transfer? Write it as a number, from { $least } to { $most }.
transfer-not-amount = 🤔 This does not look like an amount. Please write one number from { $least } to { $most }, for example: 500
transfer-pay = 🏦 Please transfer <b>{ $amount }</b> to:
transfer-ask-picture = After the transfer send the screenshot or the receipt here, as a picture or a PDF. A person looks at it and tops up your balance. If the amount is another one, just write it.
transfer-amount-first = ☝️ Please write the amount first, then send the screenshot.
transfer-not-picture = 🤔 This is neither a picture nor a PDF. Please send the screenshot or the receipt of the transfer.
transfer-too-big = 📦 This file is too big. Please send a plain screenshot.
transfer-one-picture = ☝️ One picture is enough: I took the first one.
transfer-sent = 📨 I have the picture. I will write here what becomes of the transfer.
transfer-off = 🏦 Transfers are not taken at the moment. Please choose another way.
claim-taken = 📨 Thank you! The transfer of <b>{ $amount }</b> is being checked. I will write here as soon as somebody has looked at it.
claim-known = ☝️ This picture has come before, so it cannot count once more. If this is a new transfer, please send its own screenshot.
claim-too-many = ⏳ Several of your transfers are still being checked. Please wait for the answer and send this one again.
claim-approved = ✅ The transfer has arrived: <b>{ $amount }</b> added to your balance. It is <b>{ $balance }</b> now.
claim-refused = 🚫 The transfer of { $amount } could not be confirmed, so your balance has not changed. Please check the amount and the details. If all is right, write to us: /paysupport
admin-claim = 🏦 <b>Transfer: { $amount }</b>
    From: { $person }
    Balance: { $balance }
admin-claim-not-compared = ⚠️ The picture could not be compared with earlier ones: please check yourself whether it has come before.
admin-claim-no-picture = ⚠️ The picture is gone.
admin-person-forgotten = somebody who erased their data
admin-claim-approved = ✅ Approved: { $amount }. The balance is topped up.
admin-claim-refused = 🚫 Refused: { $amount }. The balance has not changed.
admin-claim-late-approved = ☝️ Decided already. Approved by { $by }
admin-claim-late-refused = ☝️ Decided already. Refused by { $by }
admin-claim-checking = ⏳ The picture is still being compared with earlier ones. It comes here as soon as that is done.
admin-claim-gone = 🤷 There is nothing to decide: the transfer is gone, or it is a repetition.
admin-claims = { $count ->
        [0] 🏦 No transfers are waiting.
        [one] 🏦 <b>{ $count } transfer is waiting</b>
       *[other] 🏦 <b>{ $count } transfers are waiting</b>
    }
admin-claims-hint = Tap a transfer to get its picture with the buttons.
button-admin-claim-yes = ✅ Approve
button-admin-claim-no = 🚫 Refuse
