"""Words and phrases for calm, joy and surprise."""

from tietfg.emotion.lexicon_changes import Table

CALM_AND_PLEASANT: Table = (
    (
        {"neutral": 1.0},
        0.0,
        """
        neutral neutrally silent silently silence neutrality calm calmly calmness calmer calmest composed composedly
        composure serene serenely serenity peaceful peacefully peace relaxed relaxedly quiet quietly unemotional
        emotionless unemotionally expressionless deadpan flat flatly impassive impassively indifferent indifferently
        indifference matter_of_fact factual factually unmoved detached detachedly detachment stoic stoically
        cool_headed even_tempered level_headed poker_faced stone_faced blank blankly placid placidly tranquil
        tranquilly unfazed untroubled unconcerned dispassionate dispassionately businesslike even_toned even_voiced
        ordinary ordinarily normal normally usual as_usual unremarkable casual casually plain courteous courteously
        civil formal formally sober soberly objective objectively monotone monotonous poker_face straight_face at_ease
        at_peace no_emotion no_emotions no_expression no_feeling no_feelings without_emotion without_emotions
        without_any_emotion without_any_emotions without_expression without_any_expression without_feeling
        without_any_feeling devoid_of_emotion devoid_of_emotions nothing no_emotion_at_all acceptance accepting
        nonchalant nonchalantly clinical clinically cool_as_a_cucumber unruffled unperturbed collected
        cool_calm_and_collected keeps_her_cool laid_back chilled phlegmatic robotic robotically wooden impersonal
        professional professionally zen reserved patient patiently comfortable secure unenthusiastic unexcited
        equanimity stoicism poise quietude hushed aloof distant remote lifeless colourless colorless deadpanned
        dry_as_dust dry_as_toast stiff_upper_lip uninflected no_colour no_feeling_whatsoever no_emotion_whatsoever
        no_colour_whatsoever none_of_it none_of_it_left straight_faced brave_face flat_as_a_pancake robot machine
        """,
    ),
    (
        {"neutral": 0.6, "sad": 0.3, "disgust": 0.1},
        0.3,
        """
        bored boredom boring boredly uninterested listless listlessly apathetic apathy dull weary wearily weariness
        tired tiredly tiredness sleepy sleepily exhausted exhaustion languid lethargic lethargy fatigued fatigue jaded
        numb numbly drained worn_out worn_down mumbling ennui tedium torpor sluggish lacklustre lackluster
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
        chuckling chuckles chuckle hilarious mirth mirthful merriment hilarity gaiety joviality chirpy chipper buoyant
        ebullient
        effervescent zest gusto tickled cheer amuse amuses soars soaring heart_soars gladsome smitten besotted guffaw
        guffawing cackling titter giggling giggles giggle enthusiastic enthusiastically enthusiasm excited excitedly
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
        bold boldly encouragement hearty sassy rejoicing worshipful zealous flattered kindhearted genial amiable
        affable agreeable doting adore adores cherish cherishes
        courageous enjoys enjoy sweetness gloating boastful droll breezy keen fulfilled merry_as_a_lark
        """,
    ),
    (
        {"happy": 1.0},
        0.4,
        """
        content contented contentedly contentment satisfied satisfaction relieved relief hopeful hopefully hope hopes
        reassured reassuring reassuringly comforted gentle gently tender tenderly tenderness soothing soothingly fond
        fondly fondness sympathetic sympathetically touched trusting trust smirk smirking smirks phew whew cosy cozy
        mellow
        dreamy dreamily shy shyly bashful coy coyly easygoing golden
        """,
    ),
    (
        {"happy": 1.0},
        0.9,
        """
        delighted delightedly delight overjoyed thrilled thrill ecstatic ecstatically ecstasy elated elation euphoric
        euphorically euphoria jubilant jubilantly jubilation exhilarated exhilaration exuberant exuberantly exuberance
        triumphant triumphantly rapturous bliss blissful blissfully exultant exultantly enraptured over_the_moon
        thrilled_to_bits beside_herself_with_joy beside_himself_with_joy tears_of_joy mad_with_joy crazy_with_joy
        wild_with_joy tears_of_happiness crying_with_laughter crying_with_joy weeping_with_joy crying_for_joy
        jumping_for_joy delirious stoked hyped rapture exultation maniacal walking_on_air tickled_pink
        in_seventh_heaven chuffed chuffed_to_bits
        buzzing jumping_up_and_down grinning_from_ear_to_ear on_top_of_the_world tears_of_laughter
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
        thunderstruck gobsmacked speechless awestruck awe blown_away jaw_drops jaw_hits_the_floor jaw_on_the_floor
        lost_for_words at_a_loss_for_words cannot_believe_her_eyes knocked_down_with_a_feather
        knocked_her_down_with_a_feather knock_her_down_with_a_feather knocked_for_6 marvel marvels floored blindsided
        mind_blown
        dumbstruck nonplussed staggered stupor mouth_falls_open struck_dumb knocked_sideways
        open_mouthed jaw_dropping bowled_over stupefaction
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
        {"happy": 0.6, "surprise": 0.4},
        0.8,
        """
        marvelling marveling wonderstruck pleasantly_surprised delighted_surprise happy_surprise
        """,
    ),
)
