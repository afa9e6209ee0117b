"""What is spoken: sentences, reference sentences of each voice, passages of several blocks, and courses of emotion."""

from dataclasses import dataclass

from tietfg.emotion.timeline import EmotionTimeline, Transition

VOICES = ("af_heart", "am_michael", "bf_emma", "bm_george")

SENTENCES = (
    "The ferry was late again, so we sat on our suitcases and shared the last sandwich.",
    "Did anyone remember to lock the back door?",
    "I can't believe you kept that photograph for twenty years!",
    "Turn left after the bridge, then follow the river until you see a white house.",
    "She never answered.",
    "There were forty-two people in the room, and not one of them was listening.",
    "Please leave your boots outside.",
    "When the lights came back on, the stage was empty and the piano had disappeared.",
    "What a strange thing to say!",
    "My grandmother planted those apple trees before the war, and they still bear fruit every autumn.",
    "Why would he leave without his coat, in the middle of winter?",
    "The results arrived this morning.",
    "You promised me that this would never happen again.",
    "We counted nine boats, three of them on fire.",
    "Somebody has been sleeping in the garden shed, and I think I know who it was.",
    "Is that really your final answer, or do you need another minute?",
    "Stop the car!",
    "Every evening the old man walked to the harbor, looked at the water, and went home alone.",
    "The doctor says the wound will heal in about six weeks.",
    "Half of the money belongs to you, and the other half belongs to the people who did the work.",
    "How did the dog get onto the roof?",
    "Nobody told us that the meeting had been moved to Thursday.",
    "It smells as if something died under the floor.",
    "They finished the tunnel two months early, which surprised the engineers more than anyone else.",
    "Come and look at this!",
    "I have read your letter four times, and I still don't know what you want from me.",
    "The train leaves at half past seven.",
    "Her voice was so quiet that the people behind me asked what she had said.",
    "Could you hold this ladder for a moment, please?",
    "He opened the envelope, read the first line, and sat down on the stairs.",
    "Our team scored in the last second!",
    "The soup tastes fine, but the bread is older than my brother.",
    "Who are you?",
    "After the storm the beach was covered with bottles, ropes and broken wood.",
    "I bought it for thirteen dollars, and he sold it for three hundred.",
    "That is not what I meant, and you know it.",
    "The children built a castle out of boxes and refused to come down for dinner.",
    "Have you ever seen so many stars in one sky?",
    "If the wind changes before midnight, the fire will reach the village and we will have to leave.",
    "Tomorrow we begin again.",
)
"""Short and long, told, asked and exclaimed, numbers in words; a sentence is spoken by voice number index modulo 4."""

REFERENCE = (
    "The museum opens at ten and closes at five, except on Mondays.",
    "A narrow path leads from the station to the lake behind the hill.",
    "Most of the furniture in this office was made by a carpenter from the next town.",
    "They painted the kitchen yellow, the hall gray and the bedrooms light blue.",
)
"""Spoken plainly by every voice: what emotional speech of the voice is compared with. Not among SENTENCES."""

PASSAGES = (
    "We reached the cabin just before dark. The door was open, and there was snow on the floor. Nobody had been there "
    "for months. I lit the stove while Peter looked for candles. Then we heard steps on the roof. They stopped above "
    "the table. Neither of us moved. After a minute something heavy fell past the window. Peter started to laugh, "
    "because it was only the snow. We slept badly anyway, and in the morning we walked home.",
    "My father repaired clocks for a living. He had a small shop near the market, with a bell on the door. On "
    "Saturdays I was allowed to wind the big ones. I was so proud of that! When he fell ill, the shop was closed, and "
    "the clocks stopped one after the other. Years later I found the key in a drawer. I went back and opened the "
    "shutters. Everything was still there. So I sat down at his bench and began with the smallest one.",
    "You said the work would be done by Friday. It is Tuesday now, and the walls are still wet. What am I supposed to "
    "tell the family? They sold their flat, they packed their things, and they are sitting in a hotel. I called you "
    "eleven times. You never picked up! Well, it does not matter any more. We found another painter, and he starts "
    "tomorrow. Please send me the keys, and let us forget about it.",
)
"""Texts of several blocks, with sentence borders inside blocks too."""


@dataclass(frozen=True)
class Turn:
    """What is reached, at a share of the words."""

    at: float
    emotion: str
    intensity: float
    transition: Transition = "gradual"


COURSES: dict[str, tuple[Turn, ...]] = {
    "growing anger": (Turn(0, "neutral", 0), Turn(1, "angry", 1)),
    "sudden fear": (Turn(0, "neutral", 0), Turn(0.5, "fear", 1, "sudden")),
    "joy into tears": (Turn(0, "happy", 1), Turn(1, "sad", 1)),
    "calming down": (Turn(0, "angry", 1), Turn(1, "neutral", 0)),
    "surprise, then joy": (Turn(0, "surprise", 1), Turn(0.4, "happy", 0.8, "sudden")),
    "disgust, then anger": (Turn(0, "disgust", 0.8), Turn(0.35, "angry", 1, "sudden")),
    "fading grief": (Turn(0, "sad", 1), Turn(0.5, "sad", 0.4), Turn(1, "happy", 0.4)),
    "three turns": (Turn(0, "neutral", 0), Turn(0.34, "angry", 1, "sudden"), Turn(0.67, "sad", 1, "sudden")),
}
"""Changing emotions, gradual and sudden."""


def constant(emotion: str, intensity: float) -> EmotionTimeline:
    """One emotion from beginning to end."""
    return EmotionTimeline.model_validate({"keyframes": [{"word": 0, "emotion": {emotion: 1}, "intensity": intensity}]})


def course(name: str, words: int) -> EmotionTimeline:
    """A course of COURSES over a text of this many words (at least 3)."""
    return EmotionTimeline.model_validate(
        {
            "keyframes": [
                {
                    "word": int(turn.at * words),
                    "emotion": {turn.emotion: 1},
                    "intensity": turn.intensity,
                    "transition": turn.transition,
                }
                for turn in COURSES[name]
            ]
        }
    )
