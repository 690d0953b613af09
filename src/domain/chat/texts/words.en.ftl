### The dictionary: parameters of the models, their values, and tasks. The same keys and variables as in words.ru.ftl; a test checks.
### Plain text without markup: buttons show it too.

## Parameters of pictures and of everything

field-prompt = Description
field-negative = What to leave out
field-shape = Shape
field-resolution = Resolution
field-quality = Quality
field-mode = Mode
field-version = Version
field-format = File format
field-background = Background
field-style = Style
field-seed = Variant number
field-steps = Thoroughness
field-guidance = Closeness to the text
field-strength = Strength
field-motion = Range of motion
field-rendering = Speed
field-acceleration = Acceleration
field-enhance = Enrich the description
field-translation = Translate the description
field-thinking = Think longer
field-search = Search the web
field-watermark = Watermark
field-watermark-text = Watermark text
field-series = Connected series
field-count = How many pictures
field-pro = Pro mode
field-upscale = How many times larger
field-colors = Colors
field-color = Color
field-share = Share of the color
field-areas = Areas to edit
field-segments = Numbers of the areas

## Parameters of videos

field-duration = Length
field-frames = How many frames
field-frame-rate = Frames per second
field-still-camera = Still camera
field-with-sound = With sound
field-source-sound = Sound of the source video
field-shots = Scenes
field-several-shots = Several shots
field-own-shots = Scenes of your own
field-elements = Characters and objects
field-way = What to start from
field-effect = Ready-made effect
field-pose = Whose pose to follow
field-background-source = Where the background is from
field-last-frame-too = Send the last frame too
field-extend-at = Where to continue from
field-extend-by = How much to add
field-result-index = Which of the results
field-fast = Fast mode
field-scene-cuts = Find scene changes
field-fit-sound = Fit to the sound
field-fit-backwards = Extend by playing backwards
field-voice-apart = Separate voice and music

## Files

field-image = Picture
field-images = Pictures
field-video = Video
field-videos = Videos
field-audio = Audio
field-audios = Audio recordings
field-two-tracks = Two tracks
field-first-frame = First frame
field-last-frame = Last frame
field-first-clip = Beginning of the clip
field-mask = Mask
field-reference-images = Reference pictures
field-reference-videos = Reference videos
field-reference-audios = Reference audio
field-reference-files = Reference files
field-reference-links = Reference links
field-reference-voice = Sample of the voice
field-voice-over = Soundtrack
field-voice-recording = Recording of the voice
field-phrase-recording = Recording of the check phrase
field-reference-name = Name in the description
field-reference-role = What the picture shows

## Earlier works

field-earlier-work = Earlier work
field-track = Earlier track
field-persona = Persona
field-characters = Characters
field-voices = Voices

## Common words

field-title = Title
field-name = Name
field-description = What it is
field-text = Text
field-start = Start
field-end = End

## Music

field-own-words = Lyrics and style of your own
field-own-settings = Settings of your own
field-instrumental = No vocals
field-lyrics = Lyrics
field-all-lyrics = Lyrics of the whole song
field-avoid = What to avoid
field-singer = Singer's voice
field-style-weight = Closeness to the style
field-weirdness = Weirdness
field-audio-weight = Closeness to the source
field-variety = Variety
field-persona-kind = What to take from the persona
field-stem = What to single out
field-style-draft = Style in a few words
field-author = Artist shown on the video
field-site = Site shown on the video
field-loop = Loop
field-tempo = Tempo
field-musical-key = Musical key
field-lyrics-too = Send the lyrics too
field-skill = Singer's skill
field-vocal-start = Vocals start
field-vocal-end = Vocals end

## Speech

field-voice = Voice
field-voice-title = Name of the voice
field-language = Language
field-stability = Evenness of the voice
field-similarity = Likeness to the original
field-expressiveness = Expressiveness
field-pace-number = Speed of speech
field-timestamps = Timestamps
field-text-before = What was said before
field-text-after = What will be said next
field-lines = Lines
field-speakers = Who speaks
field-speaker = Speaker's name
field-voice-profile = What the voice is like
field-accent = Accent
field-pace = Pace of speech
field-scene = Scene
field-context = Context

## Hints

hint-negative = A list with commas, for example: text, extra people.
hint-seed = The same number gives similar results.
hint-steps = More is finer, but slower.
hint-guidance = More is closer to your words, less is more imaginative.
hint-strength = How much the source picture is worked on. The usual value is a good start.
hint-motion = More is livelier.
hint-enhance = The model adds details to your words by itself.
hint-search = The model looks up what you write about.
hint-watermark-text = These words will be seen on the result.
hint-colors = The colors of the picture and the share of each.
hint-color = Six characters after a hash, for example: #ff8800.
hint-share = For example: 25%.
hint-segments = Numbers from the marked picture, from 1 on.
hint-mask = A black and white picture of the same size: it shows what to change.
hint-still-camera = Only what is in the picture moves.
hint-shots = What happens in each scene and how long it lasts.
hint-elements = Show and name them; in the description write the name after @.
hint-effect = A ready-made effect has a length of its own, so the length cannot be changed.
hint-pose = Follow the pose of the picture or the motion of the video.
hint-result-index = In case there were several. The first one is 0.
hint-first-clip = The model continues this clip.
hint-last-frame-too = Handy for going on from the same place.
hint-fit-backwards = When the sound is longer than the video, its end is played in reverse.
hint-voice-over = The video moves to this sound.
hint-phrase-recording = Read the phrase from the model aloud and send the recording.
hint-reference-name = A short word: in the description it follows an @.
hint-own-words = “Yes”: you write lyrics, style and title. “No”: a description is enough.
hint-own-settings = “No” keeps everything as in the source track.
hint-persona = A singer that you made earlier.
hint-all-lyrics = The whole text with the new part in it.
hint-avoid = Styles and traits with commas, for example: metal, autotune.
hint-weirdness = More is bolder and less expected.
hint-audio-weight = More is closer to your recording.
hint-variety = More is more varied, less is more predictable.
hint-stem = For example: vocals or drums.
hint-style-draft = For example: cheerful pop. The model spells the style out.
hint-stability = More is steadier, less is more emotional.
hint-similarity = More is closer to the real voice.
hint-expressiveness = More stresses the manner of speaking, but less evenly.
hint-text-before = It is not spoken, but helps with the intonation.
hint-speaker = Use the same name in the lines.
hint-voice-profile = For example: a warm male voice in his forties.
hint-scene = Where it happens, for example: a radio studio at night.
hint-context = What the listener should feel or already know.

## Values

value-usual = as usual
value-yes = Yes
value-no = No
value-auto = Auto
value-none = None
value-any = Any
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
value-rendering-quality = Thorough
value-acceleration-high = Strong
value-general = General
value-realistic = Realistic
value-design = Design
value-fiction = Fiction
value-square = Square
value-square-hd = Square, sharper
value-random = Random
value-as-source = As in the source video
value-male = Male
value-female = Female
value-source-sound = Keep as it is
value-from-image = As in the picture
value-from-video = As in the video
value-way-text = The description
value-way-frames = The first and last frame
value-way-references = Reference pictures
value-persona-style = Style
value-persona-voice = Voice
value-stem-vocal = Vocals and music
value-stem-all = All instruments
value-skill-beginner = Beginner
value-skill-intermediate = Intermediate
value-skill-advanced = Advanced
value-skill-professional = Professional
value-accent-neutral = Neutral
value-accent-american = American
value-accent-valley = American, California valley
value-accent-south = American, the South
value-accent-british = British, received
value-accent-brixton = British, Brixton
value-accent-transatlantic = Transatlantic
value-accent-australian = Australian
value-speech-smile = With a smile
value-speech-news = Newscaster
value-speech-whisper = Whisper
value-speech-empathetic = Empathetic
value-speech-promo = As in an advertisement
value-speech-deadpan = Deadpan
value-pace-natural = Natural
value-pace-rapid = Very fast
value-pace-drift = Slow and drifting
value-pace-staccato = Staccato
value-mode-standard = Standard
value-mode-lite = Light
value-mode-pro = Pro
value-mode-fun = Fun
value-mode-spicy = Spicy
value-role-subject = Character or object
value-role-background = Background
value-stability-lively = Lively
value-stability-natural = Natural
value-stability-even = Even
value-voice = Voice { $number }
value-effect = Effect { $number }
value-minor = { $note } minor
value-major = { $note } major
ratio-square = { $ratio } square
ratio-wide = { $ratio } wide
ratio-tall = { $ratio } tall
amount-seconds = { $value } s
amount-beats = { $value } bpm
amount-times = ×{ $value }
decimal-mark = .
language-tag = en

## Tasks

task-text-to-image = 🎨 Image from text
task-image-to-image = 🖌 Edit an image
task-remove-background = ✂️ Remove background
task-upscale = 🔍 Upscale
task-text-to-video = 🎬 Video from text
task-image-to-video = 📸 Animate an image
task-video-to-video = 🎞 Edit a video
task-lip-sync = 🗣 Talking character
task-music = 🎵 Music
task-speech = 🎙 Text to speech
task-sound = 🔊 Sounds
task-text = 📝 Lyrics and more

## Ready-made effects

effect-blue-love = Deep blue of love (2 photos)
effect-skyline-flag = Skyline flag
effect-vibe = Vibe Copines
effect-crowd-focus = Crowd focus
effect-poke = Poke the cutie
effect-birthday = Today is my birthday
effect-mini-hero = Mini football hero
effect-magma = Magma rise
effect-cyber-armor = Cyber armor in the rain
effect-landmark = Product landmark
effect-mini-pitch = Mini football pitch
effect-world-kick = A kick through the world
effect-town-footballer = Small-town footballer
effect-one-battle = Crowned in one battle
effect-thriller = Thriller dance
effect-dai-dai = Dai Dai dance
effect-fluffy-chef = Fluffy chef
effect-postcard = Summer postcard
effect-product-universe = Product universe
effect-fluffy-factory = Fluffy factory
effect-surfing = Surfing summer
effect-love-launcher = Love launcher
effect-kitty-shop = Kitty shop
effect-courtyard = Courtyard makeover
effect-ski = Ski joy
effect-nails = Nail lab
effect-rhythm-dash = Rhythm dash
effect-screen-king = Screen breaker
effect-football-poster = Football poster
effect-football-live = Football live king
effect-trophy-breakthrough = Trophy breakthrough
effect-interview = Post-match comment
effect-stadium-legend = Stadium legend
effect-step-by-step = Step by step
effect-superstar-lobby = Superstar lobby
effect-interview-second = Post-match comment 2
effect-top-of-world = Top of the world (2 photos)
effect-last-hug = The last hug (2 photos)
effect-future = My great future
effect-apex-dance = Apex dance
effect-idol = Idol ending shot
effect-motogp = Motorcycle race live
effect-knee-slide = Knee slide
effect-captain = Tunnel to captain
effect-golden-field = Golden field breaker
effect-trophy = Trophy celebration
effect-crowd-jump = Jump into the crowd
effect-champion-lift = World champion lift
effect-ball-boy = Sideline ball boy
effect-epic-save = Epic save
