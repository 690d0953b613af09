### The bot's texts. Same keys and variables as ru.ftl; a test holds them together.
### Telegram's HTML: <b>, <i>, <blockquote>. Texts of buttons and toasts have no markup.

## Start and menu

greeting = 👋 <b>Hello!</b>
    You describe a picture in words — I draw it and send it here.
greeting-name = 👋 <b>Hello, { $name }!</b>
    You describe a picture in words — I draw it and send it here.
menu = ✍️ <b>Just write what you would like to see.</b>
    For example: <i>a ginger cat in a spacesuit looking at the Earth, watercolour</i>
allowance = { $left ->
        [one] 🎁 You have { $left } free generation of { $limit } left today.
       *[other] 🎁 You have { $left } free generations of { $limit } left today.
    }
allowance-used-up = { $limit ->
        [one] 🌙 Today’s free generation is used up. Tomorrow there will be { $limit } again.
       *[other] 🌙 Today’s free generations are used up. Tomorrow there will be { $limit } again.
    }
allowance-off = 🌙 Drawing is paused at the moment. Please come back later.
no-models = 🌙 There is nothing to draw with right now: every model is resting. Please come back a little later.

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
button-other-model = 🔄 Other model
button-settings = ⚙️ Settings
button-previous = ◀️ Previous
button-next = Next ▶️
button-model = { $title } · { $time }
button-again = 🔁 Once more
button-edit = ✏️ Change
button-download = ⬇️ Download
button-download-one = ⬇️ Download { $number }
button-cancel-generation = ❌ Cancel
button-language-client = 📱 As in Telegram

## Choosing a model

models = 🎨 <b>What shall I draw with?</b>
    The usual wait is next to each name.
models-page = Page { $page } of { $pages }
model-gone = 😔 This model is not there right now. Choose another — I remember everything you wrote.

## Questions

form-header = 🎨 <b>{ $model }</b> · { $vendor }
    Usually ready in { $time }
ask-prompt = <b>What shall I draw?</b>
    Use your own words: who or what, where, in which style.
ask-text = Send the answer as a message.
ask-choice = Tap a button or type your choice.
ask-number = Choose a number or send your own.
ask-limit = { $limit ->
        [one] Up to { $limit } character.
       *[other] Up to { $limit } characters.
    }
ask-current = Now: { $value }
ask-reply = ↪️ Reply to this message so that I can see it.
range-between = From { $min } to { $max }.
range-from = At least { $min }.
range-to = At most { $max }.

## When an answer does not fit

answer-empty = ✍️ The message is empty. Please write a few words.
answer-choose = 🤔 There is no such option. “{ $field }” — choose one of the buttons below.
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
prompt-replaced = ✏️ Description replaced.

## Offer, confirmation, settings

offer = ✨ <b>Shall I draw this?</b>
confirm = 👀 <b>Is everything right?</b>
confirm-hint = To change the description, just write a new one.
fact-model = Model: <b>{ $model }</b>
fact-setting = { $title }: <b>{ $value }</b>
fact-price = Price: { $price }
fact-time = Usually ready in { $time }
price-free = <b>free</b>, { $left } of { $limit } left
price-used-up = today’s free ones are used up, tomorrow there will be { $limit } again
price-off = drawing is paused at the moment
settings = ⚙️ <b>Settings</b> · { $model }
    Tap what you want to change. The rest can stay as it is.
order-none-left = { $limit ->
        [one] 🌙 Today’s free generation is used up. Tomorrow there will be { $limit } again — and this description will come in handy.
       *[other] 🌙 Today’s free generations are used up. Tomorrow there will be { $limit } again — and this description will come in handy.
    }
order-too-dear = 💎 With these settings it cannot be free. Choose a smaller size or fewer pictures in ⚙️ Settings, or take another model.
order-busy = { $running ->
        [one] ⏳ I am already drawing { $running } picture for you. Wait for it and tap “Create” again.
       *[other] ⏳ I am already drawing { $running } pictures for you. Wait for one of them and tap “Create” again.
    }
check-field = 🤔 The model did not like this: “{ $field }”. Please change it.
check-together = 🤔 These settings do not go together: { $fields }. Please change any of them.

## Progress

progress-title = 🎨 <b>{ $model }</b>
progress-queued = 🕓 Got it! You are in the queue. Usually ready in { $time }.
progress-usual = Drawing. It usually takes { $time }.
progress-longer = Drawing a little longer than usual — no worries, I am watching it.
progress-delivering = 📤 Done, sending it to you.
progress-checking = 🔎 Checking how it went. This may take a few minutes — nothing gets lost.

## Result

result = ✅ <b>{ $model }</b> · ready in { $time } · free
result-repeated = Sent once more: I am not sure that it arrived the last time.
result-link = 📦 The file is too big for Telegram, so here is a link. Save it today: the link does not live long.

## Failures

failure-title = 😔 <b>{ $model }</b>: it did not work
failure-content-policy = The model refused: something in the description is not allowed there. Try other words or another model.
failure-invalid-input = The model did not understand one of the settings. Tap “Change” and choose another.
failure-input-unreachable = The source file could not be opened. Please start again.
failure-provider-error = The model stumbled halfway — it is not your fault. The second try usually works.
failure-provider-timeout = The model has been silent for too long, so I stopped waiting. Try once more or take another one — it will answer faster.
failure-unavailable = The model does not work right now. Take another one — I remember the description.
failure-deadline = The picture was not ready in time. Try once more or take another model.
failure-undeliverable = The picture is made, but Telegram could not take it. Try once more or change the size.
nothing-charged = 💚 Nothing was charged.

## Cancelling

cancelled = 👌 Cancelled. Nothing was charged.
cancel-nothing = 👌 There is nothing to cancel — go ahead.
cancel-refused = It is too late to cancel: the picture is ready or about to be.
cancel-delivered = This picture is ready already.
cancel-already = Already cancelled, nothing was charged.
cancel-failed = This one has ended already, nothing was charged.
generation-cancelled = 👌 <b>Cancelled.</b> Nothing was charged.
generation-gone = 🤷 I cannot find this one any more. Write what to draw and we will start anew.
edit-hint = ✏️ Write a new description or change the settings.

## Toasts

toast-stale = This button is out of date. Here is where we stopped.
toast-done = Done already 👌
toast-working = Already working on it 👌
toast-menu = You are in the menu already
toast-cancelling = Cancelling…

## Everything else

help = ❓ <b>How it works</b>

    1. Write what to draw, in any language.
    2. Choose a model or keep the one I suggest.
    3. Tap “Create” — the picture will come here.

    Every picture has the buttons “Once more” and “Change”: they always work.
    If something fails, your try is not used up.

    /models — all models
    /settings — language
    /cancel — cancel
help-price = { $limit ->
        [one] 🎁 Every day: { $limit } free generation.
       *[other] 🎁 Every day: { $limit } free generations.
    }
help-contact = 💬 Any questions left? Write to: { $contact }
language = 🌐 <b>Which language shall I speak?</b>
language-changed = 🇬🇧 All right, English it is.
unknown-command = 🤔 I do not know this command. All commands are in /help.
only-text = 👀 I only understand words. Please describe the picture in text.
flood = 😅 So many messages at once! Wait 5 seconds and write again.
payment-refused = Nothing is for sale here right now, you were not charged.
error-unexpected = 😔 Something went wrong and I could not handle this message. Please try again: /start
admin-gave-up = 🚨 The service crashed too often and stopped itself so that the platform starts it anew. The reason is in the log, line service.gave_up.
admin-conflict = ⚠️ Somebody else is polling Telegram with this bot’s token (error 409). Stop the other instance or change the token in BotFather.
admin-kie-refused = ⚠️ KIE AI refuses this bot ({ $code }). Check KIE_API_KEY and the credits left on kie.ai. Until then generations fail; people are told so and are not charged.

## Time

seconds = { $seconds ->
        [one] { $seconds } second
       *[other] { $seconds } seconds
    }
minutes = { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    }

## Parameters in words

field-prompt = Description
field-negative = What to leave out
field-shape = Shape
field-resolution = Resolution
field-quality = Quality
field-format = File format
field-background = Background
field-style = Style
field-seed = Variant number
field-steps = Thoroughness
field-guidance = Closeness to the text
field-speed = Speed
field-acceleration = Acceleration
field-enhance = Enrich the description
field-translation = Translate the description
field-thinking = Think longer
field-watermark = Watermark
field-series = Connected series
field-count = How many pictures
field-pro = Pro mode
hint-negative = A list with commas, for example: text, extra people.
hint-seed = The same number gives similar pictures.
hint-steps = More is finer, but slower.
hint-guidance = More is closer to your words, less is more imaginative.
hint-enhance = The model adds details to your words by itself.
value-usual = as usual
value-yes = Yes
value-no = No
value-auto = Auto
value-none = None
value-basic = Standard
value-regular = Standard
value-low = Low
value-medium = Medium
value-high = High
value-ultra = Maximum
value-opaque = Plain
value-transparent = Transparent
value-turbo = Fast
value-balanced = Balanced
value-speed-quality = Thorough
value-acceleration-high = Strong
value-general = General
value-realistic = Realistic
value-design = Design
value-fiction = Fiction
value-square = Square
value-square-hd = Square, sharper
ratio-square = { $ratio } square
ratio-wide = { $ratio } wide
ratio-tall = { $ratio } tall
