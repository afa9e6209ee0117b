"""What is said and asked in rendered videos: texts and changes of emotion that stand nowhere else in the project."""

from tietfg.emotion.labels import EMOTIONS

TEXTS = (
    "The gate was open again this morning. Somebody had walked through the wet grass to the shed.",
    "They have moved the meeting to Thursday. I only heard of it when I was already on my way.",
    "There is a parcel for you in the hall. A man from the second floor brought it up an hour ago.",
    "My brother has sold the house by the lake. The new people are going to move in before the summer.",
    "We counted the boxes twice last night. There were nine of them, and one was already open.",
)
SINGLE = tuple(f"{emotion}, strongly" for emotion in EMOTIONS[1:])
CHANGING = (
    "sad in the first sentence, angry in the second",
    "happy, then suddenly afraid",
    "surprised at first, then more and more disgusted",
    "angry to begin with, and happy at the end",
    "calm at first, then growing afraid",
    "disgusted, and suddenly surprised in the last sentence",
)
LONG = (
    "Last autumn I rented a small room above the bakery, and every night at three the ovens began to hum. "
    "At first I could not sleep at all, and I swore at the walls and at the clock. "
    "Then one night somebody knocked, and the baker's daughter stood there with a warm loaf in a towel. "
    "Since then I wake up by myself, and I would not want to live anywhere else."
)
LONG_EMOTION = "tired and calm, then angry, then surprised, and at the end happy"
SHORT = "Nobody told me that you would come today."
SHORT_EMOTION = "surprised, then happy"
