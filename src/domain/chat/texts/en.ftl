### The bot's texts. Same keys and variables as ru.ftl; a test holds them together.
### Telegram's HTML: <b>, <i>, <blockquote>. Texts of buttons and toasts have no markup.

## Start and menu

greeting = 👋 <b>Hello!</b>
    Pictures, videos, music and voices — describe it or send a photo, I do the rest.
greeting-name = 👋 <b>Hello, { $name }!</b>
    Pictures, videos, music and voices — describe it or send a photo, I do the rest.
menu = ✍️ <b>Write what you would like to see, or send a photo.</b>
    For example: <i>a ginger cat in a spacesuit looking at the Earth, watercolour</i>
allowance = { $left ->
        [one] 🎁 You have { $left } free generation of { $limit } left today.
       *[other] 🎁 You have { $left } free generations of { $limit } left today.
    }
allowance-used-up = { $limit ->
        [one] 🌙 Today’s free generation is used up. Tomorrow there will be { $limit } again.
       *[other] 🌙 Today’s free generations are used up. Tomorrow there will be { $limit } again.
    }
no-models = 🌙 Every model is resting right now. Please come back a little later.

## Buttons

button-images = 🎨 Images
button-language = 🌐 Language
button-help = ❓ Help
button-menu = 🏠 Menu
button-back = ◀️ Back
button-cancel = ❌ Cancel
button-done = ✅ Done
button-keep = ➡️ Keep as it is
button-reset = ↩️ As usual
button-create-free = ✅ Create for free
button-create = ✅ Create for { $price }
button-other-model = 🔄 Other model
button-settings = ⚙️ Settings
button-previous = ◀️ Previous
button-next = Next ▶️
button-model = { $title } · { $time }
button-again = 🔁 Once more
button-edit = ✏️ Change
button-use = ➡️ Use further
button-download = ⬇️ Download
button-download-one = ⬇️ Download { $number }
button-cancel-generation = ❌ Cancel
button-language-client = 📱 As in Telegram

## Choosing a model

model-gone = 😔 This model is not there right now. Choose another — I remember everything you wrote.

## Questions

form-header = ✨ <b>{ $model }</b> · { $vendor }
    Usually ready in { $time }
ask-prompt = <b>What shall I make?</b>
    Use your own words: who or what, where, in which style.
ask-prompt-music = <b>What music shall I make?</b>
    Describe it in your own words: what the song is about, in which style and mood.
ask-text = Send the answer as a message.
ask-choice = Tap a button or type your choice.
ask-number = Choose a number or send your own.
ask-number-typed = Send a number.
ask-limit = { $limit ->
        [one] Up to { $limit } character.
       *[other] Up to { $limit } characters.
    }
ask-current = Now: { $value }
ask-reply = ↪️ Reply to this message so that I can see it.
range-between = From { $min } to { $max }.
range-from = At least { $min }.
range-to = At most { $max }.

ask-way = <b>How shall we do it?</b>
ask-files = Send a file.
ask-list = Send your answers in messages, one by one.
ask-part = Tap what you want to fill in or change.
ask-parts = Add as many as you need, then tap “Done”.
ask-work = Choose what to go on from.
button-add = ➕ Add
button-clear = 🗑 Clear
button-remove = 🗑 Remove
button-way = 🔀 Way: { $way }
way-words = From words
way-with = { $what }
work-none = 🤷 This model goes on from a finished work, but there is nothing to begin with right now. Please take another.
work-none-yet = This model goes on from something that is made already. Make the first part with one of these:
value-chosen = chosen
value-empty = empty
value-count = { $count }
count-between = { $min } to { $max } are needed.
count-to = You can add up to { $max }.

## Files

file-want-image = 🖼 Send a picture: as a photo or as a file.
file-want-video = 🎬 Send a video.
file-want-audio = 🎵 Send audio: a file with music or a voice; a voice message will do.
file-want-document = 📎 Send a file.
file-types = Formats: { $types }.
file-limit = Up to { $limit } MB.
file-limit-bots = Up to 20 MB: Telegram gives bots no more.
files-max = Up to { $max } files, an album will do.
files-got = 📎 Got { $count } of { $max }. Send more or tap “Done”.
files-full = { $max ->
        [one] 📎 The model takes no more than { $max } file.
       *[other] 📎 The model takes no more than { $max } files.
    }
file-added = 📎 Added: { $field }.
file-no-room = 📎 There is no room for this file any more. Remove one in ⚙️ Settings.
file-not-asked = 📎 This model takes no files.
file-not-one = 👀 I cannot work with this. Write in words, or send a photo, a video or a sound.
file-only-one = 📎 One file is needed here — I took the first that came.
file-empty = 📎 The file is empty. Please send another.
file-wrong-type = 📎 The model does not take this format. These will do: { $types }.
file-too-big = 📎 The file is too big: the model takes up to { $limit } MB. Make it smaller and send it again.
file-too-big-for-bots = 📎 Telegram gives bots no files over { $limit } MB. Please send a smaller one.
file-unknown = file
kind-image = photo
kind-video = video
kind-audio = audio
kind-document = file

## When an answer does not fit

answer-empty = ✍️ The message is empty. Please write a few words.
answer-choose = 🤔 There is no such option. “{ $field }” — choose one of the buttons below.
answer-button = 👇 Please choose one of the buttons here.
list-full = No more than { $max } fit.
form-full = ✂️ This is too much for one work. Send something shorter or remove a part.
answer-number = 🔢 A number is needed here.
answer-range = 🔢 This number does not fit. The limits are below.
answer-too-long = { $limit ->
        [one] ✂️ A bit long: { $length }, and { $limit } character fits. Please send a shorter one.
       *[other] ✂️ A bit long: { $length }, and { $limit } characters fit. Please send a shorter one.
    }
answer-too-short = { $limit ->
        [one] ✍️ Too short: at least { $limit } character is needed.
       *[other] ✍️ Too short: at least { $limit } characters are needed.
    }
prompt-too-long = { $limit ->
        [one] ✂️ The description has { $length } characters, and { $limit } fits. Please send a shorter one.
       *[other] ✂️ The description has { $length } characters, and { $limit } fit. Please send a shorter one.
    }
text-too-long = ✂️ That is too much text: no model takes more than { $limit } characters. Please send a shorter one.
prompt-not-taken = ✍️ This model needs no description.
prompt-replaced = ✏️ Description replaced.
words-replaced = ✏️ Replaced: { $field }.

## Offer, confirmation, settings

offer = ✨ <b>Shall I draw this?</b>
confirm = 👀 <b>Is everything right?</b>
confirm-hint = To change the description, just write a new one.
confirm-hint-add = You can add a description: just write it.
fact-model = Model: <b>{ $model }</b>
fact-setting = { $title }: <b>{ $value }</b>
fact-price = Price: { $price }
fact-time = Usually ready in { $time }
price-free = { $price } — <b>free</b> today, { $left } of { $limit } left
price-unknown = known as soon as everything needed is chosen
price-needs-length = ⏱ The price depends on the length, and this file does not show it. Send it as a video or audio, not as a file.
price-choose = 💰 The price depends on this. Please choose.
settings = ⚙️ <b>Settings</b> · { $model }
    Tap what you want to change. The rest can stay as it is.
order-none-left = { $limit ->
        [one] 🌙 Today’s free generation is used up. Tomorrow there will be { $limit } again — everything you chose stays here.
       *[other] 🌙 Today’s free generations are used up. Tomorrow there will be { $limit } again — everything you chose stays here.
    }
order-too-dear = 💎 With these settings it cannot be free. Choose a smaller size, a shorter length or fewer pieces in ⚙️ Settings, or take another model.
order-busy = { $running ->
        [one] ⏳ I am already working on { $running } order of yours. Wait for it and tap “Create” again.
       *[other] ⏳ I am already working on { $running } orders of yours. Wait for one of them and tap “Create” again.
    }
check-field = 🤔 The model did not like this: “{ $field }”. Please change it.
check-missing = 🤔 This is needed too: { $fields }.
check-together = 🤔 These settings do not go together: { $fields }. Please change any of them.

## Progress

progress-title = ✨ <b>{ $model }</b>
progress-queued = 🕓 Got it! You are in the queue. Usually ready in { $time }.
progress-usual = Working on it. It usually takes { $time }.
progress-longer = A little longer than usual — don’t worry, I am watching it.
progress-delivering = 📤 Done, sending it to you.
progress-checking = 🔎 Checking how it went. This may take a few minutes — nothing gets lost.

## Result

result = ✅ <b>{ $model }</b> · ready in { $time } · { $price }
result-free = free
result-repeated = Sent once more: I am not sure that it arrived the last time.
result-link = 📦 The file is too big for Telegram, so here is a link. Save it today: the link does not live long.
result-unsure = 📦 Telegram never said whether everything arrived, so here is a link. Save the file today: the link does not live long.
result-stopped = 📦 Telegram did not take all of it, so the rest is here as a link. Save it today: the link does not live long.
result-lost = { $number ->
        [one] 🙈 { $number } more file could not be opened: it is no longer where it was.
       *[other] 🙈 { $number } more files could not be opened: they are no longer where they were.
    }

## Failures

failure-title = 😔 <b>{ $model }</b>: it did not work
failure-content-policy = The model refused: something in the description or in the file is not allowed. Try other words or another model.
failure-invalid-input = The model did not understand one of the settings. Tap “Change” and choose another.
failure-input-unreachable = The source file could not be opened. Please start again.
failure-provider-error = The model stumbled halfway — it is not your fault. The second try usually works.
failure-provider-timeout = The model has been silent for too long, so I stopped waiting. Try once more or take another one — it will answer faster.
failure-unavailable = The model cannot be used right now. Try later or take another one — I remember the description.
failure-deadline = It was not ready in time. Try once more or take another model.
failure-undeliverable = It was made, but Telegram could not take it. Try once more or change the size.
nothing-charged = 💚 Nothing was charged.

## Cancelling

cancelled = 👌 Cancelled. Nothing was charged.
cancel-nothing = 👌 There is nothing to cancel — go ahead.
cancel-refused = It cannot be cancelled any more: the order is with the model, and I cannot stop it. If nothing comes of it, nothing is charged.
cancel-delivered = This one is ready already.
cancel-already = Already cancelled, nothing was charged.
cancel-failed = This one has ended already, nothing was charged.
generation-cancelled = 👌 <b>Cancelled.</b> Nothing was charged.
generation-gone = 🤷 I cannot find this work any more. Write what to make and we start anew.
edit-hint = ✏️ Write a new description or change the settings.

## Toasts

toast-stale = This button is out of date. Here is where we stopped.
toast-done = Done already 👌
toast-working = Already working on it 👌
toast-menu = You are in the menu already
toast-cancelling = Cancelling…

## Everything else

help = ❓ <b>How it works</b>

    1. Write what to draw, or send a photo, a video or a sound and choose what to do with it.
    2. For videos, music and voices open the menu or /models: every model has a card with its price.
    3. Tap “Create” — the result will come here.

    Every result has the buttons “Once more”, “Change” and “Use further”: they always work.
    If something fails, your try is not used up.
help-commands =
    /models — all models
    /history — my works
    /balance — balance
    /settings — settings
    /paysupport — questions about a payment
    /terms — terms
    /cancel — cancel
help-commands-group =
    /models — all models
    /history — my works
    /settings — settings
    /terms — terms
    /cancel — cancel
help-price = { $limit ->
        [one] 🎁 Every day: { $limit } free generation.
       *[other] 🎁 Every day: { $limit } free generations.
    }
help-contact = 💬 Any questions left? Write to: { $contact }
language = 🌐 <b>Which language shall I speak?</b>
language-changed = 🇬🇧 All right, English it is.
unknown-command = 🤔 I do not know this command. All commands are in /help.
flood = 😅 So many messages at once! Wait 5 seconds and write again.
error-unexpected = 😔 Something went wrong and I could not handle this message. Please try again: /start
admin-gave-up = 🚨 The service crashed too often and stopped itself so that the platform starts it anew. The reason is in the log, line service.gave_up.
admin-conflict = ⚠️ Somebody else is polling Telegram with this bot’s token (error 409). Stop the other instance or change the token in BotFather.
admin-kie-refused = ⚠️ KIE AI refuses this bot ({ $code }). Check KIE_API_KEY and the credits left on kie.ai. Until then generations fail; people are told so and are not charged.
admin-catalog-list = ⚠️ The list of models of KIE AI looks incomplete: of { $expected } models that were there only { $found } are. The catalog stays as it was; the list is read again in an hour.
admin-price-drift = 💱 KIE AI charged something else than our price says: { $model } ({ $id }), { $parameters }. Our price: { $quoted } credits, charged: { $charged }. You will not hear of this model with these parameters again until the charge changes.

## Time

seconds = { $seconds ->
        [one] { $seconds } second
       *[other] { $seconds } seconds
    }
minutes = { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    }
