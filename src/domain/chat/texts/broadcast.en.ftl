### Broadcasts from the admin's panel.

admin-broadcasts = 📣 <b>Broadcasts</b>
admin-broadcasts-none = None so far. Tap “New broadcast” and send the message.
admin-compose = ✍️ <b>What shall I send?</b>
    Send a text (up to { $limit } characters) or one photo with a caption (up to { $caption } characters). People see it just as you typed it, without formatting.
admin-compose-empty = 🤔 There is nothing to see in that message. Send a text or a photo.
admin-compose-long = 📏 Too long: { $length } of { $limit } characters. Shorten it and send it again.
admin-compose-one-photo = 🖼 A broadcast has room for one photo only, so I left out the others.
admin-compose-no-photo = 🖼 Only a photo will do. If it is a picture, send it as a photo and not as a file.
admin-broadcast-gone = 🤷 This broadcast is gone. Go back to the list.
admin-broadcast-photo = 🖼 Photo
admin-broadcast-draft = 📝 <b>Draft of a broadcast</b>
admin-broadcast-reach = { $reach ->
        [one] 👥 It will reach { $reach } person
       *[other] 👥 It will reach { $reach } people
    }
admin-broadcast-confirm = { $reach ->
        [one] 🚀 <b>Send it to { $reach } person?</b>
       *[other] 🚀 <b>Send it to { $reach } people?</b>
    }
admin-broadcast-previewed = 👁 The message was sent to you: everybody will see it like that. If it did not arrive, change it.
admin-broadcast-started = 🚀 The broadcast has begun. I will send you a report at the end.
admin-broadcast-busy = ⏳ Another broadcast is under way. Wait for its end or stop it, then try again.
admin-broadcast-changed = 🔄 The broadcast has changed meanwhile. Here is how it is now: have a look and decide again.
admin-broadcast-nobody = 🤷 There is nobody to send it to. Choose other people.
admin-broadcast-running = 📣 <b>Broadcast under way: { $percent }%</b>
admin-broadcast-stopped = ⏸ <b>Broadcast stopped: { $percent }%</b>
admin-broadcast-done = ✅ <b>Broadcast finished</b>
admin-broadcast-report = ✅ <b>Broadcast { $id } is finished</b>
admin-broadcast-sent = ✅ Sent: { $sent }
admin-broadcast-waiting = ⏳ Waiting: { $waiting }
admin-broadcast-blocked = 🚫 Take no messages: { $blocked }
admin-broadcast-failed = ⚠️ Failed: { $failed }
admin-broadcast-unknown = ❔ Not known whether it arrived (I will not repeat it): { $unknown }
admin-broadcast-pace = ⏱ { $time } · { $speed } a second
button-admin-broadcasts = 📣 Broadcasts
button-admin-compose = ➕ New broadcast
button-admin-preview = 👁 Show it to me
button-admin-rewrite = ✏️ Change it
button-admin-audience-all = Everybody
button-admin-audience-ru = Русский
button-admin-audience-en = English
button-admin-bare = No button
button-admin-ask-start = 🚀 Start the broadcast
button-admin-start = 🚀 Yes, send it
button-admin-not-yet = ◀️ Not yet
button-admin-drop-draft = 🗑 Delete the draft
button-admin-refresh-broadcast = 🔄 Refresh
button-admin-stop = ⏹ Stop
button-admin-resume = ▶️ Resume
