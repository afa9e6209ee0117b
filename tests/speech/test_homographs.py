import functools

import pytest

from tietfg.speech.g2p import STRESS, Phonemizer


@functools.cache
def phonemizer(british: bool = False) -> Phonemizer:
    return Phonemizer(british)


def sounds(text: str, word: int, british: bool = False) -> str:
    pronunciation = phonemizer(british).pronounce(tuple(text.split()))
    pairs = zip(pronunciation.symbols, pronunciation.words, strict=True)
    return "".join(symbol for symbol, owner in pairs if owner == word).strip(" .,?!")


def plain(phonemes: str) -> tuple[str, int]:
    """The phones, and how many of them come before the main stress."""
    main = phonemes.find("ˈ")
    return "".join(phone for phone in phonemes if phone not in STRESS), len(phonemes[:main].replace("ˌ", ""))


@pytest.mark.parametrize(
    ("text", "word", "phonemes"),
    [
        ("I read it yesterday.", 1, "ɹˈɛd"),
        ("She has read every book.", 2, "ɹˈɛd"),
        ("I will read it tomorrow.", 2, "ɹˈid"),
        ("Please read the sign.", 1, "ɹˈid"),
        ("They read the news every day.", 1, "ɹˈid"),
        ("He read the letter and wept.", 1, "ɹˈɛd"),
        ("I like to read.", 3, "ɹˈid"),
        ("It was read aloud.", 2, "ɹˈɛd"),
        ("Have you read this?", 2, "ɹˈɛd"),
        ("Did you read this?", 2, "ɹˈid"),
        ("I never read that book before.", 2, "ɹˈɛd"),
        ("We read that last week.", 1, "ɹˈɛd"),
        ("Pipes made of lead are heavy.", 3, "lˈɛd"),
        ("She took the lead.", 3, "lˈid"),
        ("They lead the team.", 1, "lˈid"),
        ("There was lead in the paint.", 2, "lˈɛd"),
        ("A lead pipe hit him.", 1, "lˈɛd"),
        ("The lead singer smiled.", 1, "lˈid"),
        ("We live here.", 1, "lˈɪv"),
        ("The show is live tonight.", 3, "lˈIv"),
        ("A live concert.", 1, "lˈIv"),
        ("Where do you live?", 3, "lˈɪv"),
        ("It was a live broadcast.", 3, "lˈIv"),
        ("I want to live.", 3, "lˈɪv"),
        ("A tear rolled down her cheek.", 1, "tˈɪɹ"),
        ("Do not tear the page.", 2, "tˈɛɹ"),
        ("There is a tear in my shirt.", 3, "tˈɛɹ"),
        ("He began to tear up the letter.", 3, "tˈɛɹ"),
        ("The wind blew hard.", 1, "wˈɪnd"),
        ("Wind the clock, please.", 0, "wˈInd"),
        ("You must wind it up.", 2, "wˈInd"),
        ("He plays the bass guitar.", 3, "bˈAs"),
        ("He caught a bass in the lake.", 3, "bˈæs"),
        ("Turn up the bass.", 3, "bˈAs"),
        ("She took a bow.", 3, "bˈW"),
        ("A bow and arrow.", 1, "bˈO"),
        ("Bow to the queen.", 0, "bˈW"),
        ("She tied a bow in her hair.", 3, "bˈO"),
        ("Close the door.", 0, "klˈOz"),
        ("They are very close friends.", 3, "klˈOs"),
        ("It was a close call.", 3, "klˈOs"),
        ("Stay close to me.", 1, "klˈOs"),
        ("Please close it.", 1, "klˈOz"),
        ("We are close.", 2, "klˈOs"),
        ("What is the use?", 3, "jˈus"),
        ("Use it well.", 0, "jˈuz"),
        ("I use it.", 1, "jˈuz"),
        ("It is of no use.", 4, "jˈus"),
        ("Wait a minute.", 2, "mˈɪnət"),
        ("Minute details matter.", 0, "mInˈut"),
        ("A minute amount of dust.", 1, "mInˈut"),
        ("We record a song.", 1, "ɹəkˈɔɹd"),
        ("A world record.", 2, "ɹˈɛkəɹd"),
        ("I want to record this.", 3, "ɹəkˈɔɹd"),
        ("I got a present.", 3, "pɹˈɛzᵊnt"),
        ("I present the winner.", 1, "pɹizˈɛnt"),
        ("Let me present my friend.", 2, "pɹizˈɛnt"),
        ("Do you object?", 2, "əbʤˈɛkt"),
        ("What is that object?", 3, "ˈɑbʤəkt"),
        ("I object to this.", 1, "əbʤˈɛkt"),
        ("I am content.", 2, "kəntˈɛnt"),
        ("The content is free.", 1, "kˈɑntɛnt"),
        ("The desert is hot.", 1, "dˈɛzəɹt"),
        ("Do not desert me.", 2, "dəzˈɜɹt"),
        ("I refuse to go.", 1, "ɹəfjˈuz"),
        ("The refuse smelled.", 1, "ɹˈɛfjˌus"),
        ("The wound hurts.", 1, "wˈund"),
        ("He wound the clock.", 1, "wˈWnd"),
        ("She wound up alone.", 1, "wˈWnd"),
        ("Row your boat.", 0, "ɹˈO"),
        ("They had a terrible row last night.", 4, "ɹˈW"),
        ("A row of houses.", 1, "ɹˈO"),
        ("Farmers sow seeds.", 1, "sˈO"),
        ("A sow and her piglets.", 1, "sˈW"),
        ("A dove flew by.", 1, "dˈʌv"),
        ("He dove into the pool.", 1, "dˈOv"),
        ("The invalid lay in bed.", 1, "ˈɪnvəlɪd"),
        ("Your ticket is invalid.", 3, "ɪnvˈælɪd"),
        ("They separate the eggs.", 1, "sˈɛpəɹˌAt"),
        ("We sleep in separate rooms.", 3, "sˈɛpəɹət"),
        ("My estimate was low.", 1, "ˈɛstəmət"),
        ("I estimate ten.", 1, "ˈɛstəmˌAt"),
        ("They protest the law.", 1, "pɹətˈɛst"),
        ("The protest grew.", 1, "pɹˈOtˌɛst"),
        ("Send your resume today.", 2, "ɹˈɛzəmˌA"),
        ("Please resume your seat.", 1, "ɹəzˈum"),
        ("In August we left.", 1, "ˈɔɡəst"),
        ("Polish the shoes.", 0, "pˈɑlɪʃ"),
        ("I am Polish.", 2, "pˈOlɪʃ"),
        ("I used to sing.", 1, "jˈust"),
        ("I used a pen.", 1, "jˈuzd"),
        ("No excuse helps.", 1, "ɪkskjˈus"),
        ("Excuse me.", 0, "ɪkskjˈuz"),
        ("They house the poor.", 1, "hˈWz"),
        ("Buy fresh produce.", 2, "pɹˈOdˌus"),
        ("Factories produce cars.", 1, "pɹədˈus"),
        ("Does he know?", 0, "dˈʌz"),
        ("You rebel!", 1, "ɹˈɛbᵊl"),
        ("They rebel against him.", 1, "ɹəbˈɛl"),
        ("My perfect day.", 1, "pˈɜɹfəkt"),
        ("We must perfect it.", 2, "pəɹfˈɛkt"),
        ("I permit it.", 1, "pəɹmˈɪt"),
        ("I suspect him.", 1, "səspˈɛkt"),
        ("He is the suspect.", 3, "sˈʌspˌɛkt"),
        ("The increase was small.", 1, "ˈɪnkɹˌis"),
        ("I insult no one.", 1, "ɪnsˈʌlt"),
        ("We progress slowly.", 1, "pɹəɡɹˈɛs"),
        ("His conduct was bad.", 1, "kˈɑndˌʌkt"),
        ("A blessed day.", 1, "blˈɛsɪd"),
        ("My learned friend.", 1, "lˈɜɹnɪd"),
        ("An aged man.", 1, "ˈAʤɪd"),
        ("A man aged forty.", 2, "ˈAʤd"),
        ("I graduate in June.", 1, "ɡɹˈæʤʊˌAt"),
        ("Deliberate lies.", 0, "dəlˈɪbəɹət"),
    ],
)
def test_american_homographs(text: str, word: int, phonemes: str) -> None:
    assert plain(sounds(text, word)) == plain(phonemes)


@pytest.mark.parametrize(
    ("text", "word", "phonemes"),
    [
        ("A lead pipe hit him.", 1, "lˈɛd"),
        ("I read it yesterday.", 1, "ɹˈɛd"),
        ("Have you read this?", 2, "ɹˈɛd"),
        ("They had a terrible row.", 4, "ɹˈW"),
        ("Bow to the queen.", 0, "bˈW"),
    ],
)
def test_british_homographs(text: str, word: int, phonemes: str) -> None:
    assert plain(sounds(text, word, british=True)) == plain(phonemes)
