### Finding a model, its card, files that were sent and works that were made.

## Sections and lists

button-video = 🎬 Video
button-audio = 🎵 Music and sound
button-edit-photo = 🪄 Edit a photo
button-all-models = 🔎 All models
button-works = 🖼 My works
button-favourites = ⭐ Favourites
button-recent = 🕘 Recent
button-everything = 📚 Show all
button-vendors = 🏭 Maker
button-every-vendor = 🏭 All makers
button-model-price = { $title } · { $price }
button-start = ▶️ Create
button-star = ☆ Add to favourites
button-unstar = ⭐ Remove from favourites
tasks = 🧭 <b>What shall we make?</b>
models = 🔎 <b>All models</b>
models-of-task = <b>{ $task }</b>
models-found = 🔎 <b>Found for “{ $query }”</b>
models-favourite = ⭐ <b>Favourites</b>
models-recent = 🕘 <b>Recent</b>
models-page = Page { $page } of { $pages }
models-search-hint = Looking for a certain one? Write its name: <i>kling</i>, <i>nano banana</i>.
models-none = 🤷 There is nothing here yet. This is what there is.
models-not-found = 🤷 No model has such a name. Perhaps it is the description of a picture?
words-taken = 🤷 There is no model of that name. I took these words as the description.
button-draw = 🎨 No, draw this
vendors = 🏭 <b>Whose models shall I show?</b>
sort-popular = ↕️ Popular first
sort-price = ↕️ Cheap first
sort-speed = ↕️ Fast first
price-from = from { $price }

## Card

card-title = <b>{ $model }</b> · { $vendor }
card-makes = What it does: { $tasks }
card-needs = What it needs: { $needs }
card-price = Price: { $price }
card-link = 🔗 Link to the model: { $link }

## A file that was sent

intake = 🪄 <b>What shall I do with this?</b>
intake-none = 🤷 No model works with such a file. Send a photo, a video or a sound.
intake-edit = ✨ Edit
intake-animate = 🎬 Animate
intake-upscale = 🔍 Enlarge
intake-cut-out = ✂️ Remove background
intake-edit-video = 🎞 Remake the video
intake-talk = 🗣 Make a character talk
intake-music = 🎵 Make music
intake-sound = 🔊 Work on the sound
intake-speech = 🎙 Voice it
intake-text = 📝 Get the text
button-which-model = 🔎 Choose a model
button-all-files = All
files-count = { $count ->
        [one] { $count } file
       *[other] { $count } files
    }
files-left = { $count ->
        [one] 📎 { $count } file did not fit this model.
       *[other] 📎 { $count } files did not fit this model.
    }
use-nothing = 🤷 There is no file here to go on with.

## My works

works = 🖼 <b>My works</b>
    Tap one and I will send it again.
works-none = 🖼 Your works will be here. There are none yet — time to make the first.
works-no-file = 🖼 Telegram did not keep the file of this work. You can make it again with the button below.
button-erase = 🗑 Delete
erase = 🗑 <b>Delete this work?</b>
    Its description and the links to its files are erased, and it leaves “My works”. There is no way back. Your balance and operations do not change.
    Messages that are in this chat already stay: you can delete them here yourself.
button-erase-yes = 🗑 Yes, delete
work-erased = 🗑 The work is deleted.
erase-foreign = 🙅 Somebody else ordered this work: only they can delete it.
