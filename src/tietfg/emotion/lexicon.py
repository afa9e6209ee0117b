"""English words and phrases that name an emotion or its display, with their mixture and intensity.

Collected by hand along the emotion families of Shaver et al. (J. Pers. Soc. Psychol. 52, 1987) and the facial displays
of Ekman. Contempt belongs to disgust, as when reading MEAD.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal

PLAIN_INTENSITY = 0.7
"""Intensity of an emotion named by its plain adjective: "happy", "angry"."""


@dataclass(frozen=True)
class EmotionEntry:
    """What a word or phrase says: weights of the mixture and the intensity it has without any degree."""

    mixture: tuple[tuple[str, float], ...]
    intensity: float
    change: Literal["change", "sudden"] | None
    """Whether the phrase itself tells of a change, as "cheers up" does, or of an outburst."""


@cache
def lexicon() -> dict[str, EmotionEntry]:
    """All entries by their words in lower case, hyphens as blanks: {"in tears": EmotionEntry(...), ...}."""
    entries: dict[str, EmotionEntry] = {}
    tables: tuple[tuple[_Table, Literal["change", "sudden"] | None], ...] = (
        (_STATES, None),
        (_CHANGES, "change"),
        (_OUTBURSTS, "sudden"),
    )
    for rows, change in tables:
        for mixture, intensity, phrases in rows:
            entry = EmotionEntry(tuple(mixture.items()), intensity, change)
            entries |= {phrase.replace("_", " "): entry for phrase in phrases.split()}
    return entries


_Table = tuple[tuple[dict[str, float], float, str], ...]

# Mixture, intensity, and the words and phrases (an underscore stands for the blank in a phrase).
_STATES: _Table = (
    (
        {"neutral": 1.0},
        0.0,
        """
        neutral neutrally silent silently silence neutrality calm calmly calmness calmer calmest composed composedly
        composure serene serenely serenity peaceful peacefully peace relaxed relaxedly quiet quietly unemotional
        emotionless unemotionally expressionless deadpan flat flatly impassive impassively indifferent indifferently
        indifference matter_of_fact factual factually unmoved detached detachedly detachment stoic stoically
        cool_headed even_tempered level_headed poker_faced stone_faced blank blankly placid placidly tranquil
        tranquilly unfazed untroubled unconcerned dispassionate dispassionately businesslike sober soberly objective
        objectively monotone monotonous poker_face straight_face at_ease at_peace no_emotion no_emotions no_expression
        no_feeling no_feelings without_emotion without_emotions without_any_emotion without_any_emotions
        without_expression without_any_expression without_feeling without_any_feeling devoid_of_emotion
        devoid_of_emotions nothing no_emotion_at_all acceptance accepting nonchalant nonchalantly clinical clinically
        zen reserved patient patiently comfortable secure unenthusiastic unexcited
        """,
    ),
    (
        {"neutral": 0.6, "sad": 0.3, "disgust": 0.1},
        0.3,
        """
        bored boredom boring boredly uninterested listless listlessly apathetic apathy dull weary wearily weariness
        tired tiredly tiredness sleepy sleepily exhausted exhaustion languid lethargic lethargy fatigued fatigue jaded
        numb numbly drained worn_out worn_down mumbling
        """,
    ),
    (
        {"neutral": 0.8, "angry": 0.2},
        0.3,
        """
        serious seriously seriousness stern sternly severe severely strict strictly determined determinedly
        determination resolute resolutely resolve cold coldly coldness icy icily firm firmly focused concentrated
        concentration tense tensely tension alert alertly grave gravely grim grimly vigilant vigilance sincere
        sincerely urgent urgently solemn_faced
        """,
    ),
    (
        {"happy": 1.0},
        0.7,
        """
        happy happily happiness happier happiest joy joyful joyfully joyous joyously cheerful cheerfully cheerfulness
        cheery merry merrily glad gladly gladness gladder jolly upbeat sunny beaming radiant radiantly lighthearted
        laughing laugh laughs laughed laughter laughingly gleeful gleefully glee enjoying enjoyment jovial jovially
        chuckling chuckles chuckle giggling giggles giggle enthusiastic enthusiastically enthusiasm excited excitedly
        excitement eager eagerly eagerness lively joking jokingly festive celebratory light_hearted in_good_spirits
        in_a_good_mood good_mood high_spirits on_cloud_9 full_of_life animated bubbly bouncy carefree energetic
        energetically energized giddy perky spirited vivacious zestful jubilance pumped psyched adoring adoration
        adoringly enthralled celebrating funny humorous humorously victorious heartfelt refreshed in_love
        in_high_spirits
        """,
    ),
    (
        {"happy": 1.0},
        0.6,
        """
        amused amusedly amusement amusing playful playfully fun pleased pleasure pleasant pleasantly friendly
        friendliness warm warmly warmth loving lovingly love loves affectionate affectionately affection grateful
        gratefully gratitude thankful thankfully proud proudly prouder pride confident confidently confidence
        optimistic optimistically optimism charming charmed encouraging encouraged encouragingly smiling smile smiles
        smiled smilingly grinning grin grins grinned flirty flirtatious flirtatiously enchanted triumph welcoming
        inspired cordial kind kindly kindness mischievous mischievously impish cute good_humoured good_humored
        admiration admiring admiringly appreciative approving approval approvingly caring cheeky cheekily teasing
        teasingly romantic passionate passionately impressed infatuated rapt enchanting sweet sweetly brave bravely
        bold boldly encouragement hearty sassy worshipful zealous flattered kindhearted
        """,
    ),
    (
        {"happy": 1.0},
        0.4,
        """
        content contented contentedly contentment satisfied satisfaction relieved relief hopeful hopefully hope hopes
        reassured reassuring reassuringly comforted gentle gently tender tenderly tenderness soothing soothingly fond
        fondly fondness sympathetic sympathetically touched trusting trust polite politely smirk smirking smirks cosy
        cozy mellow dreamy dreamily shy shyly
        """,
    ),
    (
        {"happy": 1.0},
        0.9,
        """
        delighted delightedly delight overjoyed thrilled thrill ecstatic ecstatically ecstasy elated elation euphoric
        euphorically euphoria jubilant jubilantly jubilation exhilarated exhilaration exuberant exuberantly exuberance
        triumphant triumphantly rapturous bliss blissful blissfully exultant exultantly enraptured over_the_moon
        beside_herself_with_joy beside_himself_with_joy tears_of_joy mad_with_joy crazy_with_joy wild_with_joy
        tears_of_happiness crying_with_laughter crying_with_joy weeping_with_joy crying_for_joy jumping_for_joy
        delirious stoked maniacal on_top_of_the_world tears_of_laughter
        """,
    ),
    (
        {"happy": 0.8, "neutral": 0.2},
        0.5,
        """
        fake_smile forced_smile polite_smile faint_smile thin_smile weak_smile
        """,
    ),
    (
        {"sad": 1.0},
        0.7,
        """
        sad sadly sadness sadder saddest saddened unhappy unhappily unhappiness unhappier sorrow sorrowful sorrowfully
        sorry gloomy gloomily gloom melancholy melancholic mournful mournfully dejected dejectedly dejection downcast
        depressed depressing depression disappointed disappointedly disappointment hurt lonely loneliness lonesome
        tearful tearfully tear tears teary upset glum glumly low_spirited blue homesick homesickness wounded
        crestfallen disheartened discouraged discouragement dismal dismally bleak bleakly pained painful painfully
        pain suffering rueful ruefully remorseful remorsefully remorse regretful regretfully regret regrets guilty
        guiltily guilt ashamed shame hopeless hopelessly hopelessness helpless helplessly helplessness frowning frown
        frowns pessimistic pouting whimpering whimper pleading dead_inside close_to_tears on_the_verge_of_tears
        near_tears about_to_cry teary_eyed down_in_the_dumps low_spirits broken_voice choked_up moved_to_tears alone
        apologetic apologetically bereft brokenhearted bummed bummed_out contrite dismayed dismay discontented
        dissatisfied dissatisfaction empty forlorn forlornly gutted joyless cheerless lament lamenting morose moping
        neglected rejected repentant powerless tragic tragically woe whiny heavyhearted sniffling sniffles begging
        begs pleads demoralized humiliated humiliation unloved heavy_hearted with_a_heavy_heart overwhelmed
        """,
    ),
    (
        {"sad": 1.0},
        0.5,
        """
        wistful wistfully pensive pensively subdued resigned resignedly resignation lost longing longingly sighing
        sighs sigh pitying pity compassion compassionate compassionately disillusioned sombre somber solemn solemnly
        defeated humbled moody thoughtful thoughtfully disenchanted reflective pensiveness wistfulness elegiac
        empathetic empathic conflicted
        """,
    ),
    (
        {"sad": 1.0},
        0.9,
        """
        miserable miserably misery grief grieving grieves grief_stricken heartbroken heartbreak heartbreaking despair
        despairing despairingly despaired desperate desperately desperation despondent despondently devastated
        devastation desolate desolation anguish anguished inconsolable inconsolably sobbing sobs sob sobbed weeping
        weeps weep wept crying cry cries cried shattered agony agonised agonized mourning bereaved crushed wretched
        wretchedly distraught woeful woefully wailing wails in_tears broken_hearted heart_broken tears_in_her_eyes
        tears_in_his_eyes tears_in_their_eyes tormented traumatized aching
        """,
    ),
    (
        {"angry": 1.0},
        0.7,
        """
        angry angrily anger angrier angriest angered mad madly madder cross crossly hostile hostilely hostility
        aggressive aggressively aggression bitter bitterly bitterness resentful resentfully resentment indignant
        indignantly indignation heated irate yelling yells yell shouting shouts shout shouted accusing accusingly
        accusatory threatening threateningly menacing menacingly defiant defiantly defiance sharp sharply harsh
        harshly snarling snarls growling growls wrath wrathful exasperated exasperatedly exasperation vengeful
        spiteful spitefully hateful hatefully hate hates hatred hating fierce fiercely ferocious mean ill_tempered
        scowling fed_up bad_mood losing_patience aggressiveness antagonistic cruel cruelly grudging malicious petulant
        pissed pissed_off provoked reproachful reproachfully sadistic scolding scolds surly terse rude insulted
        vehement vehemently vicious vengeance ticked_off berating hotheaded enragement warning
        """,
    ),
    (
        {"angry": 1.0},
        0.5,
        """
        annoyed annoyedly annoyance annoying irritated irritatedly irritation irritable irritably frustrated
        frustratedly frustration grumpy grumpily impatient impatiently impatience displeased displeasure cranky testy
        sulky sulking offended miffed agitated agitation disgruntled stubborn stubbornly stressed jealous jealously
        jealousy envious enviously envy peeved vexed sullen sullenly defensive defensively aggravated irked nagging
        unamused perturbed
        """,
    ),
    (
        {"angry": 1.0},
        0.95,
        """
        furious furiously fury rage raging enraged livid incensed outraged outrage seething seethes fuming fumes
        infuriated boiling explosive screaming ranting apoplectic mad_with_rage sees_red seeing_red white_hot
        beside_herself_with_rage beside_himself_with_rage screaming_with_rage blind_rage in_a_rage boiling_with_rage
        hopping_mad
        """,
    ),
    (
        {"fear": 1.0},
        0.7,
        """
        fear fearful fearfully fears feared fearing scared frightened frightenedly fright afraid scaredly spooked
        trembling trembles tremble shaking shaken shivering alarmed alarm dread dreading dreadful threatened
        intimidated pale_with_fear pale_with_fright trembling_with_fear trembles_with_fear shaking_with_fear
        distressed distress quivering quaking cowering frantic frantically freaked_out paranoid creeped_out alarmedly
        shaky stuttering stammering stammers gulping
        """,
    ),
    (
        {"fear": 1.0},
        0.5,
        """
        worried worriedly worry worries worrying anxious anxiously anxiety nervous nervously nervousness uneasy
        uneasily unease apprehensive apprehensively apprehension concerned concern timid timidly hesitant hesitantly
        hesitation insecure insecurely insecurity wary warily cautious cautiously vulnerable unsure doubtful
        doubtfully jittery edgy restless restlessly troubled embarrassed embarrassment embarrassedly flustered on_edge
        ill_at_ease awkward awkwardly disturbed doubt fretful nervy uncertain uncomfortable indecisive furtive
        flinching blushing
        """,
    ),
    (
        {"fear": 1.0},
        0.95,
        """
        terrified terrifiedly terrifying terror panic panicked panicking panicky panics petrified panic_stricken
        hysterical hysterically hysteria scared_stiff scared_to_death frightened_to_death terror_stricken
        screaming_in_terror screams_in_terror scared_out_of_her_wits scared_out_of_his_wits mortal_fear in_panic
        """,
    ),
    (
        {"fear": 0.7, "disgust": 0.3},
        0.9,
        """
        horrified horror horrifying horrifiedly aghast
        """,
    ),
    (
        {"disgust": 1.0},
        0.7,
        """
        disgust disgusted disgustedly disgusting contempt contemptuous contemptuously distaste distasteful
        distastefully disdain disdainful disdainfully dislike dislikes scorn scornful scornfully sneering sneer sneers
        aversion nauseated nausea nauseous queasy derisive derision mocking mockingly mockery condescending
        condescendingly haughty arrogant arrogantly arrogance disapproving disapprovingly disapproval grimacing
        grimace snide grossed_out turned_off conceited grossed icky yucky gross ew eww vile revolting nasty foul
        repulsive scandalized scandalised
        """,
    ),
    (
        {"disgust": 1.0},
        0.9,
        """
        repulsed repulsion repelled revolted revulsion sickened loathing loathes loathe abhorrence abhorrent
        repugnance appalled sick_to_her_stomach sick_to_his_stomach
        """,
    ),
    (
        {"disgust": 0.6, "happy": 0.4},
        0.5,
        """
        sarcastic sarcastically sarcasm ironic ironically irony cynical cynically cynicism sardonic sardonically smug
        smugly wry wryly
        """,
    ),
    (
        {"surprise": 1.0},
        0.7,
        """
        surprise surprised surprisedly surprising startled amazed amazement amazedly taken_aback wondering incredulous
        incredulously disbelief disbelieving disbelievingly caught_off_guard wide_eyed in_wonder cannot_believe_it
        dazed disconcerted disoriented wow unexpected
        """,
    ),
    (
        {"surprise": 1.0},
        0.5,
        """
        curious curiously curiosity puzzled puzzlement confused confusedly confusion perplexed perplexity baffled
        bafflement bewildered bewilderment intrigued questioning interested interest fascinated fascination quizzical
        quizzically wonder bemused mystified flummoxed expectant expectantly anticipation
        """,
    ),
    (
        {"surprise": 1.0},
        0.9,
        """
        astonished astonishment astonishing astounded astoundment stunned stupefied flabbergasted dumbfounded
        thunderstruck gobsmacked speechless awestruck awe blown_away open_mouthed jaw_dropping bowled_over
        stupefaction
        """,
    ),
    (
        {"surprise": 0.75, "fear": 0.25},
        0.9,
        """
        shocked shock shocking
        """,
    ),
    (
        {"happy": 0.5, "sad": 0.5},
        0.6,
        """
        bittersweet bittersweetly bitter_sweet smiling_through_tears smiles_through_tears smile_through_tears
        smiling_through_her_tears smiling_through_his_tears laughing_and_crying ambivalent mixed_feelings
        mixed_emotions
        """,
    ),
    (
        {"happy": 0.4, "sad": 0.6},
        0.5,
        """
        nostalgic nostalgically nostalgia yearning sentimental sentimentally moved
        """,
    ),
    (
        {"happy": 0.6, "surprise": 0.4},
        0.8,
        """
        marvelling marveling wonderstruck pleasantly_surprised delighted_surprise happy_surprise
        """,
    ),
    (
        {"angry": 0.4, "disgust": 0.3, "fear": 0.3},
        0.5,
        """
        suspicious suspiciously suspicion distrust distrustful mistrustful sceptical skeptical skeptically skepticism
        """,
    ),
)

# Phrases that tell of a change to the state.
_CHANGES: _Table = (
    (
        {"neutral": 1.0},
        0.0,
        """
        calms_down calm_down calming_down calmed_down cools_down cooling_down cool_down settles_down settling_down
        relaxes relaxing relax regains_composure regains_her_composure regains_his_composure pulls_herself_together
        pulls_himself_together composes_herself composes_himself not_anymore not_any_more no_more quiets_down
        """,
    ),
    (
        {"happy": 1.0},
        0.7,
        """
        cheers_up cheer_up cheering_up brightens_up brighten_up brightening_up brightens brightening lightens_up
        lights_up perks_up starts_laughing starts_to_laugh starts_smiling starts_to_smile begins_to_smile
        begins_to_laugh lighting_up starts_grinning
        """,
    ),
    (
        {"happy": 1.0},
        0.4,
        """
        softens softening soften warms_up warming_up
        """,
    ),
    (
        {"sad": 1.0},
        0.7,
        """
        saddens voice_breaks voice_cracks chokes_up tears_up tearing_up becomes_tearful
        """,
    ),
    (
        {"sad": 1.0},
        0.95,
        """
        breaks_down breaking_down break_down falls_apart starts_crying starts_to_cry begins_to_cry
        dissolves_into_tears collapses
        """,
    ),
    (
        {"angry": 1.0},
        0.9,
        """
        loses_her_temper loses_his_temper loses_their_temper losing_her_temper losing_his_temper lose_temper loses_it
        """,
    ),
    (
        {"fear": 1.0},
        0.9,
        """
        panicking gets_scared takes_fright
        """,
    ),
)

# Phrases that tell of a sudden change.
_OUTBURSTS: _Table = (
    (
        {"happy": 1.0},
        0.7,
        """
        bursts_out_laughing burst_out_laughing bursting_out_laughing breaks_into_a_smile
        """,
    ),
    (
        {"happy": 1.0},
        0.9,
        """
        bursts_into_laughter burst_into_laughter bursting_into_laughter erupts_in_joy
        """,
    ),
    (
        {"sad": 1.0},
        0.95,
        """
        bursts_into_tears burst_into_tears bursting_into_tears breaks_into_tears starts_sobbing
        """,
    ),
    (
        {"angry": 1.0},
        0.9,
        """
        explodes exploding explode blows_up snaps_at erupts flares_up blows_her_top blows_his_top snaps
        """,
    ),
    (
        {"fear": 1.0},
        0.9,
        """
        panics freaks_out freaking_out
        """,
    ),
    (
        {"surprise": 1.0},
        0.8,
        """
        gasps gasping gasp
        """,
    ),
)
